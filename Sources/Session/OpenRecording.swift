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
    private var lastSequence: [UInt16: UInt64] = [:]
    /// Records that were numbered by the cell and never came.
    private(set) var missing: UInt64 = 0

    init(
        welcome: Welcome, keymap: String, wallOffset: Nanoseconds, directory: String
    ) throws(StorageError) {
        self.wallOffset = wallOffset
        name = SessionName.of(session: welcome.session, at: Now.wall)
        file = try RecordingFile(name: name, in: directory, library: "reins")
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
                "protocol": String(welcome.protocolVersion),
            ])
        for topic in welcome.topics { try add(topic) }
        try add(own: OperatorInput.self, TopicName.operatorInput)
        try add(own: ClockOffset.self, TopicName.clock)
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

    /// A record of the cell. What is missing before it in its topic's numbers is counted.
    func append(_ record: BulkRecord) throws(StorageError) {
        guard let channel = channels[record.topic] else { return }
        let last = lastSequence[record.topic] ?? 0
        // What was made before this console came is not missing.
        if last > 0, record.sequence > last &+ 1 { missing &+= record.sequence &- last &- 1 }
        lastSequence[record.topic] = record.sequence
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

    func tick(at now: Nanoseconds) throws(StorageError) { try file.tick(now: now) }

    /// Completes the file. The counts of what was lost go in before the end.
    func finish(dropped: UInt64) throws(StorageError) -> String {
        try file.addMetadata(
            name: "reins.losses",
            ["dropped_before_disk": String(dropped), "missing_from_cell": String(missing)])
        return try file.finish()
    }

    func figures(dropped: UInt64, at now: Nanoseconds) -> RecorderStatus.Figures {
        RecorderStatus.Figures(
            file: name + ".mcap", bytes: UInt64(clamping: file.progress.bytes),
            duration: now &- began, dropped: dropped &+ missing)
    }

    private func logTime(_ stamp: Nanoseconds) -> UInt64 { UInt64(clamping: stamp &+ wallOffset) }
}
