/// Reads an MCAP file: through its summary where it has one, by walking over it where not.
public struct MCAPReader: Sendable {
    /// How the file was opened.
    public enum Access: Equatable, Sendable {
        /// Through its summary: only what is asked for is read.
        case indexed
        /// By walking over the whole file, for the reason given in a sentence.
        case scanned(reason: String)
    }

    /// From the header: "ros2" for a ROS 2 bag.
    public let profile: String
    /// From the header: who wrote the file.
    public let library: String
    public let summary: MCAPSummary
    public let access: Access
    /// What was met and stepped over while the file was scanned: chunks that do not decode,
    /// checksums that do not fit, and last where the file was torn.
    public let damage: [MCAPError]

    let input: any MCAPInput
    let limits: MCAPLimits
    let decompress: MCAPDecompression
    /// Messages outside chunks; known only after a scan.
    let loose: [MessageSource]

    /// Opens a file.
    ///
    /// - Parameter decompress: for chunks that are compressed. Without one they are refused.
    public init(
        _ input: any MCAPInput, limits: MCAPLimits = MCAPLimits(),
        decompress: @escaping MCAPDecompression = noDecompression
    ) throws(MCAPError) {
        self.input = input
        self.limits = limits
        self.decompress = decompress
        guard try input.beginsAsMCAP() else { throw MCAPError(offset: 0, .notMCAP) }
        let reason: String
        switch TailReading(input, limits) {
        case .complete(let header, let summary):
            (profile, library) = header
            self.summary = summary
            access = .indexed
            damage = []
            loose = []
            return
        case .missing(let sentence):
            reason = sentence
        }
        let scan = try FileScan(input, limits: limits, decompress: decompress)
        profile = scan.profile
        library = scan.library
        summary = scan.summary
        loose = scan.loose
        damage = scan.damage + (scan.torn.map { [$0] } ?? [])
        access = .scanned(reason: reason)
    }

    /// The channel with that id.
    public func channel(_ id: UInt16) -> MCAPChannel? {
        summary.channels.first { $0.id == id }
    }

    /// The schema with that id.
    public func schema(_ id: UInt16) -> MCAPSchema? {
        summary.schemas.first { $0.id == id }
    }

    /// The messages of the file.
    ///
    /// - Parameters:
    ///   - topics: only these; nil for all.
    ///   - times: only log times in this range, in nanoseconds.
    public func messages(
        in order: MCAPOrder = .logTime, topics: Set<String>? = nil,
        times: ClosedRange<UInt64> = 0...UInt64.max
    ) -> MCAPMessages {
        MCAPMessages(self, order: order, topics: topics, times: times)
    }

    /// Reads an attachment and checks it.
    public func attachment(_ index: MCAPAttachmentIndex) throws(MCAPError) -> MCAPAttachment {
        let place = try record(index.offset, index.length, .attachment, "an attachment")
        return try MCAPAttachment(place.bytes, body: place.body, base: place.base)
    }

    /// Reads the first attachment of that name, or nil where there is none.
    public func attachment(named name: String) throws(MCAPError) -> MCAPAttachment? {
        guard let index = summary.attachments.first(where: { $0.name == name }) else { return nil }
        return try attachment(index)
    }

    /// Reads a metadata record.
    public func metadata(_ index: MCAPMetadataIndex) throws(MCAPError) -> MCAPMetadata {
        let place = try record(index.offset, index.length, .metadata, "a metadata record")
        var fields = place.fields("a metadata record")
        return try MCAPMetadata(&fields)
    }

    /// The record that an index says lies at `offset`.
    func record(
        _ offset: UInt64, _ length: UInt64, _ kind: MCAPOpcode, _ what: String
    ) throws(MCAPError) -> RecordPlace {
        guard let offset = Int(exactly: offset), let length = Int(exactly: length),
            offset <= input.size, length <= input.size - offset
        else {
            throw MCAPError(
                offset: Int(clamping: offset),
                .length(what: what, declared: length, available: UInt64(input.size)))
        }
        var walk = RecordWalk(input, from: offset, to: offset + length, limits: limits)
        guard let place = try walk.next(), place.kind == kind else {
            throw MCAPError(
                offset: offset, .malformed(reason: "an index names \(what) here: there is none"))
        }
        return place
    }
}

/// Refuses every compression.
public let noDecompression: MCAPDecompression = { name, _, _ throws(MCAPError) in
    throw MCAPError(offset: 0, .compression(name: name))
}
