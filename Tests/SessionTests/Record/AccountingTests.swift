import CDR
import Control
import Messages
import RecordedCell
import Testing

@testable import Session
@testable import Storage

@Suite("What happened to a recording stands in it") struct AccountingTests {
    private let scratch = Scratch()
    private let cell: RecordedCell
    private let stream: RecordStream
    private let time = ManualClock()

    init() throws {
        cell = RecordedCell.story(try TwoArmManifest(cameras: []).make())
        stream = try RecordStream(cell)
    }

    private func open(_ welcome: Welcome? = nil) throws -> OpenRecording {
        try OpenRecording(
            welcome: welcome ?? stream.welcome, keymap: "{}",
            wallOffset: RecordStream.wallOffset, directory: scratch.path, clock: time.clock)
    }

    private func events(_ path: String) throws -> [Event] {
        try recorded(Event.self, of: TopicName.event, in: path)
    }

    @Test("a wall clock that is set back or forward reorders and loses nothing, and is said")
    func wallSteps() throws {
        let recording = try open()
        for (index, record) in stream.records.enumerated() {
            // An hour back, later a day forward; between them it is slewed, which is no step.
            let wall: Nanoseconds =
                switch index {
                case 300: -.seconds(3600)
                case 600: .seconds(86_400)
                default: .milliseconds(10) + 1000
                }
            time.advance(.milliseconds(10), wall: wall)
            try recording.append(record, missing: 0)
            try recording.tick(at: time.clock.monotonic(), dropped: 0)
        }
        let path = try recording.finish(dropped: 0)
        #expect(try Recorded.ticks([path]) == cell.steps.map(\.tick))
        var times: [UInt64] = []
        _ = try RecordingReader(path).forEachMessage(of: [TopicName.step]) { message in
            times.append(message.logTime)
            return true
        }
        #expect(times == cell.steps.map { UInt64($0.now + RecordStream.wallOffset) })
        let steps = try events(path).filter {
            $0.code == RecorderNotice.Matter.wallStep.rawValue
        }
        #expect(steps.map { $0.argument / 1000 } == [-3600, 86_399])
        let found = try RecordingVerification(path)
        #expect(found.isSound)
        #expect(found.session?.statistics["wall_clock_steps"] == "2")
        #expect(VerifyText.text(found).contains("the wall clock was set 2 times"))
        #expect(recording.takeNews().count == 2, "and the screen hears of it")
    }

    @Test("a disk that takes long is counted, said at once, and said no oftener than it should")
    func lateDisk() throws {
        var delays = DiskDelays()
        delays.note(DiskDelays.bound)
        let none = delays.takeNotice(at: 0)
        #expect(none == nil)
        delays.note(.seconds(2))
        delays.note(.seconds(1))
        let taken = delays.takeNotice(at: .seconds(1))
        let notice = try #require(taken)
        #expect(notice.count == 2000 && notice.isAlarm && notice.matter == .lateDisk)
        delays.note(.seconds(3))
        let tooSoon = delays.takeNotice(at: .seconds(2))
        let later = delays.takeNotice(at: .seconds(12))
        #expect(tooSoon == nil && later?.count == 3000)
        #expect(delays.late == 3)
    }

    @Test("images that never came are told apart from records, by topic, in one event a second")
    func images() throws {
        var welcome = stream.welcome
        welcome.topics.append(
            Topic(id: 3, name: TopicName.camera("top"), of: CompressedImage.self))
        let recording = try open(welcome)
        let payload = try CDREncoder.bytes(of: CompressedImage())
        var sequence: UInt64 = 0
        for record in stream.records.prefix(60) {
            sequence += 3
            time.advance(.milliseconds(1))
            try recording.append(
                BulkRecord(topic: 3, sequence: sequence, stamp: record.stamp, payload: payload),
                missing: sequence > 3 ? 2 : 0)
            try recording.append(record, missing: 0)
            try recording.tick(at: time.clock.monotonic(), dropped: 0)
        }
        let path = try recording.finish(dropped: 0)
        let said = try events(path)
        #expect(said.allSatisfy { $0.code == RecorderNotice.Matter.images.rawValue })
        #expect(said.allSatisfy { $0.kind == .gap && $0.level == Log.warning })
        #expect(said.count == 2, "the first at once, the rest together")
        #expect(said.reduce(0) { $0 + $1.argument } == 118)
        let found = try RecordingVerification(path)
        #expect(
            found.session?.statistics["/camera/top/compressed"]
                == "received=60 written=60 missing=118 dropped=0 not_written=0")
        #expect(
            VerifyText.text(found).contains(
                "lost of /camera/top/compressed: 118 never came from the cell"))
    }

    @Test("what leaps beyond the missing was dropped here: every number has one reason")
    func dropped() {
        var counts = TopicCounts()
        let first = counts.take(5, missing: 0, isWritten: true)
        #expect(first == 0, "what was before is not missing")
        let leap = counts.take(10, missing: 1, isWritten: true)
        #expect(leap == 3)
        counts.take(11, missing: 0, isWritten: false)
        #expect(counts.text == "received=6 written=2 missing=1 dropped=3 not_written=1")
        var next = counts.nextPart()
        next.take(13, missing: 1, isWritten: true)
        #expect(next.text == "received=1 written=1 missing=1 dropped=0 not_written=0")
    }
}
