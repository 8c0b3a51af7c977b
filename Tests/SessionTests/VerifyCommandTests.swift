import Glibc
import MCAP
import RecordedCell
import Testing

@testable import Session
@testable import Storage

@Suite("What `reins verify` and `reins repair` say")
struct VerifyCommandTests {
    private let folder = Scratch()

    private func recording() throws -> String {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        return try cell.write(in: folder.path)
    }

    /// Changes one byte of a file.
    private func damage(_ path: String, at offset: Int) {
        guard let file = unsafe fopen(path, "r+") else { return }
        unsafe fseek(file, offset, SEEK_SET)
        let byte = unsafe fgetc(file)
        unsafe fseek(file, offset, SEEK_SET)
        _ = unsafe fputc(byte ^ 0xFF, file)
        _ = unsafe fclose(file)
    }

    @Test("a sound recording: one line of figures, one on the chain")
    func sound() throws {
        let path = try recording()
        let text = VerifyText.text(try RecordingVerification(path))
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("\(path): sound; "))
        #expect(lines[1].hasSuffix("links); its seal is not signed."))
        #expect(VerifyCommand.run(arguments: [path]) == 0)
        #expect(RepairCommand.run(arguments: [path]) == 0)
    }

    @Test("damage: what, where, and what repair can save")
    func damaged() throws {
        let path = try recording()
        let chunk = try #require(try RecordingVerification(path).container.contents.chunks.first)
        damage(path, at: Int(chunk.chunkOffset) + 100)
        let text = VerifyText.text(try RecordingVerification(path))
        #expect(text.contains("byte \(chunk.chunkOffset): "))
        #expect(text.contains("repair leaves this chunk out"))
        #expect(text.contains("it was changed after it was recorded"))
        #expect(VerifyCommand.run(arguments: [path, "--json"]) == 1)
        #expect(RepairCommand.run(arguments: [path]) == 1)
        let repaired = String(path.dropLast(5)) + ".repaired.mcap"
        #expect(try RecordingVerification(repaired).container.findings.isEmpty)
    }

    @Test("what was repaired says so, and from what it was saved")
    func repaired() throws {
        let path = try recording()
        let chunk = try #require(try RecordingVerification(path).container.contents.chunks.last)
        damage(path, at: Int(chunk.chunkOffset) + 100)
        #expect(RepairCommand.run(arguments: [path]) == 1)
        let target = String(path.dropLast(5)) + ".repaired.mcap"
        #expect(VerifyCommand.run(arguments: [target]) == 0)
        let text = VerifyText.text(try RecordingVerification(target))
        #expect(text.contains("it is repaired, not sealed: it was saved from a damaged file of "))
        #expect(text.contains("messages are lost, and nothing shows whether it was changed since."))
    }

    @Test("a directory that is a ROS 2 bag: made once, compared afterwards, never over another")
    func bag() throws {
        let path = try recording()
        let bag = folder.path + "/bag"
        #expect(VerifyCommand.run(arguments: ["--ros2-bag", bag + "/", path]) == 0)
        let text = try #require(TextFile.read(bag + "/metadata.yaml"))
        #expect(text.hasPrefix("rosbag2_bagfile_information:\n  version: 9\n"))
        #expect(
            text.contains("        name: \"/reins/step\"\n        type: \"reins_msgs/msg/Step\"\n"))
        let found = try RecordingVerification(bag + "/session.mcap")
        #expect(found.contentHash == (try RecordingVerification(path).contentHash))
        let messages = found.container.contents.statistics.messageCount
        #expect(text.contains("\n  message_count: \(messages)\n"))
        #expect(VerifyCommand.run(arguments: ["--ros2-bag", bag, path]) == 0)
        #expect(VerifyCommand.run(arguments: ["--ros2-bag", bag, path, path]) == 1)
        #expect(VerifyCommand.run(arguments: ["--ros2-bag"]) == 2)
        // A file that is not sound makes no bag.
        damage(path, at: 5000)
        #expect(VerifyCommand.run(arguments: ["--ros2-bag", folder.path + "/other", path]) == 1)
        #expect(TextFile.read(folder.path + "/other/metadata.yaml") == nil)
        _ = unsafe unlink(bag + "/session.mcap")
        _ = unsafe unlink(bag + "/metadata.yaml")
        _ = unsafe rmdir(bag)
    }

    @Test("a text that is none is refused in words")
    func noText() throws {
        let path = folder.path + "/bytes.json5"
        guard let file = unsafe fopen(path, "w") else {
            Issue.record("no file")
            return
        }
        _ = unsafe fputc(0xFF, file)
        _ = unsafe fclose(file)
        #expect(TextFile.read(path) == nil)
        #expect(TextFile.reason() == "it holds bytes that are no text (UTF-8)")
    }

    @Test("no file, no such file, no such option")
    func wrong() {
        #expect(VerifyCommand.run(arguments: []) == 2)
        #expect(VerifyCommand.run(arguments: ["--yes", "a"]) == 2)
        #expect(VerifyCommand.run(arguments: [folder.path + "/none.mcap"]) == 1)
        #expect(RepairCommand.run(arguments: []) == 2)
        #expect(RepairCommand.run(arguments: [folder.path + "/none.mcap"]) == 1)
    }
}
