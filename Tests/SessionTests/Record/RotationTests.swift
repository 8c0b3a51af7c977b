import CDR
import Control
import Messages
import RecordedCell
import Recording
import Synchronization
import Testing

@testable import Session
@testable import Storage

/// A clock that a test moves.
final class ManualClock: Sendable {
    private let time: Mutex<(monotonic: Nanoseconds, wall: Nanoseconds)>

    init() { time = Mutex((monotonic: .seconds(1), wall: 1_700_000_000_000_000_000)) }

    func advance(_ step: Nanoseconds, wall: Nanoseconds? = nil) {
        time.withLock {
            $0.monotonic += step
            $0.wall += wall ?? step
        }
    }

    var clock: RecorderClock {
        RecorderClock(
            monotonic: { self.time.withLock(\.monotonic) }, wall: { self.time.withLock(\.wall) })
    }
}

/// What a cell sends of a story, in its order: state, step, input.
struct RecordStream {
    let welcome: Welcome
    private(set) var records: [BulkRecord] = []
    static let wallOffset: Nanoseconds = 1_700_000_000_000_000_000

    init(_ cell: RecordedCell) throws {
        var welcome = Welcome()
        welcome.session = 5
        welcome.manifest = cell.manifest.text
        welcome.topics = [
            Topic(id: 0, name: TopicName.step, of: Step.self),
            Topic(id: 1, name: TopicName.arbiterInput, of: ArbiterInput.self),
            Topic(id: 2, name: TopicName.arbiterState, of: ArbiterState.self),
        ]
        self.welcome = welcome
        var states = cell.states[...]
        var stateCount: UInt64 = 0
        for (index, step) in cell.steps.enumerated() {
            // As a cell does: the state before a tick goes out with it.
            if let state = states.first, state.tick < step.tick {
                states.removeFirst()
                stateCount += 1
                records.append(
                    BulkRecord(
                        topic: 2, sequence: stateCount, stamp: step.now,
                        payload: try CDREncoder.bytes(of: state)))
            }
            let sequence = UInt64(index + 1)
            records.append(
                BulkRecord(
                    topic: 0, sequence: sequence, stamp: step.now,
                    payload: try CDREncoder.bytes(of: step)))
            records.append(
                BulkRecord(
                    topic: 1, sequence: sequence, stamp: step.now,
                    payload: try CDREncoder.bytes(of: cell.inputs[index])))
        }
    }
}

@Suite("A recording that goes on in the next file") struct RotationTests {
    private let scratch = Scratch()
    private let cell: RecordedCell
    private let stream: RecordStream

    init() throws {
        var cell = RecordedCell.story(try TwoArmManifest(cameras: []).make())
        cell.run(100)
        cell.restart()
        cell.run(250)
        cell.ask(.end, UInt64(Outcome.failure.rawValue))
        cell.run(150)
        self.cell = cell
        stream = try RecordStream(cell)
    }

    /// Records the whole story, ten milliseconds for each step.
    private func record(_ rule: RotationRule) throws -> [String] {
        let time = ManualClock()
        let recording = try OpenRecording(
            welcome: stream.welcome, keymap: "{}", wallOffset: RecordStream.wallOffset,
            directory: scratch.path, rule: rule, clock: time.clock)
        for record in stream.records {
            if record.topic == 0 { time.advance(.milliseconds(10)) }
            try recording.append(record, missing: 0)
            try recording.tick(at: time.clock.monotonic(), dropped: 0)
        }
        _ = try recording.finish(dropped: 0)
        return Scratch.names(scratch.path).map { scratch.path + "/" + $0 }
    }

    private func ticks(_ path: String) throws -> [UInt64] { try Recorded.ticks([path]) }

    @Test("has every step once, each file whole, sealed, and naming the one before")
    func gapFree() throws {
        let paths = try record(
            RotationRule(bytes: nil, duration: .milliseconds(500), slack: 0))
        #expect(paths.count > 3)
        #expect(try paths.flatMap(ticks) == cell.steps.map(\.tick))
        var number = 0
        for path in paths {
            number += 1
            let found = try RecordingVerification(path)
            #expect(found.isSound, "\(found.contradictions)")
            #expect(found.session?.part?.number == number)
            #expect(found.session?.missingTicks == 0)
            switch found.session?.part?.predecessor {
            case .none?: #expect(number == 1)
            case .present(let file)?: #expect(paths[number - 2].hasSuffix(file))
            default: Issue.record("\(path): \(String(describing: found.session?.part))")
            }
        }
    }

