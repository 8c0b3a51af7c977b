internal import CDR
internal import Console
internal import Control
internal import Messages
internal import Storage

/// One session's recording while it is written: manifest and keymap at the front, a channel per
/// topic, every record as it came.
final class OpenRecording {
    private let file: RecordingFile
    private let name: String
    private let wallOffset: Nanoseconds
    private let began = Now.monotonic
    private var channels: [UInt16: RecordingFile.Channel] = [:]
    private var own: [String: RecordingFile.Channel] = [:]
    private var names: [UInt16: String] = [:]
    /// What of the session is not in the file, as far as that is known.
    private(set) var losses = RecordingLosses()
    private var writtenLosses = RecordingLosses()
    private var lossesWritten: Nanoseconds = 0

    init(
        welcome: Welcome, keymap: String, wallOffset: Nanoseconds, directory: String,
        signingKey: SigningKey? = nil, disk: Disk = Disk()
    ) throws(StorageError) {
        self.wallOffset = wallOffset
        name = SessionName.of(session: welcome.session, at: Now.wall)
        var pace = RecordingFile.Pace()
        pace.signingKey = signingKey
        file = try RecordingFile(
            name: name, in: directory, library: "reins", pace: pace, disk: disk)
        let stamp = UInt64(clamping: Now.wall)
        try file.addAttachment(
            name: "manifest.json", mediaType: "application/json", logTime: stamp,
            data: Array(welcome.manifest.utf8))
        try file.addAttachment(
            name: "keymap.json5", mediaType: "application/json5", logTime: stamp,
            data: Array(keymap.utf8))
        try file.addMetadata(
            name: "reins",
            [
                "session": String(welcome.session), "wall_offset_ns": String(wallOffset),
                "protocol": String(Messages.recordingVersion),
            ])
        for topic in welcome.topics { try add(topic) }
        try add(own: OperatorInput.self, TopicName.operatorInput)
        try add(own: ClockOffset.self, TopicName.clock)
        try add(own: LatencyHistogram.self, TopicName.eventToCommand)
        // A cell that says its events as text itself says them once.
        if !names.values.contains(TopicName.log) { try add(own: Log.self, TopicName.log) }
        try file.sync()
    }

    private func add(_ topic: Topic) throws(StorageError) {
        channels[topic.id] = try file.addChannel(
            topic: topic.name, schemaName: topic.type, schemaText: topic.schema)
        names[topic.id] = topic.name
    }

    private func add<M: CDRMessage>(own type: M.Type, _ topic: String) throws(StorageError) {
        own[topic] = try file.addChannel(
            topic: topic, schemaName: M.typeName, schemaText: ROS2Schema.text(of: type))
    }

    /// A record of the cell, and how many are missing before it.
    func append(_ record: BulkRecord, missing: UInt64) throws(StorageError) {
        losses.missingFromCell &+= missing
        guard let channel = channels[record.topic] else { return }
        let time = logTime(record.stamp)
        try file.append(
            channel, logTime: time, publishTime: time,
            sequence: UInt32(truncatingIfNeeded: record.sequence), record.payload.span)
        if names[record.topic] == TopicName.event { try followEvent(record) }
    }

    /// A record of the console itself.
    func append(topic: String, stamp: Nanoseconds, _ payload: [UInt8]) throws(StorageError) {
        guard let channel = own[topic] else { return }
        let time = logTime(stamp)
        try file.append(channel, logTime: time, publishTime: time, payload.span)
    }

    /// Events again as text for viewers; a change of authority is made safe at once.
    private func followEvent(_ record: BulkRecord) throws(StorageError) {
        guard let event = try? CDRDecoder.decode(Event.self, from: record.payload) else { return }
        var log = Log()
        log.stamp = event.stamp
        log.level = event.level
        log.text = event.text
        if let bytes = try? CDREncoder.bytes(of: log) {
            try append(topic: TopicName.log, stamp: record.stamp, bytes)
        }
        if event.kind == .authority || event.kind == .outcome { try file.sync() }
    }

    /// - Parameter dropped: records that never came to this object.
    func tick(at now: Nanoseconds, dropped: UInt64) throws(StorageError) {
        losses.droppedBeforeDisk = dropped
        // Into the file while it is written: one that is never finished tells of them too.
        if losses != writtenLosses, now &- lossesWritten >= .seconds(1) {
            lossesWritten = now
            try writeLosses()
        }
        try file.tick(now: now)
    }

    /// Completes the file.
    func finish(dropped: UInt64) throws(StorageError) -> String {
        losses.droppedBeforeDisk = dropped
        try writeLosses()
        return try file.finish()
    }

    private func writeLosses() throws(StorageError) {
        try file.addMetadata(name: RecordingLosses.name, losses.entries)
        writtenLosses = losses
    }

    /// The disk refused: what it kept is known now, what comes after it is lost.
    func stop() {
        let progress = file.progress
        losses.notWritten = progress.messages &- progress.storedMessages
        noteLosses()
    }

    /// Counts what comes after that.
    func lose(_ count: UInt64) { losses.notWritten &+= count }

    /// The counts behind what a disk kept that refused, where it takes at least these.
    func noteLosses() {
        try? file.addLateMetadata(name: RecordingLosses.name, losses.entries)
    }

    func figures(at now: Nanoseconds) -> RecorderStatus.Figures {
        RecorderStatus.Figures(
            file: name + ".mcap", bytes: UInt64(clamping: file.progress.bytes),
            duration: now &- began, dropped: losses.total)
    }

    private func logTime(_ stamp: Nanoseconds) -> UInt64 { UInt64(clamping: stamp &+ wallOffset) }
}
