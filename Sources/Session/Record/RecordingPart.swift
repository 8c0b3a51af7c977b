internal import CDR
internal import Control
internal import Messages
internal import Storage

/// One file of a session's recording: manifest and keymap at the front, which session and which
/// part of it this is, a channel per topic.
final class RecordingPart {
    /// What all files of a session have in common.
    struct Session {
        var welcome: Welcome
        var keymap: String
        var wallOffset: Nanoseconds
        var directory: String
        var signingKey: SigningKey?
        var disk: Disk
        /// Of the first file, without a number.
        var name: String
        var rule: RotationRule
        /// ns since 1970, when it began.
        var began: Nanoseconds
    }

    /// The file before this one.
    struct Previous {
        var file: String
        var seal: String
    }

    let file: RecordingFile
    /// Counts from 1.
    let number: Int
    /// Without its ending.
    let name: String
    private(set) var counts: [UInt16: TopicCounts] = [:]
    /// Those of the console itself.
    private(set) var ownCounts: [String: UInt64] = [:]
    private(set) var topics: [UInt16: String] = [:]
    private let wallOffset: Nanoseconds
    private var channels: [UInt16: RecordingFile.Channel] = [:]
    private var own: [String: RecordingFile.Channel] = [:]

    /// - Parameter before: nil for the first.
    init(
        _ session: Session, number: Int, after previous: Previous? = nil,
        counts: [UInt16: TopicCounts] = [:]
    ) throws(StorageError) {
        self.number = number
        self.counts = counts
        wallOffset = session.wallOffset
        name = RecordingPart.name(session, number)
        var pace = RecordingFile.Pace()
        pace.signingKey = session.signingKey
        file = try RecordingFile(
            name: name, in: session.directory, library: "reins", pace: pace, disk: session.disk)
        let stamp = UInt64(clamping: session.began)
        try file.addAttachment(
            name: "manifest.json", mediaType: "application/json", logTime: stamp,
            data: Array(session.welcome.manifest.utf8))
        try file.addAttachment(
            name: "keymap.json5", mediaType: "application/json5", logTime: stamp,
            data: Array(session.keymap.utf8))
        try file.addMetadata(name: "reins", about(session, previous))
        for topic in session.welcome.topics {
            channels[topic.id] = try file.addChannel(
                topic: topic.name, schemaName: topic.type, schemaText: topic.schema)
            topics[topic.id] = topic.name
        }
        try add(OperatorInput.self, TopicName.operatorInput)
        try add(ClockOffset.self, TopicName.clock)
        try add(LatencyHistogram.self, TopicName.eventToCommand)
        // A cell that says its events as text itself says them once.
        if !topics.values.contains(TopicName.log) { try add(Log.self, TopicName.log) }
        try file.sync()
    }

    private static func name(_ session: Session, _ number: Int) -> String {
        guard session.rule.isOn else { return session.name }
        let digits = String(number)
        return session.name + "_part" + String(repeating: "0", count: max(0, 3 - digits.count))
            + digits
    }

    private func about(_ session: Session, _ previous: Previous?) -> [String: String] {
        var entries = [
            "session": String(session.welcome.session), "wall_offset_ns": String(wallOffset),
            "protocol": String(Messages.recordingVersion),
        ]
        if session.rule.isOn { entries["part"] = String(number) }
        if let previous {
            entries["previous_file"] = previous.file
            entries["previous_seal"] = previous.seal
        }
        return entries
    }

    private func add<M: CDRMessage>(_ type: M.Type, _ topic: String) throws(StorageError) {
        own[topic] = try file.addChannel(
            topic: topic, schemaName: M.typeName, schemaText: ROS2Schema.text(of: type))
    }

    /// A record of the cell, and how many are missing before it.
    /// - Returns: how many of its topic were dropped before it in this process.
    func append(_ record: BulkRecord, missing: UInt64) throws(StorageError) -> UInt64 {
        guard let channel = channels[record.topic] else { return 0 }
        let time = logTime(record.stamp)
        let dropped =
            counts[record.topic, default: TopicCounts()]
            .take(record.sequence, missing: missing, isWritten: true)
        try file.append(
            channel, logTime: time, publishTime: time,
            sequence: UInt32(truncatingIfNeeded: record.sequence), record.payload.span)
        return dropped
    }

    /// A record of the console itself.
    func append(topic: String, stamp: Nanoseconds, _ payload: [UInt8]) throws(StorageError) {
        guard let channel = own[topic] else { return }
        let time = logTime(stamp)
        try file.append(channel, logTime: time, publishTime: time, payload.span)
        ownCounts[topic, default: 0] &+= 1
    }

    /// An event of the recorder's own: on a channel of its own, which comes with the first.
    func append(_ event: Event) throws(StorageError) {
        if own[TopicName.event] == nil { try add(Event.self, TopicName.event) }
        guard let bytes = try? CDREncoder.bytes(of: event) else { return }
        try append(topic: TopicName.event, stamp: event.now, bytes)
        try appendText(of: event, stamp: event.now)
    }

    /// Events again as text for viewers.
    func appendText(of event: Event, stamp: Nanoseconds) throws(StorageError) {
        var log = Log()
        log.stamp = event.stamp
        log.level = event.level
        log.text = event.text
        if let bytes = try? CDREncoder.bytes(of: log) {
            try append(topic: TopicName.log, stamp: stamp, bytes)
        }
    }

    private func logTime(_ stamp: Nanoseconds) -> UInt64 { UInt64(clamping: stamp &+ wallOffset) }
}
