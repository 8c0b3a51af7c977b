import Glibc
import MCAP
import Testing

@testable import Storage

@Suite("When the disk fails")
struct FaultTests {
    @Test(
        "at any call, in any way: what was durable is there after the repair",
        arguments: [ENOSPC, EIO])
    func everyCall(code: Int32) throws {
        var hasFailed = 0
        for nth in 1..<200 {
            let directory = TemporaryDirectory()
            let disk = Disk(Disk.Fault(nth: nth, code: code, lasts: code == ENOSPC))
            let outcome = attempt(in: directory.path, disk)
            if disk.calls < nth { break }
            hasFailed += 1
            // The last call makes the new name durable: it is allowed to fail, the file is whole.
            #expect(outcome.error?.code == code || outcome.durable == 60, "call \(nth)")
            _ = try RecordingRepair.repairAll(in: directory.path)
            let found =
                directory.names == ["session.mcap"]
                ? try ShortSession.read(directory.path + "/session.mcap") : []
            #expect(found.count >= Int(outcome.durable), "call \(nth)")
            #expect(found == Array(0..<found.count), "call \(nth)")
        }
        #expect(hasFailed > 15)
    }

    /// Records until something fails; gives the error and how many messages were called durable.
    private func attempt(
        in directory: String, _ disk: Disk
    ) -> (error: StorageError?, durable: UInt64) {
        var durable: UInt64 = 0
        do throws(StorageError) {
            let (file, channels) = try ShortSession.start(in: directory, disk: disk)
            for n in 0..<ShortSession.total {
                try ShortSession.write(n..<(n + 1), to: file, channels)
                durable = file.progress.durableMessages
            }
            _ = try file.finish()
            return (nil, file.progress.durableMessages)
        } catch {
            return (error, durable)
        }
    }

    @Test("recording stops once, says why, and keeps the whole chunks")
    func full() throws {
        let directory = TemporaryDirectory()
        let disk = Disk(Disk.Fault(nth: 5, code: ENOSPC, operation: .write))
        let (file, channels) = try ShortSession.start(in: directory.path, disk: disk)
        var first: StorageError?
        do throws(StorageError) {
            try ShortSession.write(0..<60, to: file, channels)
        } catch {
            first = error
        }
        let error = try #require(first)
        #expect(error.isDiskFull)
        #expect(file.state == .stopped(error))
        #expect(throws: error) { try file.sync() }
        #expect(throws: error) { try file.finish() }
        #expect(directory.read("session.mcap.partial").count == file.progress.bytes)
    }
}
