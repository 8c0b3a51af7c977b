internal import Control
internal import Glibc
internal import Messages
internal import Simulation

/// Episodes in virtual time: their success rate as one JSON line, and a recording where one is
/// wanted.
struct BenchRun {
    private let options: SimOptions
    private let count: Int

    init(_ options: SimOptions, count: Int) {
        self.options = options
        self.count = count
    }

    func run() throws(SimulatedCellError) {
        var bench: FastBench
        do {
            bench = try FastBench(
                policy: options.cell.parameters, settings: options.cell.settings,
                withOperator: options.withOperator, seed: options.cell.seed)
        } catch {
            throw SimulatedCellError(sentence: error.sentence)
        }
        if let limit = options.episodeLimit { bench.episodeLimit = limit }
        var recorder: BenchRecorder?
        if let directory = options.recordDirectory {
            let made = try BenchRecorder(
                name: options.name, in: directory, manifest: bench.manifest,
                session: options.fromSeed &* 1_000_003 &+ 1, images: options.images)
            bench.record = { made.take($0) }
            recorder = made
        }
        let results = (0..<UInt64(count)).map { bench.run(seed: options.fromSeed &+ $0) }
        bench.record = nil
        SimCommand.put(line(results, path: try recorder?.finish()), to: STDOUT_FILENO)
    }

    private func line(_ results: [EpisodeResult], path: String?) -> String {
        let rate = SuccessRate(
            successes: results.count { $0.outcome == .success }, trials: results.count)
        let takeovers = results.reduce(0) { $0 + $1.takeovers }
        let recorded = path.map { ", \"recording\": \(quoted($0))" } ?? ""
        return "{\"figure\": \"insertion_success\", "
            + "\"policy\": \(quoted(options.cell.parameters.version)), "
            + "\"operator\": \(options.withOperator), \"from_seed\": \(options.fromSeed), "
            + "\"episodes\": \(rate.trials), \"successes\": \(rate.successes), "
            + "\"rate\": \(short(rate.rate)), \"low95\": \(short(rate.interval.lowerBound)), "
            + "\"high95\": \(short(rate.interval.upperBound)), \"takeovers\": \(takeovers)"
            + recorded + "}\n"
    }

    private func short(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }

    private func quoted(_ text: String) -> String {
        let safe = text.unicodeScalars.map { scalar in
            scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : scalar.value < 32 ? " " : "\(scalar)"
        }
        return "\"" + safe.joined() + "\""
    }
}
