import MCAP

/// One file of the conformance suite that the format's makers keep: one of six contents, and which
/// optional parts the file has.
struct ConformanceVariant: CustomStringConvertible {
    enum Content: String, CaseIterable {
        case noData = "NoData"
        case oneSchemalessMessage = "OneSchemalessMessage"
        case oneMessage = "OneMessage"
        case oneAttachment = "OneAttachment"
        case oneMetadata = "OneMetadata"
        case tenMessages = "TenMessages"
    }

    /// The optional parts, by the letters that stand in the files' names.
    enum Feature: String, CaseIterable {
        case chunks = "ch"
        case messageIndex = "mx"
        case statistics = "st"
        case repeatedSchemas = "rsh"
        case repeatedChannels = "rch"
        case attachmentIndex = "ax"
        case metadataIndex = "mdx"
        case chunkIndex = "chx"
        case summaryOffset = "sum"
        /// Bytes behind the fields of every record that may grow, as a later version might add.
        case padding = "pad"
    }

    var content: Content
    var features: Set<Feature>

    var description: String {
        ([content.rawValue] + features.map(\.rawValue).sorted()).joined(separator: "-")
    }

    func has(_ feature: Feature) -> Bool { features.contains(feature) }

    /// Every combination that makes sense: an index needs what it points at, a summary offset
    /// something in the summary.
    static let all: [ConformanceVariant] = Content.allCases.flatMap { content in
        (0..<(1 << Feature.allCases.count)).compactMap { bits in
            let features = Feature.allCases.enumerated()
                .filter { bits & 1 << $0.offset != 0 }.map(\.element)
            let variant = ConformanceVariant(content: content, features: Set(features))
            return variant.makesSense ? variant : nil
        }
    }

    private var makesSense: Bool {
        let needsMessages: Set<Feature> = [.chunks, .messageIndex, .chunkIndex, .repeatedChannels]
        if messages.isEmpty, !features.isDisjoint(with: needsMessages) { return false }
        if !has(.chunks), has(.messageIndex) || has(.chunkIndex) { return false }
        if schema == nil, has(.repeatedSchemas) { return false }
        if has(.attachmentIndex), content != .oneAttachment { return false }
        if has(.metadataIndex), content != .oneMetadata { return false }
        return !has(.summaryOffset)
            || features.contains {
                ![.chunks, .messageIndex, .summaryOffset, .padding].contains($0)
            }
    }

    // MARK: What is in it

    struct Message {
        var sequence: UInt32
        var logTime: UInt64
        var publishTime: UInt64
    }

    static let data: [UInt8] = [1, 2, 3]

    var messages: [Message] {
        switch content {
        case .noData, .oneAttachment, .oneMetadata: []
        case .oneMessage, .oneSchemalessMessage:
            [Message(sequence: 10, logTime: 2, publishTime: 1)]
        case .tenMessages:
            ([0, 2, 1, 3, 3, 5, 4, 7, 8, 9] as [UInt64]).enumerated().map { number, time in
                Message(sequence: UInt32(number), logTime: time, publishTime: time)
            }
        }
    }

    var schema: MCAPSchema? {
        switch content {
        case .oneMessage, .tenMessages:
            MCAPSchema(id: 1, name: "Example", encoding: "c", data: [4, 5, 6])
        case .noData, .oneSchemalessMessage, .oneAttachment, .oneMetadata: nil
        }
    }

    var channel: MCAPChannel? {
        if messages.isEmpty { return nil }
        return schema == nil
            ? MCAPChannel(id: 1, schemaID: 0, topic: "example", messageEncoding: "text")
            : MCAPChannel(
                id: 1, schemaID: 1, topic: "example", messageEncoding: "a",
                metadata: ["foo": "bar"])
    }

    var attachment: MCAPAttachment? {
        content == .oneAttachment
            ? MCAPAttachment(
                logTime: 2, createTime: 1, name: "myFile",
                mediaType: "application/octet-stream", data: ConformanceVariant.data) : nil
    }

    var metadata: MCAPMetadata? {
        content == .oneMetadata
            ? MCAPMetadata(name: "myMetadata", entries: ["foo": "bar"]) : nil
    }
}
