/// A named set of texts about the log as a whole.
public struct MCAPMetadata: Equatable, Sendable {
    public var name: String
    public var entries: [String: String]

    public init(name: String, entries: [String: String]) {
        self.name = name
        self.entries = entries
    }

    /// Its whole record, for a file that no writer has open.
    public var record: [UInt8] {
        var buffer = MCAPBuffer(capacity: 256)
        encode(into: &buffer)
        return buffer.array()
    }

    /// Reads a whole record; nil where the bytes are something else.
    public init?(record: [UInt8]) {
        var walk = RecordWalk(record, from: 0, to: record.count, limits: MCAPLimits())
        guard let place = try? walk.next(), place.kind == .metadata else { return nil }
        var fields = place.fields("a metadata record")
        guard let metadata = try? MCAPMetadata(&fields) else { return nil }
        self = metadata
    }

    /// A metadata record where it was found.
    public struct Found: Equatable, Sendable {
        public var metadata: MCAPMetadata
        /// File offset and length of the whole record.
        public var offset: Int
        public var length: Int
    }

    /// All metadata records of some names, in the order of a file that may be damaged anywhere.
    ///
    /// Throws where the file cannot be read at all.
    public static func find(
        _ names: Set<String>, in input: any MCAPInput, limits: MCAPLimits = MCAPLimits()
    ) throws(MCAPError) -> [Found] {
        var walk = DamagedWalk(input, from: min(MCAP.magic.count, input.size), limits: limits)
        var all: [Found] = []
        while let found = try walk.next() {
            guard case .record(let place) = found, place.kind == .metadata else { continue }
            var fields = place.fields("a metadata record")
            guard let metadata = try? MCAPMetadata(&fields), names.contains(metadata.name)
            else { continue }
            all.append(Found(metadata: metadata, offset: place.offset, length: place.length))
        }
        return all
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        name = try fields.string()
        entries = try fields.map()
    }

    func encode(into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.metadata)
        buffer.append(name)
        buffer.append(entries)
        buffer.endRecord(record)
    }
}

/// Where a metadata record lies in its file.
public struct MCAPMetadataIndex: Equatable, Sendable {
    /// Offset and length of the whole record.
    public var offset: UInt64
    public var length: UInt64
    public var name: String

    init(name: String, offset: UInt64, length: UInt64) {
        self.offset = offset
        self.length = length
        self.name = name
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        offset = try fields.integer()
        length = try fields.integer()
        name = try fields.string()
    }

    func encode(into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.metadataIndex)
        buffer.append(offset)
        buffer.append(length)
        buffer.append(name)
        buffer.endRecord(record)
    }
}
