import MCAP
import MCAPCompression
import Testing

@testable import Storage

/// A recorder on a disk whose power is cut: at every call, with any part of what was not synced.
@Suite("After a power cut")
struct PowerLossTests {
    /// What the recorder had promised when it made a call.
    private struct Promise {
        var now: Int64 = 0
        var appended = 0
        var durable = 0
    }

    private static let interval: Int64 = 20_000_000
    private static let total = 170

    /// Runs a recorder for some seconds; the calls, and what was promised before each of them and
    /// after the last.
    private func story() throws -> (calls: [DiskCall], promises: [Promise], path: String) {
        let directory = TemporaryDirectory()
        var (calls, promises, promise) = ([DiskCall](), [Promise](), Promise())
        let disk = Disk { call in
            calls.append(call)
            promises.append(promise)
        }
        let file = try RecordingFile(
            name: "session", in: directory.path, library: "test", disk: disk)
        let channel = try file.addChannel(
            topic: "/left", schemaName: "std_msgs/msg/String", schemaText: "string data")
        try file.addAttachment(
            name: "manifest.json", mediaType: "application/json", logTime: 1,
            data: Array("{}".utf8))
        for n in 0..<PowerLossTests.total {
            promise.now = Int64(n) * PowerLossTests.interval
            promise.appended = n
            let time = UInt64(1000 + n)
            try file.append(
                channel, logTime: time, publishTime: time, ShortSession.data(n).span)
            promise.appended = n + 1
            try file.tick(now: promise.now)
            // As on a change of authority.
            if n == 60 { try file.sync() }
            if n == 100 { try file.addMetadata(name: "reins.losses", ["lost": "0"]) }
            promise.durable = Int(file.progress.durableMessages)
        }
        _ = try file.finish()
        promise.durable = PowerLossTests.total
        promises.append(promise)
        return (calls, promises, directory.path)
    }

    /// Puts an image into a directory of its own.
    private func place(_ image: [String: [UInt8]]) -> TemporaryDirectory {
        let directory = TemporaryDirectory()
        for (path, bytes) in image {
            directory.write(String(path.split(separator: "/").last ?? ""), bytes)
        }
        return directory
    }

    /// What a start makes of it: whole recordings under their names and nothing else.
    private func expectSound(
        _ directory: TemporaryDirectory, _ promise: Promise, _ comment: Comment
    ) throws {
        var found: [Int] = []
        for name in directory.names {
            #expect(name.hasSuffix(".mcap"), "\(comment): \(directory.names)")
            let path = directory.path + "/" + name
            let verified = try RecordingVerification(path)
            #expect(
                verified.isSound, "\(comment): \(verified.container.findings) \(verified.chain)")
            found += try ShortSession.read(path)
        }
        #expect(found == Array(0..<found.count), comment)
        #expect(found.count >= promise.durable, comment)
        let old = Int((promise.now - 1_000_000_000) / PowerLossTests.interval) + 1
        #expect(found.count >= min(old, promise.appended), "\(comment): more than a second is lost")
    }

    @Test(
        "at every call, whatever of the rest came to the disk: at most a second is missing",
        arguments: PowerLoss.Share.allCases)
    func everywhere(share: PowerLoss.Share) throws {
        let (calls, promises, _) = try story()
        #expect(calls.count > 20)
        var random = SeededNumbers(11)
        var disk = PowerLoss()
        for crash in 0...calls.count {
            if crash > 0 { disk.take(calls[crash - 1]) }
            for _ in 0..<(share == .some ? 6 : 1) {
                let directory = place(disk.image(share, &random))
                let said = try RecordingRepair.repairAll(in: directory.path)
                try expectSound(directory, promises[crash], "\(share) after call \(crash): \(said)")
            }
        }
    }

    @Test("and again while the start repairs: the next start does")
    func inRepair() throws {
        let (calls, promises, _) = try story()
        var random = SeededNumbers(12)
        var disk = PowerLoss()
        var tried = 0
        for crash in 1...calls.count {
            disk.take(calls[crash - 1])
            guard crash % 4 == 0 || crash > calls.count - 4 else { continue }
            let first = place(disk.image(.some, &random))
            var before: [String: [UInt8]] = [:]
            for name in first.names { before[first.path + "/" + name] = first.read(name) }
            var repair: [DiskCall] = []
            _ = try RecordingRepair.repairAll(
                in: first.path, disk: Disk { repair.append($0) })
            var second = PowerLoss(before)
            for (at, call) in repair.enumerated() {
                second.take(call)
                for share in [PowerLoss.Share.some, .some, .namesOnly] {
                    let directory = place(second.image(share, &random))
                    _ = try RecordingRepair.repairAll(in: directory.path)
                    try expectSound(directory, promises[crash], "crash \(crash), repair \(at)")
                    tried += 1
                }
            }
        }
        #expect(tried > 50)
    }
}
