internal import MCAP
internal import MCAPCompression

/// A message of a recording, its content still encoded.
public struct RecordedMessage: Equatable, Sendable {
    public var topic: String
    /// "reins_msgs/msg/Step".
    public var schemaName: String
    /// When it was received, in nanoseconds.
    public var logTime: UInt64
    /// When it was sent, in nanoseconds.
    public var publishTime: UInt64
    /// The source's own count.
    public var sequence: UInt32
    /// CDR; it shares the memory of its chunk.
    public var data: ArraySlice<UInt8>
}

/// A channel of a recording.
public struct RecordedTopic: Equatable, Sendable {
    public var topic: String
    public var schemaName: String
    /// The `ros2msg` definition.
    public var schemaText: String
    /// Messages of it.
    public var messages: UInt64
}

/// Reads a recording, finished or interrupted, and never changes it.
public struct RecordingReader: Sendable {
    public let path: String
    /// Sorted by name.
    public let topics: [RecordedTopic]
    /// Log times of the first and last message, in nanoseconds; nil without messages.
    public let times: ClosedRange<UInt64>?
    /// What is not as it should be, one sentence each: an interrupted writer, damaged chunks.
    public let warnings: [String]

    let reader: MCAPReader
    private let names: [UInt16: (topic: String, schema: String)]

    /// Opens a recording. An interrupted one is read as far as it is whole.
    public init(_ path: String) throws(StorageError) {
        let reader = try RecordingReader.reading(path) { () throws(MCAPError) in
            let input = try RecordingReader.input(path)
            return try MCAPReader(input, decompress: MCAPCompression.decompress)
        }
        self.path = path
        self.reader = reader
        let summary = reader.summary
        var names: [UInt16: (topic: String, schema: String)] = [:]
        var topics: [RecordedTopic] = []
        for channel in summary.channels {
            let schema = reader.schema(channel.schemaID)
            names[channel.id] = (channel.topic, schema?.name ?? "")
            topics.append(
                RecordedTopic(
                    topic: channel.topic, schemaName: schema?.name ?? "",
                    schemaText: String(decoding: schema?.data ?? [], as: UTF8.self),
                    messages: summary.statistics.channelMessageCounts[channel.id] ?? 0))
        }
        self.names = names
        self.topics = topics.sorted { $0.topic < $1.topic }
        let statistics = summary.statistics
        times =
            statistics.messageCount > 0 && statistics.startTime <= statistics.endTime
            ? statistics.startTime...statistics.endTime : nil
        warnings = RecordingReader.warnings(reader)
    }

    private static func warnings(_ reader: MCAPReader) -> [String] {
        var warnings = reader.damage.map { "\($0)" }
        if case .scanned(let reason) = reader.access {
            warnings.insert("the whole file was read because \(reason)", at: 0)
        }
        return warnings
    }

    /// Gives `body` the messages in the order of their log times, until it returns false.
    ///
    /// - Parameters:
    ///   - topics: only these; nil for all.
    ///   - times: only log times in this range, in nanoseconds.
    /// - Returns: one sentence for each chunk that could not be read and was stepped over.
    public func forEachMessage(
        of topics: Set<String>? = nil, at times: ClosedRange<UInt64> = 0...UInt64.max,
        _ body: (RecordedMessage) throws(StorageError) -> Bool
    ) throws(StorageError) -> [String] {
        var messages = reader.messages(topics: topics, times: times)
        var problems: [String] = []
        while true {
            let next: MCAPMessage?
            do throws(MCAPError) {
                next = try messages.next()
            } catch {
                problems.append("\(error)")
                continue
            }
            guard let message = next else { return problems }
            let name = names[message.channelID] ?? ("", "")
            let recorded = RecordedMessage(
                topic: name.topic, schemaName: name.schema, logTime: message.logTime,
                publishTime: message.publishTime, sequence: message.sequence, data: message.data)
            if try !body(recorded) { return problems }
        }
    }

    /// The content of the first attachment of that name, or nil where there is none.
    public func attachment(named name: String) throws(StorageError) -> [UInt8]? {
        try RecordingReader.reading(path) { () throws(MCAPError) in
            try reader.attachment(named: name)?.data
        }
    }

    /// The texts of the last metadata record of that name, or nil where there is none.
    public func metadata(named name: String) throws(StorageError) -> [String: String]? {
        guard let index = reader.summary.metadata.last(where: { $0.name == name }) else {
            return nil
        }
        return try RecordingReader.reading(path) { () throws(MCAPError) in
            try reader.metadata(index).entries
        }
    }

    /// The texts of every metadata record of that name, in the order of the file.
    func allMetadata(named name: String) throws(StorageError) -> [[String: String]] {
        var all: [[String: String]] = []
        for index in reader.summary.metadata.sorted(by: { $0.offset < $1.offset })
        where index.name == name {
            all.append(
                try RecordingReader.reading(path) { () throws(MCAPError) in
                    try reader.metadata(index).entries
                })
        }
        return all
    }

    /// The recordings that a path names: itself, or those in the directory, sorted by name.
    ///
    /// Interrupted ones are among them only when they are named themselves.
    public static func paths(at path: String) throws(StorageError) -> [String] {
        let disk = Disk()
        if !disk.isDirectory(path) { return [path] }
        let directory = path.hasSuffix("/") ? String(path.dropLast()) : path
        return try disk.names(in: path, endingIn: Storage.suffix).map { "\(directory)/\($0)" }
    }

    /// Turns the reader's errors into the module's.
    private static func reading<Result>(
        _ path: String, _ body: () throws(MCAPError) -> Result
    ) throws(StorageError) -> Result {
        do throws(MCAPError) {
            return try body()
        } catch {
            throw StorageError(reading: path, error)
        }
    }

    private static func input(_ path: String) throws(MCAPError) -> RecordingInput {
        do throws(StorageError) {
            return try RecordingInput(path)
        } catch {
            throw MCAPError(offset: 0, .unreadable(reason: error.reason))
        }
    }
}
