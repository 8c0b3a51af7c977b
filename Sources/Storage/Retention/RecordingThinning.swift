internal import MCAP
internal import MCAPCompression
internal import Messages

/// Makes a recording smaller by a ``RetentionRule``: what is kept is copied byte for byte into a
/// file of its own, with a chain and a seal of its own, which says what is gone. Once that is on
/// the disk and was verified it takes the recording's place in one step.
public enum RecordingThinning {
    public enum Outcome: Equatable, Sendable {
        /// There is nothing in it that the rule deletes, or it is thinned so far already.
        case nothingToDelete
        case thinned(Thinning, bytesBefore: Int, bytesAfter: Int)
    }

    /// - Parameters:
    ///   - depth: how far the autonomous stretches are thinned.
    ///   - key: signs the new file's seal.
    /// - Throws: where the recording is not sound as it is, or is none of Reins: what was changed
    ///   is evidence, and stays.
    public static func thin(
        _ path: String, to depth: RetentionRule.Depth, by rule: RetentionRule,
        signingKey: SigningKey? = nil, disk: Disk = Disk()
    ) throws(StorageError) -> Outcome {
        let original = try RecordingVerification(path)
        guard let session = original.session, original.isSound,
            case .intact(let chain) = original.chain, original.container.isComplete
        else {
            throw StorageError(
                .read, path,
                reason: "it is not a sound recording, and stays as it is: "
                    + "`reins verify` says what is wrong")
        }
        if let done = session.thinnings.last.flatMap({ RetentionRule.Depth(word: $0.depth) }),
            done >= depth
        {
            return .nothingToDelete
        }
        var thinning = Thinning()
        thinning.depth = depth.word
        thinning.rule = rule.sentence(depth)
        thinning.originalSeal = session.thinnings.first?.originalSeal ?? chain.sealText
        var copy = try Copy(path, rule, depth, thinning, signingKey, disk)
        return try copy.run(original)
    }

    /// Removes what an earlier attempt left that was interrupted: nobody has it.
    static func clear(_ partial: String, _ disk: Disk) throws(StorageError) {
        guard disk.exists(partial) else { return }
        let file = try disk.open(partial, writable: true)
        try file.lock()
        try disk.remove(partial)
    }
}

extension ChainVerification.Intact {
    /// What a successor or a copy names it by; empty where it has no seal.
    fileprivate var sealText: String {
        switch seal {
        case .missing: ""
        case .unsigned, .signed: link
        }
    }
}

/// One recording on its way into the file that takes its place.
private struct Copy {
    private let path: String
    private let depth: RetentionRule.Depth
    private let session: SessionReader
    private let recording: RecordingReader
    private let kept: KeptTimes
    private let file: RecordingFile
    private let disk: Disk
    private var thinning: Thinning
    private var channels: [UInt16: RecordingFile.Channel] = [:]
    private var topics: [UInt16: (name: String, least: RetentionRule.Depth?)] = [:]
    private var stretches: [String: Int] = [:]

    init(
        _ path: String, _ rule: RetentionRule, _ depth: RetentionRule.Depth,
        _ thinning: Thinning, _ key: SigningKey?, _ disk: Disk
    ) throws(StorageError) {
        self.path = path
        self.depth = depth
        self.thinning = thinning
        self.disk = disk
        recording = try RecordingReader(path)
        do throws(SessionReadError) {
            session = try SessionReader(path)
        } catch {
            throw StorageError(.read, path, reason: "\(error)")
        }
        let isPart = try recording.metadata(named: "reins")?["part"] != nil
        kept = KeptTimes(of: session, rule, isPart: isPart)
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        guard name.hasSuffix(Storage.suffix) else {
            throw StorageError(.read, path, reason: "its name does not end in \(Storage.suffix)")
        }
        let stem = String(name.dropLast(Storage.suffix.count))
        try RecordingThinning.clear("\(directory)/\(stem)\(Storage.replacementSuffix)", disk)
        var pace = RecordingFile.Pace()
        pace.signingKey = key
        file = try RecordingFile(
            stem, in: directory.isEmpty ? "/" : directory, "reins", pace, isReplacing: true, disk)
    }

