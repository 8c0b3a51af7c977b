internal import Glibc
internal import MCAP
internal import MCAPCompression

/// A recording that is being written.
///
/// It is `NAME.mcap.partial` until ``finish()`` gives it its name. Messages gather in a chunk,
/// which goes to the file when it is large enough, or old enough at a ``tick(now:)``; the file is
/// synced every second and at every ``sync()``.
///
/// One thread owns it. When the disk refuses, the file is cut back to its last whole chunk and
/// nothing more is written: every call then throws the error that ended it.
public final class RecordingFile {
    /// When chunks are written and the file is synced.
    public struct Pace: Sendable {
        /// Uncompressed bytes of a chunk.
        public var chunkBytes = 1 << 20
        /// Age at which a chunk is written, in nanoseconds: what a kill may cost.
        public var chunkAge: Int64 = 500_000_000
        /// Time between two syncs, in nanoseconds. With the time between two ticks and that of a
        /// sync it is what a power cut may cost: less than a second.
        public var syncAge: Int64 = 800_000_000
        /// Of zstd.
        public var compressionLevel = 1
        /// Whether the stored bytes are tied together, so that a change of them is found.
        public var isTied = true
        /// Signs the recording when it is complete.
        public var signingKey: SigningKey?

        public init() {}
    }

    /// What became of the recording.
    public enum State: Equatable, Sendable {
        case recording
        /// Writing ended early; what was written is in the partial file.
        case stopped(StorageError)
        /// Complete, under its final name.
        case finished(path: String)
    }

    /// A registered channel of this file.
    public struct Channel: Hashable, Sendable {
        let id: UInt16
    }

    /// What is written and what of it is safe.
    public struct Progress: Equatable, Sendable {
        /// Messages taken, those in the open chunk included.
        public var messages: UInt64 = 0
        /// Messages in whole chunks in the file: what is left of it after the disk refused.
        public var storedMessages: UInt64 = 0
        /// Messages that survive a power cut.
        public var durableMessages: UInt64 = 0
        /// Bytes in the file.
        public var bytes = 0
    }

    public private(set) var state = State.recording
    public private(set) var progress = Progress()
    /// The last link of the chain, 64 hexadecimal digits: what the seal of a complete recording
    /// holds, and what the next part of the session names. nil until it is complete, or untied.
    public private(set) var seal: String?
    /// The name while it is open, and the name it gets.
    public let partialPath: String
    public let path: String

    private let directory: String
    /// Whether it takes the place of a recording of its name.
    private let isReplacing: Bool
    private let pace: Pace
    private let disk: Disk
    private var file: OpenFile
    fileprivate var writer: MCAPWriter
    fileprivate var zstd: ZstdCompression
    private var chain = RecordingChain()
    private var schemas: [String: (id: UInt16, text: String)] = [:]
    /// Monotonic time of the tick that first saw the open chunk, and of the last sync.
    private var chunkSeen: Int64?
    private var lastSync: Int64?
    private var isSynced = true
    /// Bytes of the file that survive a power cut.
    private var syncedBytes = 0

    /// Starts a recording `NAME.mcap` in a directory, which is made where it is missing.
    ///
    /// - Parameters:
    ///   - name: without directory and ending.
    ///   - library: who writes, stored in the file for people: "reins 0.1".
    public convenience init(
        name: String, in directory: String, library: String, pace: Pace = Pace(),
        disk: Disk = Disk()
    ) throws(StorageError) {
        try self.init(name, in: directory, library, pace, isReplacing: false, disk)
    }

    /// - Parameter isReplacing: there is a recording of that name, and this one takes its place in
    ///   one step when it is finished. Until then its name is one that no repair takes up.
    init(
        _ name: String, in directory: String, _ library: String, _ pace: Pace, isReplacing: Bool,
        _ disk: Disk
    ) throws(StorageError) {
        self.directory = directory
        self.isReplacing = isReplacing
        self.pace = pace
        self.disk = disk
        path = "\(directory)/\(name)\(Storage.suffix)"
        let suffix = isReplacing ? Storage.replacementSuffix : Storage.partialSuffix
        partialPath = "\(directory)/\(name)\(suffix)"
        guard !name.isEmpty, !name.contains("/"), !name.contains("\0") else {
            throw StorageError(
                .create, path, reason: "\"\(name)\" is not a file name",
                remedy: "name it in letters and digits")
        }
        try disk.makeDirectory(directory)
        if !isReplacing, disk.exists(path) { throw StorageError(.create, path, code: EEXIST) }
        file = try disk.create(partialPath)
        try file.lock()
        writer = MCAPWriter(profile: "ros2", library: library, chunkCapacity: pace.chunkBytes)
        zstd = ZstdCompression(level: pace.compressionLevel)
        try store()
        // From here on there is a file that the next start can repair.
        try syncFile()
        try disk.syncDirectory(directory)
    }

