import Control
import RecordedCell
import Storage
import Testing

@testable import Session
@testable import Storage

@Suite("Rules of retention, as options and as a file") struct RetentionOptionsTests {
    private let scratch = Scratch()

    private func file(_ text: String) throws -> String {
        let path = scratch.path + "/rule.json5"
        if Disk().exists(path) { try Disk().remove(path) }
        var file = try Disk().create(path)
        try file.write(Array(text.utf8).span)
        return path
    }

    @Test("a file says the same as options do")
    func same() throws {
        var one = RetentionOptions()
        try one.take("--keep-free", "50GB")
        try one.take("--thin-to", "records")
        try one.take("--pre-roll", "5s")
        try one.take("--older-than", "7d")
        var other = RetentionOptions()
        let rule = "{keep_free: '50GB', thin_to: 'records', pre_roll: '5s', older_than: '7d'}"
        try other.take("--rule", try file(rule))
        #expect(one == other)
        #expect(one.plan.keepFree == 50 << 30 && one.plan.deepest == .records)
        #expect(one.plan.rule.preRoll == .seconds(5) && one.plan.rule.postRoll == .seconds(10))
        #expect(one.plan.olderThan == .seconds(7 * 86_400))
    }

    @Test(
        "what is wrong in it is named with its place",
        arguments: [
            ("{keep: '1G'}", ":1:2: there is no “keep” in a rule"),
            ("{\n keep_free: 5}", ":2:13: “keep_free” needs a text"),
            ("{thin_to: 'all'}", "“thin_to” needs one of images, records, steps"),
            ("[1]", "a rule is an object"), ("{", ":1:2: expected"),
        ])
    func wrong(_ text: String, _ expected: String) throws {
        let path = try file(text)
        let error = #expect(throws: LiveOptions.WrongUsage.self) {
            var options = RetentionOptions()
            try options.take("--rule", path)
        }
        #expect(error?.sentence.contains(expected) == true, "\(error?.sentence ?? "none")")
    }

    @Test("the command thins, and verify says what is gone and by which rule")
    func command() throws {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        let path = try cell.write(in: scratch.path)
        let before = Scratch.bytes(path).count
        let words = ["--pre-roll", "0", "--post-roll", "0", "--keys", scratch.path + "/none"]
        #expect(ThinCommand.run(arguments: [scratch.path] + words) == 0)
        #expect(Scratch.bytes(path).count < before)
        let text = VerifyText.text(try RecordingVerification(path))
        #expect(text.contains(": sound;"))
        #expect(text.contains("it was thinned afterwards (autonomous stretches without images;"))
        #expect(text.contains("of /camera/front/compressed in 2 stretches"))
        #expect(ThinCommand.run(arguments: []) == 2)
        #expect(ThinCommand.run(arguments: [scratch.path, "--thin-to", "nothing"]) == 2)
        #expect(ThinCommand.run(arguments: [scratch.path + "/missing.mcap"]) == 1)
    }
}
