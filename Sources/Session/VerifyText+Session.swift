internal import Console
internal import JSON5
internal import Storage

/// What `reins verify` says of a session: which part of it a file is, and what became of the
/// messages by the recorder's own count.
extension VerifyText {
    static func lines(_ session: RecordingVerification.Session) -> [String] {
        var lines: [String] = []
        if let part = session.part { lines.append("  " + sentence(part) + ".") }
        lines += losses(session.statistics)
        lines += session.thinnings.map { "  " + sentence($0) + "." }
        return lines
    }

    private static func sentence(_ thinning: Thinning) -> String {
        let gone = thinning.deletions.sorted { $0.key < $1.key }.map { topic, stretches in
            "\(thinning.count(of: topic)) of \(topic) in \(stretches.count) "
                + (stretches.count == 1 ? "stretch" : "stretches")
        }
        let seal =
            thinning.originalSeal.isEmpty
            ? "the original had no seal" : "the original's seal was \(thinning.originalSeal)"
        return "it was thinned afterwards (\(thinning.rule)): deleted were "
            + gone.joined(separator: ", ") + "; " + seal
    }

    private static func sentence(_ part: SessionPart) -> String {
        let words = "it is part \(part.number) of its session"
        return switch part.predecessor {
        case .none: words
        case .present(let file): words + " and follows \(file), which is beside it"
        case .missing(let file): words + " and follows \(file), which is MISSING beside it"
        case .other(let file): words + " and follows another \(file) than the one beside it"
        }
    }

    /// One line for all topics, and one for each that lost something.
    private static func losses(_ statistics: [String: String]) -> [String] {
        let topics = statistics.filter { $0.key.hasPrefix("/") }
            .map { (name: $0.key, counts: counts($0.value)) }.sorted { $0.name < $1.name }
        guard !topics.isEmpty else { return [] }
        func sum(_ key: String) -> UInt64 {
            topics.reduce(0) { $0 &+ ($1.counts[key] ?? 0) }
        }
        let late = statistics["late_disk"].flatMap { UInt64($0) } ?? 0
        let steps = statistics["wall_clock_steps"].flatMap { UInt64($0) } ?? 0
        var line = "  the recorder received \(sum("received")) messages and wrote \(sum("written"))"
        if late > 0 {
            line +=
                "; the disk was late \(late) times, at most "
                + "\(statistics["longest_disk_ms"] ?? "?") ms"
        }
        if steps > 0 { line += "; the wall clock was set \(steps) times" }
        return [line + "."]
            + topics.compactMap { topic in
                let lost = reasons.compactMap { key, words -> String? in
                    guard let count = topic.counts[key], count > 0 else { return nil }
                    return "\(count) \(words)"
                }
                guard !lost.isEmpty else { return nil }
                return "  lost of \(topic.name): " + lost.joined(separator: ", ") + "."
            }
    }

    private static let reasons = [
        ("missing", "never came from the cell"), ("dropped", "found no room before the disk"),
        ("not_written", "could not be written"),
    ]

    /// `received=3 written=2` as counts.
    private static func counts(_ text: String) -> [String: UInt64] {
        var counts: [String: UInt64] = [:]
        for word in text.split(separator: " ").prefix(16) {
            let sides = word.split(separator: "=")
            if sides.count == 2, let count = UInt64(sides[1]) { counts[String(sides[0])] = count }
        }
        return counts
    }

    static func members(_ session: RecordingVerification.Session) -> [(String, JSON5Value)] {
        var members: [(String, JSON5Value)] = []
        if let part = session.part {
            let (state, file): (String, String?) =
                switch part.predecessor {
                case .none: ("none", nil)
                case .present(let file): ("present", file)
                case .missing(let file): ("missing", file)
                case .other(let file): ("other", file)
                }
            members.append(("part", .integer(part.number)))
            members.append(("predecessor", .string(state)))
            if let file { members.append(("predecessor_file", .string(file))) }
        }
        if !session.thinnings.isEmpty {
            members.append(("thinned", .array(session.thinnings.map(json))))
        }
        let topics = session.statistics.filter { $0.key.hasPrefix("/") }
            .sorted { $0.key < $1.key }
        guard !topics.isEmpty else { return members }
        let rows = topics.map { topic, text in
            (
                topic,
                JSON5Value.object(
                    counts(text).sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
            )
        }
        return members + [("topics", .object(rows))]
    }

    private static func json(_ thinning: Thinning) -> JSON5Value {
        let deletions = thinning.deletions.sorted { $0.key < $1.key }.map { topic, stretches in
            (
                topic,
                JSON5Value.array(
                    stretches.map { stretch in
                        .object([
                            ("count", .integer(stretch.count)), ("from", .integer(stretch.first)),
                            ("to", .integer(stretch.last)),
                        ])
                    })
            )
        }
        return .object([
            ("depth", .string(thinning.depth)), ("rule", .string(thinning.rule)),
            ("original_seal", .string(thinning.originalSeal)), ("deleted", .object(deletions)),
        ])
    }
}
