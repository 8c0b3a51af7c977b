internal import Messages
internal import Recording
internal import Screen

/// The whole list as text: for a pipe, a log, a quick look.
public enum ReviewList {
    /// - Returns: lines without their ends; nothing in them can act on a terminal.
    public static func lines(_ sessions: [ReviewedSession]) -> [String] {
        let all = ReviewedIntervention.all(of: sessions)
        var lines: [String] = []
        for (place, session) in sessions.enumerated() {
            lines.append(heading(session))
            lines += session.trouble.map { "  ! " + $0.forDisplay(limit: 400) }
            if session.lost > 0 { lines.append("  ! \(session.lost) records were lost") }
            if session.episodes.isEmpty { lines.append("  no episode ran") }
            for (number, episode) in session.episodes.enumerated() {
                let words = ReviewWords(manifest: session.manifest, episode: episode)
                lines.append("  " + words.headline)
                let own = all.filter { $0.session == place && $0.episode == number }
                lines += table(own.map(words.columns)).map { "    " + $0 }
                lines += episode.notes.map { "    note: " + $0.forDisplay(limit: 400) }
            }
        }
        return lines
    }

    private static func heading(_ session: ReviewedSession) -> String {
        let robot = session.manifest.robot
        return session.path.forDisplay(limit: 400) + "   "
            + robot.name.forDisplay() + (robot.simulated ? " [simulated]" : "")
            + "   session \(session.session)"
    }

    /// Columns as wide as they need to be.
    private static func table(_ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let all = [ReviewWords.titles] + rows
        let widths = ReviewWords.titles.indices.map { column in
            all.map { TextWidth.columns($0[column]) }.max() ?? 0
        }
        return all.map { row in
            var line = ""
            for (column, text) in row.enumerated() {
                line += text
                guard column + 1 < row.count else { break }
                line += String(repeating: " ", count: widths[column] - TextWidth.columns(text) + 2)
            }
            return line
        }
    }
}
