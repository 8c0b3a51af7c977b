import CDR
import Control
import Messages
import RecordedCell
import Testing

@testable import Session
@testable import Storage

@Suite("What is lost is counted once, and stands in the file") struct LossTests {
    private let scratch = Scratch()
    private let steps: [Step]
    private let welcome: Welcome

    init() throws {
        let cell = RecordedCell.story(try TwoArmManifest(cameras: []).make())
        steps = cell.steps
        var welcome = Welcome()
        welcome.role = .operate
        welcome.session = 5
        welcome.manifest = cell.manifest.text
        welcome.topics = [Topic(id: 0, name: TopicName.step, of: Step.self)]
        self.welcome = welcome
    }

    private func record(_ sequence: Int) throws -> BulkRecord {
        BulkRecord(
            topic: 0, sequence: UInt64(sequence), stamp: steps[sequence].now,
            payload: try CDREncoder.bytes(of: steps[sequence]))
    }

    /// What the bulk thread does with records of these numbers.
    private func feed(_ sequences: some Sequence<Int>, to mailbox: Mailbox<RecorderItem>) throws {
        var gaps = SequenceGaps()
        for sequence in sequences {
            let record = try record(sequence)
            let missing = gaps.before(record)
            mailbox.put(.record(record, missing: missing), size: 1, counting: missing + 1)
        }
    }

    private func run(_ mailbox: Mailbox<RecorderItem>, _ disk: Disk = Disk()) throws -> String? {
        mailbox.close()
        let loop = DiskLoop(
            mailbox: mailbox, plan: DiskLoop.Plan(directory: scratch.path),
            reports: DiskLoop.Reports(show: { _ in }), disk: disk)
        loop.run()
        if case .finished(let path) = loop.ending { return path }
        return nil
    }

    @Test("what the mailbox drops is not counted as missing too, nor forgotten at the end")
    func dropped() throws {
        // Room for the beginning and 50 records: the last 48 of what comes find none.
        let mailbox = Mailbox<RecorderItem>(capacity: 51)
        mailbox.put(.begin(welcome, wallOffset: 1_700_000_000_000_000_000))
        try feed(Array(1...40) + Array(43...100), to: mailbox)
        let path = try #require(try run(mailbox))
        let reader = try SessionReader(path)
        #expect(try Recorded.ticks([path]).count == 50)
        // Said as an event too, once for all of them, and in the counts of the topic.
        let events = try recorded(Event.self, of: TopicName.event, in: path)
        #expect(events.map(\.argument) == [2])
        let found = try RecordingVerification(path)
        let counts = try #require(found.session?.statistics[TopicName.step])
        #expect(counts == "received=50 written=50 missing=2 dropped=0 not_written=0")
        #expect(found.session?.statistics["dropped_at_the_end"] == "48")
        #expect(reader.lost == 2 + 48)
    }

    @Test("a recording that nobody finished tells what was lost until then")
    func killed() throws {
        var recording: OpenRecording? = try OpenRecording(
            welcome: welcome, keymap: "{}", wallOffset: 1_700_000_000_000_000_000,
            directory: scratch.path)
        for sequence in 1...20 {
            try recording?.append(try record(sequence), missing: sequence == 7 ? 3 : 0)
            try recording?.tick(at: .seconds(Double(sequence)), dropped: sequence < 10 ? 0 : 4)
        }
        recording = nil
        let sentences = try RecordingRepair.repairAll(in: scratch.path)
        #expect(sentences.count == 1)
        let name = try #require(Scratch.names(scratch.path).first)
        let reader = try SessionReader(scratch.path + "/" + name)
        #expect(reader.lost == 7)
        #expect(reader.entries().reduce(0) { count, _ in count + 1 } > 10)
    }

    @Test("what comes after the disk refused is counted, and the file says so where it can")
    func diskFull() throws {
        let mailbox = Mailbox<RecorderItem>(capacity: 1000)
        mailbox.put(.begin(welcome, wallOffset: 1_700_000_000_000_000_000))
        try feed(1...60, to: mailbox)
        // One write fails: the chunk that is written at the end.
        let disk = Disk(Disk.Fault(nth: 6, code: 28, operation: .write, lasts: false))
        #expect(try run(mailbox, disk) == nil)
        _ = try RecordingRepair.repairAll(in: scratch.path)
        let name = try #require(Scratch.names(scratch.path).first)
        let reader = try SessionReader(scratch.path + "/" + name)
        let written = reader.entries().reduce(0) { count, _ in count + 1 }
        #expect(reader.lost > 0)
        #expect(Int(reader.lost) + written == 60)
    }
}
