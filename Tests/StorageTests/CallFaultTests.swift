import Glibc
import MCAP
import Testing

@testable import Storage

/// The n-th call of one kind fails, for every n until nothing is left that can fail.
@Suite("When one system call fails")
struct CallFaultTests {
    /// Everything under a final name is a whole recording; nothing else is there but what the next
    /// start takes up.
    private func expectWhole(_ directory: TemporaryDirectory, _ comment: Comment) throws {
        for name in directory.names where name.hasSuffix(".mcap") {
            let found = try RecordingVerification(directory.path + "/" + name)
            #expect(found.isSound, "\(comment): \(found.container.findings) \(found.chain)")
            #expect(found.container.isComplete, comment)
        }
    }

    private func messages(_ directory: TemporaryDirectory) throws -> [Int] {
        try directory.names.filter { $0.hasSuffix(".mcap") }
            .flatMap { try ShortSession.read(directory.path + "/" + $0) }
    }

    private struct Kind: CustomTestStringConvertible, Sendable {
        var operation: StorageError.Operation
        var code: Int32
        var lasts: Bool
        var testDescription: String { "\(operation.rawValue) \(code) \(lasts ? "lasts" : "once")" }

        static let all = [StorageError.Operation.create, .open, .write, .sync, .rename, .truncate]
            .flatMap { operation in
                [ENOSPC, EIO].flatMap { code in
                    [true, false].map { Kind(operation: operation, code: code, lasts: $0) }
                }
            }
    }

    @Test("while recording: what was synced is there after the next start", arguments: Kind.all)
    private func recording(kind: Kind) throws {
        for nth in 1..<200 {
            let directory = TemporaryDirectory()
            let disk = Disk(
                Disk.Fault(
                    nth: nth, code: kind.code, operation: kind.operation, lasts: kind.lasts))
            var durable: UInt64 = 0
            do throws(StorageError) {
                let (file, channels) = try ShortSession.start(in: directory.path, disk: disk)
                for n in 0..<ShortSession.total {
                    try ShortSession.write(n..<(n + 1), to: file, channels)
                    durable = file.progress.durableMessages
                }
                _ = try file.finish()
                durable = file.progress.durableMessages
            } catch {
                #expect(error.code == kind.code)
            }
            if disk.calls < nth { return }
            try expectWhole(directory, "call \(nth), before the repair")
            let said = try RecordingRepair.repairAll(in: directory.path)
            #expect(directory.names.allSatisfy { $0.hasSuffix(".mcap") }, "call \(nth): \(said)")
            try expectWhole(directory, "call \(nth)")
            let found = try messages(directory)
            #expect(found == Array(0..<found.count) && found.count >= Int(durable), "call \(nth)")
        }
        Issue.record("two hundred calls fail, and nothing ends")
    }

    @Test(
        "while the start repairs: the next one does, and nothing is lost by it", arguments: Kind.all
    )
    private func repair(kind: Kind) throws {
        let source = TemporaryDirectory()
        _ = try ShortSession.run(in: source.path, disk: Disk())
        let torn = Array(source.read("session.mcap").dropLast(700))
        source.write("session.mcap.partial", torn)
        source.remove("session.mcap")
        _ = try RecordingRepair.repairAll(in: source.path)
        let expected = try messages(source)
        #expect(expected.count > 30)
        for nth in 1..<100 {
            let directory = TemporaryDirectory()
            directory.write("session.mcap.partial", torn)
            let disk = Disk(
                Disk.Fault(
                    nth: nth, code: kind.code, operation: kind.operation, lasts: kind.lasts))
            let said = try? RecordingRepair.repairAll(in: directory.path, disk: disk)
            if disk.calls < nth { return }
            #expect(said?.first?.contains("could not be repaired") != false, "call \(nth)")
            try expectWhole(directory, "call \(nth), before the next start")
            _ = try RecordingRepair.repairAll(in: directory.path)
            try expectWhole(directory, "call \(nth)")
            #expect(try messages(directory) == expected, "call \(nth)")
        }
        Issue.record("a hundred calls fail, and nothing ends")
    }

    @Test("while a damaged file is saved: no half of it is seen", arguments: Kind.all)
    private func salvage(kind: Kind) throws {
        let source = TemporaryDirectory()
        _ = try ShortSession.run(in: source.path, disk: Disk())
        var bytes = source.read("session.mcap")
        let chunk = try MCAPReader(bytes).summary.chunks[1]
        bytes[Int(chunk.chunkOffset) + 60] ^= 0xFF
        for nth in 1..<100 {
            let directory = TemporaryDirectory()
            directory.write("session.mcap", bytes)
            let path = directory.path + "/session.mcap"
            let disk = Disk(
                Disk.Fault(
                    nth: nth, code: kind.code, operation: kind.operation, lasts: kind.lasts))
            do throws(StorageError) {
                _ = try RecordingRepair.repair(path, disk: disk)
            } catch {
                #expect(error.code == kind.code)
            }
            if disk.calls < nth { return }
            #expect(directory.read("session.mcap") == bytes, "call \(nth)")
            for name in directory.names where name.contains("repaired") && name.hasSuffix(".mcap") {
                #expect(try RecordingVerification(directory.path + "/" + name).isSound)
            }
            guard case .saved(let target, _) = try RecordingRepair.repair(path) else {
                Issue.record("call \(nth): not saved at the second try")
                continue
            }
            #expect(try RecordingVerification(target).isSound)
        }
        Issue.record("a hundred calls fail, and nothing ends")
    }

    /// Whether this process may mount; where not, the test is shown as skipped.
    private static let mayMount: Bool = {
        let directory = TemporaryDirectory()
        guard unsafe mount("tmpfs", directory.path, "tmpfs", 0, "size=64k") == 0 else {
            return false
        }
        return unsafe umount(directory.path) == 0
    }()

    @Test(
        "on a disk that is really full: recording stops, says so, and the whole chunks are there",
        .enabled(if: mayMount, "needs the right to mount a small file system"))
    func fullDisk() throws {
        let directory = TemporaryDirectory()
        try #require(unsafe mount("tmpfs", directory.path, "tmpfs", 0, "size=64k") == 0)
        defer { _ = unsafe umount2(directory.path, Int32(MNT_DETACH)) }
        let (file, channels) = try ShortSession.start(in: directory.path)
        var taken = 0
        var failure: StorageError?
        do throws(StorageError) {
            while taken < 100_000 {
                let data = (0..<200).map { _ in UInt8.random(in: 0...255) }
                try file.append(channels[0], logTime: 1, publishTime: 1, data.span)
                taken += 1
            }
        } catch {
            failure = error
        }
        #expect(failure?.isDiskFull == true)
        #expect("\(failure.map { "\($0)" } ?? "")".hasSuffix("what was written is kept"))
        let stored = file.progress.storedMessages
        #expect(stored > 50 && Int(stored) <= taken)
        // No room for a summary: it stays under its old name, and nothing half has the final one.
        let said = try RecordingRepair.repairAll(in: directory.path)
        for name in directory.names where name.hasSuffix(".mcap") {
            #expect(try RecordingVerification(directory.path + "/" + name).isSound, "\(said)")
        }
        // With room, the next start makes it whole.
        _ = unsafe mount(
            "tmpfs", directory.path, "tmpfs", UInt(MS_REMOUNT), "size=1m")
        _ = try RecordingRepair.repairAll(in: directory.path)
        #expect(directory.names == ["session.mcap"])
        let found = try RecordingVerification(directory.path + "/session.mcap")
        #expect(found.isSound)
        #expect(found.container.contents.statistics.messageCount == stored)
    }
}