    @Test("each file begins with a state of the arbiter, so that it replays by itself")
    func replays() throws {
        let paths = try record(
            RotationRule(bytes: nil, duration: .milliseconds(500), slack: 0))
        for path in paths {
            let report = try #require(try ReviewLibrary([path]).replays().first)
            #expect(report.first == nil, "\(path)")
            // The story's own first state comes after a second.
            if path != paths.first { #expect(report.replayed == report.steps) }
        }
        var first: [String] = []
        _ = try RecordingReader(paths[1]).forEachMessage(of: nil) { message in
            first.append(message.topic)
            return first.count < 2
        }
        #expect(first.contains(TopicName.arbiterState))
    }

    @Test("a file waits for the end of the episode, and of the intervention, as long as declared")
    func waits() throws {
        // The story is shorter than the slack: no file ends inside an episode.
        let paths = try record(
            RotationRule(bytes: nil, duration: .milliseconds(500), slack: .seconds(1000)))
        #expect(paths.count > 1)
        for path in paths.dropFirst() {
            var entries = try SessionReader(path).entries()
            while let item = entries.next() {
                guard case .step(let step) = item else { continue }
                let before = cell.steps[Int(step.value.tick) - 2]
                #expect(before.episode.state != .running)
                break
            }
        }
    }

    @Test("by size, under a load that rotates in the middle of everything")
    func bySize() throws {
        let paths = try record(RotationRule(bytes: 20_000, duration: nil, slack: 0))
        #expect(paths.count > 3)
        #expect(try paths.flatMap(ticks) == cell.steps.map(\.tick))
        #expect(try paths.allSatisfy { try RecordingVerification($0).isSound })
    }

    @Test("where the next file cannot be made, every record is in the file before or counted")
    func noNextFile() throws {
        // The front of the first file is created once; the second creation is the next file's.
        let disk = Disk(Disk.Fault(nth: 3, code: 28, operation: .create, lasts: true))
        let mailbox = Mailbox<RecorderItem>(capacity: 1 << 30)
        mailbox.put(.begin(stream.welcome, wallOffset: RecordStream.wallOffset))
        for record in stream.records { mailbox.put(.record(record, missing: 0)) }
        mailbox.close()
        var plan = DiskLoop.Plan(directory: scratch.path)
        plan.rule = RotationRule(bytes: 1, duration: nil, slack: 0)
        let loop = DiskLoop(
            mailbox: mailbox, plan: plan, reports: DiskLoop.Reports(show: { _ in }), disk: disk)
        loop.run()
        let paths = Scratch.names(scratch.path).map { scratch.path + "/" + $0 }
        var written = 0
        for path in paths {
            for counts in try RecordingVerification(path).session?.statistics ?? [:]
            where counts.key.hasPrefix("/reins/") && counts.key != TopicName.event {
                let word = counts.value.split(separator: " ").first { $0.hasPrefix("written=") }
                written += word.flatMap { Int($0.dropFirst(8)) } ?? 0
            }
        }
        #expect(written > 0 && written < stream.records.count)
        #expect(written + Int(loop.refused) == stream.records.count)
    }

    @Test("a part that is missing is named by the one after it, and one that was exchanged too")
    func missing() throws {
        let paths = try record(RotationRule(bytes: nil, duration: .milliseconds(500), slack: 0))
        try Disk().remove(paths[1])
        let third = try RecordingVerification(paths[2])
        #expect(third.isSound)
        guard case .missing = third.session?.part?.predecessor else {
            Issue.record("not seen: \(String(describing: third.session?.part))")
            return
        }
        #expect(VerifyText.text(third).contains("MISSING"))
        // The first file under the second's name.
        var file = try Disk().create(paths[1])
        try file.write(Scratch.bytes(paths[0]).span)
        #expect(try !RecordingVerification(paths[2]).isSound)
    }
}
