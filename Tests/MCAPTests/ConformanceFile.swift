import MCAP

/// The bytes of a variant, put together field by field from the specification, and by nothing that
/// the module under test has: neither its writer nor its checksum.
struct ConformanceFile {
    private(set) var bytes: [UInt8] = MCAP.magic
    private let variant: ConformanceVariant
    private var chunkIndex: [UInt8]?
    private var attachmentIndex: [UInt8]?
    private var metadataIndex: [UInt8]?

    init(_ variant: ConformanceVariant) {
        self.variant = variant
        add(0x01, text("") + text(""))
        if let attachment = variant.attachment {
            let offset = bytes.count
            let fields =
                u64(attachment.logTime) + u64(attachment.createTime) + text(attachment.name)
                + text(attachment.mediaType) + u64(attachment.data.count) + attachment.data
            add(0x09, fields + u32(ConformanceFile.checksum(fields)))
            attachmentIndex =
                u64(offset) + u64(bytes.count - offset) + u64(attachment.logTime)
                + u64(attachment.createTime) + u64(attachment.data.count) + text(attachment.name)
                + text(attachment.mediaType)
        }
        if let metadata = variant.metadata {
            let offset = bytes.count
            add(0x0C, text(metadata.name) + map(metadata.entries))
            metadataIndex = u64(offset) + u64(bytes.count - offset) + text(metadata.name)
        }
        if variant.has(.chunks) { addChunk() } else { bytes += messages(growing: true).records }
        addPlain(0x0F, u32(ConformanceFile.checksum(bytes)))
        addSummary()
    }

    // MARK: The parts of a file

    /// Schema, channel and messages, and the places of the messages.
    private func messages(growing: Bool) -> (records: [UInt8], places: [(UInt64, Int)]) {
        var records: [UInt8] = []
        var places: [(UInt64, Int)] = []
        for (opcode, fields) in definitions {
            records += record(opcode, fields, growing: growing)
        }
        for message in variant.messages {
            places.append((message.logTime, records.count))
            let fields =
                u16(1) + u32(message.sequence) + u64(message.logTime) + u64(message.publishTime)
                + ConformanceVariant.data
            records += record(0x05, fields, growing: false)
        }
        return (records, places)
    }

    private var definitions: [(opcode: UInt8, fields: [UInt8])] {
        var definitions: [(UInt8, [UInt8])] = []
        if let schema = variant.schema {
            let fields = u16(schema.id) + text(schema.name) + text(schema.encoding)
            definitions.append((0x03, fields + u32(UInt32(schema.data.count)) + schema.data))
        }
        if let channel = variant.channel {
            let fields = u16(channel.id) + u16(channel.schemaID) + text(channel.topic)
            definitions.append(
                (0x04, fields + text(channel.messageEncoding) + map(channel.metadata)))
        }
        return definitions
    }

    private mutating func addChunk() {
        // What lies in a chunk does not grow in this suite, nor does the chunk.
        let (records, places) = messages(growing: false)
        let times = places.map(\.0)
        let range = u64(times.min() ?? 0) + u64(times.max() ?? 0)
        let chunk = bytes.count
        addPlain(
            0x06,
            range + u64(records.count) + u32(ConformanceFile.checksum(records)) + text("")
                + u64(records.count) + records)
        let indexes = bytes.count
        if variant.has(.messageIndex) {
            let entries = places.flatMap { u64($0.0) + u64($0.1) }
            add(0x07, u16(1) + u32(UInt32(entries.count)) + entries)
        }
        let offsets = variant.has(.messageIndex) ? u16(1) + u64(indexes) : []
        chunkIndex =
            range + u64(chunk) + u64(indexes - chunk) + u32(UInt32(offsets.count)) + offsets
            + u64(bytes.count - indexes) + text("") + u64(records.count) + u64(records.count)
    }

    private mutating func addSummary() {
        let start = bytes.count
        var groups: [(opcode: UInt8, start: Int, end: Int)] = []
        for (opcode, fields) in summary() {
            let at = bytes.count
            add(opcode, fields)
            groups.append((opcode, at, bytes.count))
        }
        let offsets = bytes.count
        if variant.has(.summaryOffset) {
            for group in groups {
                add(0x0E, [group.opcode] + u64(group.start) + u64(group.end - group.start))
            }
        }
        let hasOffsets = bytes.count > offsets
        bytes += [0x02] + u64(20) + u64(groups.isEmpty ? 0 : start)
        bytes += u64(hasOffsets ? offsets : 0)
        bytes += u32(ConformanceFile.checksum(Array(bytes[start...]))) + MCAP.magic
    }

    private func summary() -> [(opcode: UInt8, fields: [UInt8])] {
        var records = definitions.filter {
            variant.has($0.opcode == 0x03 ? .repeatedSchemas : .repeatedChannels)
        }
        if variant.has(.statistics) { records.append((0x0B, statistics())) }
        let indexes: [(ConformanceVariant.Feature, UInt8, [UInt8]?)] = [
            (.metadataIndex, 0x0D, metadataIndex), (.attachmentIndex, 0x0A, attachmentIndex),
            (.chunkIndex, 0x08, chunkIndex),
        ]
        for (feature, opcode, fields) in indexes where variant.has(feature) {
            if let fields { records.append((opcode, fields)) }
        }
        return records
    }

    private func statistics() -> [UInt8] {
        let times = variant.messages.map(\.logTime)
        let counts = times.isEmpty ? [] : u16(1) + u64(times.count)
        return u64(times.count) + u16(variant.schema == nil ? 0 : 1)
            + u32(variant.channel == nil ? 0 : 1) + u32(variant.attachment == nil ? 0 : 1)
            + u32(variant.metadata == nil ? 0 : 1) + u32(variant.has(.chunks) ? 1 : 0)
            + u64(times.min() ?? 0) + u64(times.max() ?? 0) + u32(UInt32(counts.count)) + counts
    }

    // MARK: The parts of a record

    private mutating func add(_ opcode: UInt8, _ fields: [UInt8]) {
        bytes += record(opcode, fields, growing: true)
    }

    private mutating func addPlain(_ opcode: UInt8, _ fields: [UInt8]) {
        bytes += record(opcode, fields, growing: false)
    }

    private func record(_ opcode: UInt8, _ fields: [UInt8], growing: Bool) -> [UInt8] {
        let body = growing && variant.has(.padding) ? fields + [0x01, 0xFF, 0xFF] : fields
        return [opcode] + u64(body.count) + body
    }

    private func u16(_ value: UInt16) -> [UInt8] { littleEndian(UInt64(value), 2) }
    private func u32(_ value: UInt32) -> [UInt8] { littleEndian(UInt64(value), 4) }
    private func u64(_ value: Int) -> [UInt8] { littleEndian(UInt64(value), 8) }
    private func u64(_ value: UInt64) -> [UInt8] { littleEndian(value, 8) }

    private func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private func text(_ text: String) -> [UInt8] {
        u32(UInt32(text.utf8.count)) + Array(text.utf8)
    }

    private func map(_ map: [String: String]) -> [UInt8] {
        let items = map.sorted { $0.key < $1.key }.flatMap { text($0.key) + text($0.value) }
        return u32(UInt32(items.count)) + items
    }

    /// CRC32, bit by bit, as its definition says.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return ~value
    }
}
