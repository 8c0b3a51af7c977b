import CDR
import Control
import Glibc
import Messages
import Simulation
import Storage
import Testing

@testable import SimulatedCell

/// A directory of its own in /tmp.
private func directory(_ name: String) -> String {
    "/tmp/reins-sim-tests-\(name)-\(UInt64.random(in: 1...UInt64.max))"
}

@Suite("Recordings of the bench")
struct BenchRecorderTests {
    private func record(_ name: String, images: Bool) throws -> (path: String, steps: Int) {
        var bench = try FastBench(withOperator: true)
        bench.episodeLimit = 3
        let recorder = try BenchRecorder(
            name: "run", in: directory(name), manifest: bench.manifest, session: 7, images: images)
        var steps = 0
        bench.record = { record in
            if case .step = record { steps += 1 }
            recorder.take(record)
        }
        _ = bench.run(seed: 2)
        return (try recorder.finish(), steps)
    }

    @Test("every step is in the file and decodes, with images and tactile beside it")
    func complete() throws {
        let (path, steps) = try record("complete", images: true)
        defer {
            _ = unsafe unlink(path)
            _ = unsafe rmdir(String(path.dropLast("/run.mcap".count)))
        }
        let reader = try RecordingReader(path)
        #expect(reader.warnings.isEmpty)
        let counts = Dictionary(uniqueKeysWithValues: reader.topics.map { ($0.topic, $0.messages) })
        #expect(counts[TopicName.step] == UInt64(steps))
        #expect(counts[TopicName.arbiterInput] == UInt64(steps))
        #expect((counts[TopicName.camera("wrist")] ?? 0) > 20)
        #expect((counts[TopicName.tactile("left")] ?? 0) > 20)
        #expect((counts[TopicName.policyChunk] ?? 0) > 20)
        var ticks: [UInt64] = []
        let problems = try reader.forEachMessage { message in
            guard message.topic == TopicName.step,
                let step = try? CDRDecoder.decode(Step.self, from: Array(message.data))
            else { return true }
            ticks.append(step.tick)
            return true
        }
        #expect(problems.isEmpty)
        #expect(ticks == Array(1...UInt64(steps)))
        let manifest = try #require(try reader.attachment(named: "manifest.json"))
        #expect(try Manifest(text: String(decoding: manifest, as: UTF8.self)).robot.simulated)
    }

    @Test("a directory that cannot be made is an error with a sentence")
    func refused() throws {
        let manifest = try SimulatedManifest.manifest()
        do {
            _ = try BenchRecorder(
                name: "run", in: "/proc/nowhere", manifest: manifest, session: 1, images: false)
            Issue.record("was taken")
        } catch {
            #expect(error.sentence.contains("/proc/nowhere"))
        }
    }

    @Test("wrong arguments are refused in a sentence and exit with 2")
    func arguments() throws {
        let wrong: [[String]] = [
            ["--seed"], ["--seed", "x"], ["--evaluate", "0"], ["--nope"], ["--start", "me"],
            ["--episode-limit", "nan"], ["--record", "/tmp"],
        ]
        for arguments in wrong {
            #expect(throws: SimulatedCellError.self) { try SimOptions(arguments) }
            #expect(SimCommand.run(arguments: arguments) == 2)
        }
        #expect(SimCommand.run(arguments: ["--evaluate", "1", "--policy", "/nowhere.json"]) == 1)
        let open = SimCommand.invitation(
            try SimOptions([]), at: "tcp://127.0.0.1:7447", program: "./reins")
        #expect(open == "operate it:  ./reins live tcp://127.0.0.1:7447 --no-keys\n")
        let closed = SimCommand.invitation(
            try SimOptions(["--keys", "k"]), at: "ipc:///a", program: "./reins")
        #expect(!closed.contains("--no-keys") && closed.contains("./reins keys --help"))
        let options = try SimOptions(["--seed", "7", "--evaluate", "3", "--with-operator"])
        #expect(options.cell.seed == 7 && options.evaluate == 3 && options.withOperator)
    }
}

@Suite("Success rate")
struct SuccessRateTests {
    @Test("Wilson's interval at known points")
    func wilson() {
        let half = SuccessRate(successes: 50, trials: 100).interval
        #expect(abs(half.lowerBound - 0.4038) < 1e-3 && abs(half.upperBound - 0.5962) < 1e-3)
        let all = SuccessRate(successes: 10, trials: 10).interval
        #expect(abs(all.lowerBound - 0.7225) < 1e-3 && all.upperBound > 0.9999)
        #expect(SuccessRate(successes: 0, trials: 0).interval == 0...1)
    }
}