    /// Registers a channel of ROS 2 messages.
    ///
    /// - Parameters:
    ///   - schemaName: "sensor_msgs/msg/JointState".
    ///   - schemaText: the `ros2msg` definition with those it depends on.
    ///   - qos: the offered QoS profiles, YAML text of rosbag2; empty for none.
    public func addChannel(
        topic: String, schemaName: String, schemaText: String, qos: String = ""
    ) throws(StorageError) -> Channel {
        try mustRecord()
        guard let schema = schemaID(schemaName, schemaText),
            let id = writer.addChannel(
                topic: topic, messageEncoding: "cdr", schema: schema,
                metadata: ["offered_qos_profiles": qos])
        else {
            throw StorageError(
                .write, partialPath, reason: "65,535 channels are in use",
                remedy: "start another recording")
        }
        return Channel(id: id)
    }

    private func schemaID(_ name: String, _ text: String) -> UInt16? {
        if let known = schemas[name], known.text == text { return known.id }
        guard
            let id = writer.addSchema(name: name, encoding: "ros2msg", data: Array(text.utf8))
        else { return nil }
        schemas[name] = (id, text)
        return id
    }

    /// Stores a file inside the recording, at once.
    public func addAttachment(
        name: String, mediaType: String, logTime: UInt64, data: [UInt8]
    ) throws(StorageError) {
        try mustRecord()
        writer.addAttachment(
            MCAPAttachment(
                logTime: logTime, createTime: logTime, name: name, mediaType: mediaType,
                data: data))
        try store()
    }

    /// Stores texts about the recording as a whole, at once.
    public func addMetadata(name: String, _ entries: [String: String]) throws(StorageError) {
        try mustRecord()
        writer.addMetadata(MCAPMetadata(name: name, entries: entries))
        try store()
    }

    /// Puts texts behind what a recording keeps that the disk ended: where it has room again, or
    /// the torn chunk left some. The repair at the next start takes them along.
    public func addLateMetadata(name: String, _ entries: [String: String]) throws(StorageError) {
        guard case .stopped = state else { return try addMetadata(name: name, entries) }
        var record = MCAPMetadata(name: name, entries: entries).record
        var longer = chain
        if pace.isTied {
            record += longer.tie(record.span, at: progress.bytes, synced: syncedBytes).record
        }
        var file = try disk.open(partialPath, writable: true)
        try file.lock()
        // Cut to the whole chunks once more: then what is written follows them.
        try file.truncate(to: progress.bytes)
        do throws(StorageError) {
            try file.write(record.span)
            try file.sync()
        } catch {
            try? file.truncate(to: progress.bytes)
            throw error
        }
        progress.bytes += record.count
        chain = longer
    }

    /// Takes a message. It is in the file when its chunk is written.
    ///
    /// - Parameters:
    ///   - logTime: when it was received here, in nanoseconds.
    ///   - publishTime: when its source sent it, in nanoseconds.
    ///   - sequence: the source's own count; nil counts the messages of the channel from 0.
    public func append(
        _ channel: Channel, logTime: UInt64, publishTime: UInt64, sequence: UInt32? = nil,
        _ data: Span<UInt8>
    ) throws(StorageError) {
        try mustRecord()
        writer.append(
            channel: channel.id, sequence: sequence, logTime: logTime, publishTime: publishTime,
            data)
        progress.messages += 1
        if writer.openChunkBytes >= pace.chunkBytes { try writeChunk() }
    }

