/// How the fields of a record follow each other, as far as their lengths tell: enough to see
/// whether a record can be one, and where its fields end, from a few bytes of it.
///
/// A damaged file may be full of places that look like the head of a large record. What is looked
/// at for each of them must not depend on the length that it declares.
struct RecordOutline {
    /// A field by its length.
    private enum Field {
        /// So many bytes.
        case fixed(Int)
        /// A `u32` length and so many bytes.
        case text
        /// A `u64` length and so many bytes.
        case blob
        /// A `u32` length and items of so many bytes each.
        case items(of: Int)
    }

    private let fields: [Field]

    init(_ kind: MCAPOpcode) {
        switch kind {
        case .header: fields = [.text, .text]
        case .footer: fields = [.fixed(20)]
        case .schema: fields = [.fixed(2), .text, .text, .text]
        case .channel: fields = [.fixed(4), .text, .text, .text]
        case .message: fields = [.fixed(MCAPMessage.fixedSize)]
        case .chunk: fields = [.fixed(28), .text, .blob]
        case .messageIndex: fields = [.fixed(2), .items(of: 16)]
        case .chunkIndex: fields = [.fixed(32), .items(of: 10), .fixed(8), .text, .fixed(16)]
        case .attachment: fields = [.fixed(16), .text, .text, .blob, .fixed(4)]
        case .attachmentIndex: fields = [.fixed(40), .text, .text]
        case .statistics: fields = [.fixed(42), .items(of: 10)]
        case .metadata: fields = [.text, .text]
        case .metadataIndex: fields = [.fixed(16), .text]
        case .summaryOffset: fields = [.fixed(17)]
        case .dataEnd: fields = [.fixed(4)]
        }
    }

    /// File offset behind the last field of a record whose body is `body`; nil where its fields do
    /// not fit into it.
    ///
    /// - Parameter peek: the bytes of a range of the file, eight at most.
    func end(
        in body: Range<Int>, _ peek: (Range<Int>) throws(MCAPError) -> [UInt8]
    ) throws(MCAPError) -> Int? {
        var at = body.lowerBound
        func length(_ size: Int) throws(MCAPError) -> Int? {
            guard body.upperBound - at >= size else { return nil }
            let bytes = try peek(at..<(at + size))
            let declared =
                size == 4 ? UInt64(load(UInt32.self, bytes, 0)) : load(UInt64.self, bytes, 0)
            guard let count = Int(exactly: declared), count <= body.upperBound - at - size
            else { return nil }
            return size + count
        }
        for field in fields {
            switch field {
            case .fixed(let size):
                guard body.upperBound - at >= size else { return nil }
                at += size
            case .text:
                guard let size = try length(4) else { return nil }
                at += size
            case .blob:
                guard let size = try length(8) else { return nil }
                at += size
            case .items(let each):
                guard let size = try length(4), (size - 4) % each == 0 else { return nil }
                at += size
            }
        }
        return at
    }
}