    mutating func run(
        _ original: RecordingVerification
    ) throws(StorageError) -> RecordingThinning.Outcome {
        do throws(StorageError) {
            try copyFront()
            try copyMessages()
            guard thinning.total > 0 else {
                try disk.remove(file.partialPath)
                return .nothingToDelete
            }
            try copyMetadata()
            try file.addMetadata(name: Thinning.name, thinning.entries)
            let expected =
                original.container.contents.statistics.messageCount &- thinning.total
            _ = try file.finish { partial throws(StorageError) in
                try Copy.check(partial, expected)
            }
        } catch {
            try? disk.remove(file.partialPath)
            throw error
        }
        return .thinned(
            thinning, bytesBefore: original.container.size, bytesAfter: file.progress.bytes)
    }

    /// Before it takes the other one's place.
    private static func check(_ path: String, _ messages: UInt64) throws(StorageError) {
        let found = try RecordingVerification(path)
        guard found.isSound, found.container.contents.statistics.messageCount == messages else {
            throw StorageError(
                .write, path,
                reason: "what was written is not what it should be; the recording "
                    + "stays as it was")
        }
    }

    private mutating func copyFront() throws(StorageError) {
        for index in recording.reader.summary.attachments.sorted(by: { $0.offset < $1.offset }) {
            let attachment = try recording.attachment(index)
            try file.addAttachment(
                name: attachment.name, mediaType: attachment.mediaType,
                logTime: attachment.logTime, data: attachment.data)
        }
        // Without it in front, a file that is cut short could not be read.
        if let about = try recording.metadata(named: "reins") {
            try file.addMetadata(name: "reins", about)
        }
        for channel in recording.reader.summary.channels {
            let schema = recording.reader.schema(channel.schemaID)
            channels[channel.id] = try file.addChannel(
                topic: channel.topic, schemaName: schema?.name ?? "",
                schemaText: String(decoding: schema?.data ?? [], as: UTF8.self),
                qos: channel.metadata["offered_qos_profiles"] ?? "")
            topics[channel.id] = (channel.topic, Copy.least(channel.topic, schema?.name ?? ""))
        }
    }

    /// The depth from which on it is deleted; nil: never.
    private static func least(_ topic: String, _ type: String) -> RetentionRule.Depth? {
        if type == CompressedImage.typeName { return .images }
        switch topic {
        case TopicName.event, TopicName.log: return nil
        case TopicName.step: return .steps
        default: return .records
        }
    }

    private mutating func copyMessages() throws(StorageError) {
        var messages = recording.reader.messages(in: .file)
        while true {
            let next: MCAPMessage?
            do throws(MCAPError) {
                next = try messages.next()
            } catch {
                throw StorageError(.read, path, reason: "\(error)")
            }
            guard let message = next else { return }
            guard let channel = channels[message.channelID], let topic = topics[message.channelID]
            else { continue }
            if isDeleted(message, topic) { continue }
            try file.append(
                channel, logTime: message.logTime, publishTime: message.publishTime,
                sequence: message.sequence, Array(message.data).span)
        }
    }

    private mutating func isDeleted(
        _ message: MCAPMessage, _ topic: (name: String, least: RetentionRule.Depth?)
    ) -> Bool {
        guard let least = topic.least, least <= depth,
            let stretch = kept.stretch(of: Int64(clamping: message.logTime) &- session.wallOffset)
        else { return false }
        let isNew = stretches.updateValue(stretch, forKey: topic.name) != stretch
        thinning.add(topic.name, at: message.logTime, isNewStretch: isNew)
        return true
    }

    /// All texts about the recording but those that the new file makes itself.
    private func copyMetadata() throws(StorageError) {
        let own: Set = [RecordingChain.linkName, RecordingChain.sealName, "reins"]
        let index = recording.reader.summary.metadata.sorted { $0.offset < $1.offset }
        for record in index where !own.contains(record.name) {
            let metadata: MCAPMetadata
            do throws(MCAPError) {
                metadata = try recording.reader.metadata(record)
            } catch {
                throw StorageError(.read, path, reason: "\(error)")
            }
            try file.addMetadata(name: metadata.name, metadata.entries)
        }
    }
}

extension RecordingReader {
    fileprivate func attachment(
        _ index: MCAPAttachmentIndex
    ) throws(StorageError) -> MCAPAttachment {
        do throws(MCAPError) {
            return try reader.attachment(index)
        } catch {
            throw StorageError(.read, path, reason: "\(error)")
        }
    }
}
