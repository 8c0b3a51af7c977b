import CDR
import Control
import Glibc
import MCAP
import Messages
import RecordedCell
import Testing

@testable import Storage

@Suite("What is thinned, and what stays as it was") struct ThinningTests {
    private let scratch = Scratch()
    private let cell: RecordedCell
    private let path: String
    private let rule = RetentionRule(
        preRoll: .milliseconds(200), postRoll: .milliseconds(100))

    init() throws {
        cell = RecordedCell.story(try TwoArmManifest().make())
        path = try cell.write(name: "2026-11-01", in: scratch.path)
    }

    /// Every message of a recording, as it can be compared.
    private func messages(_ path: String) throws -> [RecordedMessage] {
        var all: [RecordedMessage] = []
        let problems = try RecordingReader(path).forEachMessage { message in
            var copy = message
            copy.data = ArraySlice(Array(message.data))
            all.append(copy)
            return true
        }
        #expect(problems.isEmpty)
        return all
    }

    /// Whether the story has this moment kept: it knows itself when its operator was at work.
    private func isKept(_ message: RecordedMessage) -> Bool {
        let taken = cell.steps.filter { step in
            step.groups.indices.contains { group in
                let decision = step.groups[group].decision
                return [.taking, .operator, .returning].contains(decision.effective)
                    || decision.effective == .hold && decision.hold == .taken
            }
        }
        guard let first = taken.first?.now, let last = taken.last?.now else { return false }
        let time = Int64(message.logTime) - 1_700_000_000_000_000_000
        // The first tick of the policy's own still ends the intervention.
        let end = last + cell.manifest.control.tickPeriod
        return (first - rule.preRoll...end + rule.postRoll).contains(time)
    }

    private func isImage(_ message: RecordedMessage) -> Bool {
        message.schemaName == CompressedImage.typeName
    }

    @Test("images of autonomous stretches go, everything else stays byte for byte")
    func images() throws {
        let before = try messages(path)
        let seal = try #require(try RecordingReader(path).metadata(named: "reins.seal")?["link"])
        let outcome = try RecordingThinning.thin(path, to: .images, by: rule)
        let after = try messages(path)
        let expected = before.filter { !isImage($0) || isKept($0) }
        #expect(after == expected)
        #expect(expected.count < before.count && after.contains(where: isImage))
        guard case .thinned(let thinning, let larger, let smaller) = outcome else {
            Issue.record("nothing was thinned")
            return
        }
        #expect(larger > smaller)
        #expect(thinning.total == UInt64(before.count - after.count))
        #expect(thinning.deletions.keys.sorted() == ["/camera/front/compressed"])
        #expect(thinning.deletions.values.first?.count == 2, "before and behind")

        let found = try RecordingVerification(path)
        #expect(found.isSound)
        #expect(found.session?.thinnings == [thinning])
        #expect(found.session?.thinnings.first?.originalSeal == seal)
        #expect(Scratch.names(scratch.path) == ["2026-11-01.mcap"])
        // What is done is not done again.
        #expect(try RecordingThinning.thin(path, to: .images, by: rule) == .nothingToDelete)
    }

    @Test("deeper, the steps go last: verify knows how many, and names the first original")
    func steps() throws {
        let before = try messages(path)
        let seal = try RecordingReader(path).metadata(named: "reins.seal")?["link"]
        for depth in RetentionRule.Depth.allCases {
            _ = try RecordingThinning.thin(path, to: depth, by: rule)
            let hasSteps = try messages(path).contains {
                $0.topic == TopicName.step && !isKept($0)
            }
            #expect(hasSteps == (depth < .steps))
            #expect(try RecordingVerification(path).isSound)
        }
        let expected = before.filter { $0.topic == TopicName.event || isKept($0) }
        #expect(try messages(path) == expected)
        let session = try #require(try RecordingVerification(path).session)
        #expect(session.thinnings.map(\.depth) == ["images", "records", "steps"])
        #expect(session.thinnings.allSatisfy { $0.originalSeal == seal })
        #expect(session.operatorSegments > 0)
        let gone = session.thinnings.reduce(0) { $0 + Int($1.count(of: TopicName.step)) }
        #expect(session.steps + gone == cell.steps.count)
    }

