import Control

/// The times in which a reader's counts were off by more than 30 on any axis, in a recording of
/// the edge motion.
struct WrongCommands {
    /// Lengths in ms by the part of the motion, A to E; R holds the releases between them, in which
    /// the whole cap snaps to zero as in A.
    private(set) var longest: [Character: Int] = [:]

    private static let parts: [(name: Character, until: Int64)] = [
        ("A", 1100), ("B", 1750), ("R", 2100), ("C", 2750), ("R", 3100), ("D", 3390), ("R", 3500),
        ("E", 10_000),
    ]

    /// Plays `recording` millisecond by millisecond.
    /// - Parameter counts: feeds what is due by a time, ns, and answers what the reader says then.
    init(
        in recording: EvemuRecording, of motion: EdgeMotion, until end: Int64,
        counts: (ArraySlice<PuckEvent>, Int64) -> PuckCounts
    ) {
        var next = 0
        var run = 0
        for millisecond in 0..<(end / 1_000_000) {
            let now = millisecond * 1_000_000
            let start = next
            while next < recording.events.count, recording.events[next].stamp <= now { next += 1 }
            let said = counts(recording.events[start..<next], now)
            let done = motion.counts(at: now)
            let isWrong = (0..<6).contains { abs(said[$0] - done[$0]) > 30 }
            run = isWrong ? run + 1 : 0
            // The recording begins 112 ms into the motion.
            let part = Self.parts.first { millisecond + 112 < $0.until }?.name ?? "E"
            longest[part] = max(longest[part] ?? 0, run)
        }
    }

    init(readBy settings: PuckSettings, in recording: EvemuRecording, of motion: EdgeMotion) {
        var assembler = PuckFrameAssembler(kind: recording.kind, settings: settings, opened: 0)
        _ = assembler.resynchronise(axes: .zero, at: 0)
        let end = (recording.events.last?.stamp ?? 0) + 1
        self.init(in: recording, of: motion, until: end) { events, now in
            for event in events { _ = assembler.feed(event) }
            _ = assembler.advance(to: now)
            return assembler.latest.counts
        }
    }
}
