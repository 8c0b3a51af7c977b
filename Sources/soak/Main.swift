internal import FaultSimulation
internal import Glibc

/// Lives of a cell under faults, as many as wanted: see the module FaultSimulation.
@main struct Main {
    static func main() async {
        switch Options.read(Array(CommandLine.arguments.dropFirst())) {
        case .failure(let wrong):
            complain("soak: \(wrong.sentence)\n\(Options.usage)")
            exit(2)
        case .success(let options):
            let isWhole = options.isTraced ? trace(options.seed) : await soak(options)
            exit(isWhole ? 0 : 1)
        }
    }

    /// One life, every tick of it on the screen.
    private static func trace(_ seed: UInt64) -> Bool {
        let life = Life(seed: seed)
        while !life.isOver, life.findings.list.isEmpty {
            life.advance()
            print(life.scene.trace)
        }
        for finding in life.findings.list { print("BROKEN at tick \(life.tick): \(finding)") }
        return life.findings.list.isEmpty
    }

    private static func soak(_ options: Options) async -> Bool {
        let clock = ContinuousClock()
        let began = clock.now
        let report = await withTaskGroup(of: SoakReport.self) { group in
            for worker in 0..<options.jobs {
                group.addTask { run(options, worker: worker) }
            }
            return await group.reduce(into: SoakReport()) { $0.add($1) }
        }
        let seconds = began.duration(to: clock.now) / .seconds(1)
        let rate = Int(Double(report.ticks) / max(seconds, 1e-3))
        print(
            "\(report.ticks) ticks, \(report.lives) seeds from \(options.seed), "
                + "\(report.interventions) interventions, \(report.failures.count) broken promises, "
                + "\(Int(seconds)) s, \(rate) ticks/s on \(options.jobs) threads")
        for failure in report.failures.sorted(by: { $0.seed < $1.seed }).prefix(20) {
            print(
                "seed \(failure.seed), tick \(failure.tick): \(failure.finding)\n"
                    + "    swift run -c release soak --seed \(failure.seed) --trace | tail -100")
        }
        let missing = report.missingTransitions
        if options.isComplete, !missing.isEmpty {
            print("never seen: \(missing.joined(separator: ", "))")
        }
        return report.failures.isEmpty && (!options.isComplete || missing.isEmpty)
    }

    private static func run(_ options: Options, worker: Int) -> SoakReport {
        var report = SoakReport()
        for number in stride(from: worker, to: options.lives, by: options.jobs) {
            report.live(seed: options.seed &+ UInt64(number))
            if options.stopsAtFirst, !report.failures.isEmpty { break }
        }
        return report
    }

    private static func complain(_ text: String) {
        _ = unsafe fputs(text + "\n", fdopen(2, "w"))
    }
}