    @Test("with a station key the deletions are signed, and a change of them is found")
    func signed() throws {
        let key = try SigningKey.create(in: scratch.path)
        _ = try RecordingThinning.thin(path, to: .images, by: rule, signingKey: key)
        guard case .intact(let chain) = try RecordingVerification(path).chain,
            case .signed = chain.seal
        else {
            Issue.record("not signed")
            return
        }
        var bytes = Scratch.bytes(path)
        let needle = Array("autonomous stretches".utf8)
        let at = try #require(
            bytes.indices.first { bytes[$0...].starts(with: needle) })
        bytes[at] = UInt8(ascii: "A")
        try Disk().remove(path)
        var file = try Disk().create(path)
        try file.write(bytes.span)
        #expect(try !RecordingVerification(path).isSound)
        // And what was changed is left alone.
        #expect(throws: StorageError.self) {
            try RecordingThinning.thin(path, to: .steps, by: rule)
        }
        #expect(Scratch.bytes(path) == bytes)
    }

    @Test("interrupted at any call there is one whole recording: the old one or the new one")
    func everyCall() throws {
        // A short one: it is verified at each of many attempts.
        var cell = RecordedCell(try TwoArmManifest().make())
        cell.begin()
        cell.run(40)
        try Disk().remove(path)
        _ = try cell.write(name: "2026-11-01", in: scratch.path)
        let original = Scratch.bytes(path)
        var failures = 0
        for nth in 1..<200 {
            let disk = Disk(Disk.Fault(nth: nth, code: ENOSPC, lasts: true))
            let outcome = try? RecordingThinning.thin(path, to: .images, by: rule, disk: disk)
            if disk.calls < nth { break }
            failures += 1
            let names = Scratch.names(scratch.path).filter { $0.hasSuffix(".mcap") }
            #expect(names == ["2026-11-01.mcap"], "call \(nth)")
            if Scratch.bytes(path) == original {
                #expect(outcome == nil, "call \(nth)")
            } else {
                #expect(try RecordingVerification(path).isSound, "call \(nth)")
                // The next attempt begins with the original again.
                try Disk().remove(path)
                var file = try Disk().create(path)
                try file.write(original.span)
            }
        }
        #expect(failures > 8)
        // What attempts left behind is cleared away by the next.
        _ = try RecordingThinning.thin(path, to: .images, by: rule)
        #expect(Scratch.names(scratch.path) == ["2026-11-01.mcap"])
    }

    @Test("a recording that is not sound, or none of ours, stays as it is")
    func refused() throws {
        let interrupted = try cell.write(name: "open", in: scratch.path, isFinished: false)
        for path in [interrupted, scratch.path + "/none.mcap"] {
            #expect(throws: StorageError.self) {
                try RecordingThinning.thin(path, to: .steps, by: rule)
            }
        }
        #expect(Scratch.names(scratch.path) == ["2026-11-01.mcap", "open.mcap.partial"])
    }
}

@Suite("Room is made, the oldest first") struct RetentionPassTests {
    private let scratch = Scratch()
    private let names = ["2026-11-01", "2026-11-02", "2026-11-03"]
    private let sizes: [Int]

    init() throws {
        var sizes: [Int] = []
        let cell = RecordedCell.story(try TwoArmManifest().make())
        for name in names {
            sizes.append(Scratch.bytes(try cell.write(name: name, in: scratch.path)).count)
        }
        self.sizes = sizes
    }

    private var used: Int {
        names.reduce(0) { $0 + Scratch.bytes("\(scratch.path)/\($1).mcap").count }
    }

    /// A disk on which nothing else lies.
    private func pass(
        free: Int?, _ deepest: RetentionRule.Depth, size: Int
    ) -> RetentionPass {
        var plan = RetentionPass.Plan()
        plan.rule = RetentionRule(preRoll: .milliseconds(200), postRoll: .milliseconds(200))
        plan.deepest = deepest
        plan.keepFree = free.map { UInt64($0) }
        return RetentionPass(plan, signingKey: nil, disk: Disk()) { _ throws(StorageError) in
            UInt64(max(0, size - used))
        }
    }

    private func depths() throws -> [String?] {
        try names.map {
            try RecordingVerification("\(scratch.path)/\($0).mcap").session?.thinnings.last?.depth
        }
    }

    @Test("only as many as are needed, and images before anything else")
    func oldestFirst() throws {
        let size = used + 1000
        var said: [String] = []
        var pass = pass(free: 1001, .steps, size: size)
        let report = pass.run([scratch.path], now: 0) { said.append($0) }
        #expect(report.thinned == 1 && report.shortBy == 0 && said.count == 1)
        #expect(try depths() == ["images", nil, nil])
        // More is wanted than the images of all give.
        var deeper = self.pass(free: size, .records, size: size)
        let short = deeper.run([scratch.path], now: 0) { _ in }
        #expect(try depths() == ["records", "records", "records"])
        #expect(short.shortBy == UInt64(used))
        #expect(short.failures == 0)
    }

    @Test("what has room enough, is too young, or is only asked about stays as it is")
    func untouched() throws {
        let before = Scratch.files(scratch.path)
        var roomy = pass(free: 10, .steps, size: used + 1000)
        #expect(roomy.run([scratch.path], now: 0) { _ in } == RetentionPass.Report())
        var plan = RetentionPass.Plan()
        plan.olderThan = .seconds(3600)
        var young = RetentionPass(plan, signingKey: nil)
        let now: Int64 = 1_700_000_100_000_000_000
        #expect(young.run([scratch.path], now: now) { _ in }.thinned == 0)
        plan = RetentionPass.Plan()
        plan.isDry = true
        var dry = RetentionPass(plan, signingKey: nil)
        #expect(dry.run([scratch.path], now: now) { _ in }.thinned == 3)
        #expect(Scratch.files(scratch.path) == before)
    }
}