    /// Writes a chunk that is old enough and syncs when it is time. Call it some times a second.
    ///
    /// - Parameter now: monotonic time in nanoseconds.
    public func tick(now: Int64) throws(StorageError) {
        try mustRecord()
        if writer.openChunkMessages > 0 {
            let seen = chunkSeen ?? now
            chunkSeen = seen
            if now - seen >= pace.chunkAge { try writeChunk() }
        }
        let last = lastSync ?? now
        lastSync = last
        if !isSynced || writer.openChunkMessages > 0, now - last >= pace.syncAge {
            lastSync = now
            // The open chunk as well: one that waits for the sync after this is lost with it.
            try writeChunk()
            try syncFile()
        }
    }

    /// Makes everything taken so far survive a power cut. Call it on every change of authority.
    public func sync() throws(StorageError) {
        try mustRecord()
        try writeChunk()
        try syncFile()
    }

    /// Completes the recording and gives it its name, which it returns.
    public func finish() throws(StorageError) -> String { try finish { _ in } }

    /// - Parameter check: looks at the complete file before it gets its name; what it throws keeps
    ///   the name from it.
    func finish(
        after check: (String) throws(StorageError) -> Void
    ) throws(StorageError) -> String {
        try writeChunk()
        if pace.isTied {
            writer.addMetadata(chain.seal(pace.signingKey))
            seal = Hex.text(chain.link)
        }
        try orStop { file throws(StorageError) in
            try compressing(file) { file throws(CompressionError) in
                try file.writer.finish(with: &file.zstd)
            }
        }
        try write()
        try syncFile()
        try orStop { file throws(StorageError) in
            try check(file.partialPath)
            if file.isReplacing {
                try file.disk.replace(file.path, by: file.partialPath)
            } else {
                try file.disk.rename(file.partialPath, to: file.path)
            }
        }
        // Were the new name lost, the next start would find a complete file under the old one.
        try? disk.syncDirectory(directory)
        file.close()
        progress.durableMessages = progress.messages
        state = .finished(path: path)
        return path
    }

    // MARK: -

    private func mustRecord() throws(StorageError) {
        switch state {
        case .recording: return
        case .stopped(let error): throw error
        case .finished(let path):
            throw StorageError(.write, path, reason: "the recording is finished")
        }
    }

    private func writeChunk() throws(StorageError) {
        try mustRecord()
        chunkSeen = nil
        try orStop { file throws(StorageError) in
            try compressing(file) { file throws(CompressionError) in
                try file.writer.closeChunk(with: &file.zstd)
            }
        }
        try store()
    }

    /// Writes what is final, with its link.
    private func store() throws(StorageError) {
        let before = chain
        if pace.isTied, writer.pendingBytes > 0 {
            let (start, synced) = (progress.bytes, syncedBytes)
            writer.addMetadata(
                writer.withPending { chain.tie($0, at: start, synced: synced) })
        }
        do throws(StorageError) {
            try write()
        } catch {
            // What is left of the file ends with the link before.
            chain = before
            throw error
        }
    }

    private func write() throws(StorageError) {
        let count = writer.pendingBytes
        if count == 0 { return }
        try orStop { file throws(StorageError) in try file.writer.drain(into: &file.file) }
        progress.bytes += count
        progress.storedMessages = writer.statistics.messageCount
        isSynced = false
    }

    private func syncFile() throws(StorageError) {
        if isSynced { return }
        try orStop { file throws(StorageError) in try file.file.sync() }
        isSynced = true
        syncedBytes = progress.bytes
        progress.durableMessages = writer.statistics.messageCount
    }

    /// Does something with the disk; where that fails, recording ends and the whole chunks stay.
    private func orStop(
        _ action: (RecordingFile) throws(StorageError) -> Void
    ) throws(StorageError) {
        do throws(StorageError) {
            try action(self)
        } catch {
            state = .stopped(error)
            // Best effort: the repair at the next start cuts a torn chunk as well.
            try? file.truncate(to: progress.bytes)
            try? file.sync()
            file.close()
            throw error
        }
    }
}

/// Says a compressor's trouble as trouble with the file.
private func compressing(
    _ file: RecordingFile, _ action: (RecordingFile) throws(CompressionError) -> Void
) throws(StorageError) {
    do throws(CompressionError) {
        try action(file)
    } catch {
        throw StorageError(.compress, file.partialPath, reason: error.reason)
    }
}
