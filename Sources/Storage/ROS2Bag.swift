internal import MCAP

/// The directory form of a ROS 2 bag: recordings as they are, and a `metadata.yaml` that names
/// their topics. A bare recording is a bag too; some programs want the directory.
///
/// The recordings are linked into the directory and not touched.
public struct ROS2Bag: Equatable, Sendable {
    /// What became of the directory.
    public enum Outcome: Equatable, Sendable {
        case written
        /// It was there, and says what the recordings hold.
        case fits
    }

    /// One recording of the bag.
    public struct File: Equatable, Sendable {
        /// Without its directory.
        public var name: String
        public var startTime: UInt64
        public var endTime: UInt64
        public var messageCount: UInt64
    }

    public struct Topic: Equatable, Sendable {
        public var name: String
        public var type: String
        public var messageCount: UInt64
    }

    public private(set) var files: [File] = []
    /// In the order of their names.
    public private(set) var topics: [Topic] = []

    /// The bag of recordings that were verified, in the order of their times.
    ///
    /// Throws where one is no ROS 2 recording, and where two have the same name.
    public init(_ recordings: [RecordingVerification]) throws(StorageError) {
        for recording in recordings {
            let name = String(recording.path.split(separator: "/").last ?? "")
            guard !files.contains(where: { $0.name == name }) else {
                throw StorageError(
                    .create, name, reason: "two recordings of a bag have this name",
                    remedy: "name each of them once")
            }
            let statistics = recording.container.contents.statistics
            files.append(
                File(
                    name: name, startTime: statistics.startTime, endTime: statistics.endTime,
                    messageCount: statistics.messageCount))
            try add(recording.container, recording.path)
        }
        files.sort { ($0.startTime, $0.name) < ($1.startTime, $1.name) }
        topics.sort { $0.name < $1.name }
    }

    private mutating func add(
        _ container: MCAPVerification, _ path: String
    ) throws(StorageError) {
        func refuse(_ reason: String) -> StorageError {
            StorageError(
                .read, path, reason: reason, remedy: "a ROS 2 bag is made of recordings of ROS 2")
        }
        if container.header?.profile != "ros2" { throw refuse("its profile is not ros2") }
        let contents = container.contents
        let types = Dictionary(
            contents.schemas.filter { $0.encoding == "ros2msg" || $0.encoding == "ros2idl" }
                .map { ($0.id, $0.name) }, uniquingKeysWith: { a, _ in a })
        for channel in contents.channels {
            guard channel.messageEncoding == "cdr", let type = types[channel.schemaID] else {
                throw refuse("its topic \(printable(channel.topic)) has no ROS 2 type")
            }
            let count = contents.statistics.channelMessageCounts[channel.id] ?? 0
            guard let at = topics.firstIndex(where: { $0.name == channel.topic }) else {
                topics.append(Topic(name: channel.topic, type: type, messageCount: count))
                continue
            }
            if topics[at].type != type {
                throw refuse("its topic \(printable(channel.topic)) has two types")
            }
            topics[at].messageCount &+= count
        }
    }

    /// The text of `metadata.yaml`, version 9.
    public var metadata: String {
        func duration(_ start: UInt64, _ end: UInt64) -> UInt64 { end > start ? end - start : 0 }
        let held = files.filter { $0.messageCount > 0 }
        let start = held.map(\.startTime).min() ?? 0
        let end = held.map(\.endTime).max() ?? 0
        let topics = topics.map { topic in
            """
                - topic_metadata:
                    name: \(quoted(topic.name))
                    type: \(quoted(topic.type))
                    serialization_format: cdr
                    offered_qos_profiles: []
                    type_description_hash: ""
                  message_count: \(topic.messageCount)

            """
        }
        let names = files.map { "    - \(quoted($0.name))\n" }
        let each = files.map { file in
            """
                - path: \(quoted(file.name))
                  starting_time:
                    nanoseconds_since_epoch: \(file.startTime)
                  duration:
                    nanoseconds: \(duration(file.startTime, file.endTime))
                  message_count: \(file.messageCount)

            """
        }
        return """
            rosbag2_bagfile_information:
              version: 9
              storage_identifier: mcap
              duration:
                nanoseconds: \(duration(start, end))
              starting_time:
                nanoseconds_since_epoch: \(start)
              message_count: \(files.reduce(0) { $0 &+ $1.messageCount })
              topics_with_message_count:\(topics.isEmpty ? " []" : "")
            \(topics.joined())  compression_format: ""
              compression_mode: ""
              relative_file_paths:
            \(names.joined())  files:
            \(each.joined())  custom_data: {}
              ros_distro: ""

            """
    }

    /// Text of a file as YAML has it between quotes.
    private func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension ROS2Bag {
    static let metadataName = "metadata.yaml"

    /// Leaves a bag of recordings in a directory; compares, where it is there already.
    ///
    /// Never half of it under its name. Throws where the directory holds something else.
    public static func leave(
        _ recordings: [RecordingVerification], in directory: String, disk: Disk = Disk()
    ) throws(StorageError) -> Outcome {
        let bag = try ROS2Bag(recordings)
        if disk.exists(directory) {
            try bag.compare(with: directory, disk)
            return .fits
        }
        let partial = directory + ".partial"
        if disk.exists(partial) { try disk.removeDirectory(partial) }
        try disk.makeDirectory(partial)
        do throws(StorageError) {
            for recording in recordings {
                let name = String(recording.path.split(separator: "/").last ?? "")
                try disk.link(recording.path, to: partial + "/" + name)
            }
            var file = try disk.create(partial + "/" + metadataName)
            let text = Array(bag.metadata.utf8)
            try file.write(text.span)
            try file.sync()
            try disk.syncDirectory(partial)
            try disk.rename(partial, to: directory)
        } catch {
            try? disk.removeDirectory(partial)
            throw error
        }
        return .written
    }

    private func compare(with directory: String, _ disk: Disk) throws(StorageError) {
        let path = directory + "/" + ROS2Bag.metadataName
        let wanted = Array(metadata.utf8)
        let input = try RecordingInput(path)
        let bytes: [UInt8]
        do throws(MCAPError) {
            bytes = try input.read(at: 0, count: min(input.size, wanted.count + 1))
        } catch {
            throw StorageError(reading: path, error)
        }
        let isThere = files.allSatisfy { disk.exists(directory + "/" + $0.name) }
        guard bytes == wanted, isThere else {
            throw StorageError(
                .read, path, reason: "it does not say what these recordings hold",
                remedy: "move the directory away, or name another one")
        }
    }
}
