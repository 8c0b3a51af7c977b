internal import Control
internal import Messages
internal import Recording
internal import Storage

/// How regularly a cell stepped: the times of its steps in a recording of a real session, which
/// `Scripts/benchmarks/tick_jitter.py` makes with and without an attack.
enum TickBench {
    /// Of the simulated cell, ns.
    static let period: Int64 = 10_000_000

    static func run(recording: String) throws {
        var spans = Spans(room: 10_000)
        var longest: Int64 = 0
        var last: (tick: UInt64, now: Int64)?
        for item in try SessionReader(recording).entries(images: false) {
            guard case .step(let entry) = item else { continue }
            let (tick, now) = (entry.value.tick, entry.value.now)
            // A tick that the recording lacks says nothing.
            if let last, tick == last.tick + 1 {
                spans.note(abs(now - last.now - period))
                longest = max(longest, now - last.now)
            }
            last = (tick, now)
        }
        guard spans.count > 200 else { throw BenchError("\(spans.count) ticks in \(recording)") }
        var figure = Figure("tick-jitter")
        figure.add(spans)
        figure.add("longest_gap_us", Double(longest) / 1000)
        figure.add("ticks", spans.count)
        figure.report()
    }
}
