/// How pages are compressed.
public protocol ParquetCompression: ~Copyable {
    /// The number of the codec in the format: 0 none, 6 zstd.
    var codec: Int32 { get }

    /// The compressed form of a page.
    mutating func compress(_ page: [UInt8]) throws(ParquetError) -> [UInt8]
}

/// Pages stored as they are.
public struct UncompressedPages: ParquetCompression, Sendable {
    public let codec: Int32 = 0

    public init() {}

    public mutating func compress(_ page: [UInt8]) throws(ParquetError) -> [UInt8] { page }
}

/// Makes the bytes of a Parquet file, in the order in which they are appended to it.
///
///     var writer = ParquetWriter([ParquetColumn("action", .float, depth: 1)])
///     try writer.rowGroup([ParquetRows(.float(actions), .fixed([14]))], rows: 300, with: &zstd)
///     file.append(writer.drain())
///     writer.finish()
///     file.append(writer.drain())
public struct ParquetWriter: Sendable {
    let columns: [ParquetColumn]
    let metadata: [(key: String, value: String)]
    let createdBy: String
    var groups: [RowGroup] = []
    private var pending: [UInt8] = Parquet.magic
    /// File offset of the first pending byte.
    private var drained = 0

    /// What the footer says about one row group.
    struct RowGroup: Sendable {
        var rows: Int
        var chunks: [ColumnChunk]
    }

    /// What the footer says about one column of a row group.
    struct ColumnChunk: Sendable {
        var codec: Int32
        /// Entries: values, absent values and empty lists.
        var entries: Int
        var pageOffset: Int
        /// With the page header.
        var compressedSize: Int
        var uncompressedSize: Int
        var statistics: Statistics?
    }

    /// Of a flat integer column, as bytes of its type.
    struct Statistics: Equatable, Sendable {
        var minimum: [UInt8]
        var maximum: [UInt8]
        var nulls: Int
    }

    /// - Parameters:
    ///   - metadata: of the file, in this order.
    ///   - createdBy: "NAME version VERSION".
    public init(
        _ columns: [ParquetColumn], metadata: [(key: String, value: String)] = [],
        createdBy: String = "reins version 1"
    ) {
        self.columns = columns
        self.metadata = metadata
        self.createdBy = createdBy
    }

    /// Rows written so far.
    public var rowCount: Int { groups.reduce(0) { $0 + $1.rows } }

    /// Writes one row group: the same number of rows of every column, in the file's order.
    ///
    /// When it throws, nothing of the row group is in the file.
    public mutating func rowGroup<Compression: ParquetCompression & ~Copyable>(
        _ data: [ParquetRows], rows: Int, with compression: inout Compression
    ) throws(ParquetError) {
        guard data.count == columns.count else {
            throw .columnCount(expected: columns.count, given: data.count)
        }
        let start = pending.count
        var chunks: [ColumnChunk] = []
        do throws(ParquetError) {
            for (column, values) in zip(columns, data) {
                chunks.append(try append(column, values, rows, &compression))
            }
        } catch {
            pending.removeSubrange(start...)
            throw error
        }
        groups.append(RowGroup(rows: rows, chunks: chunks))
    }

    private mutating func append<Compression: ParquetCompression & ~Copyable>(
        _ column: ParquetColumn, _ data: ParquetRows, _ rows: Int,
        _ compression: inout Compression
    ) throws(ParquetError) -> ColumnChunk {
        try check(column, data, rows)
        var levels = Levels(data.shape, rows: rows, isPresent: data.isPresent)
        let entries = levels.count
        var page = column.depth > 0 ? levels.repetition.encoded() : []
        page += levels.definition.encoded()
        PlainEncoding.append(data, rowCount: rows, to: &page)
        let body = try compression.compress(page)
        guard let plainSize = Int32(exactly: page.count), let size = Int32(exactly: body.count),
            let entryCount = Int32(exactly: entries)
        else { throw .pageSize(column: column.name, bytes: page.count) }
        var header = CompactWriter()
        header.structure { header in
            header.int32(1, 0)  // a data page
            header.int32(2, plainSize)
            header.int32(3, size)
            header.structure(5) { page in
                page.int32(1, entryCount)
                page.int32(2, 0)  // values: PLAIN
                page.int32(3, 3)  // definition levels: RLE
                page.int32(4, 3)  // repetition levels: RLE
            }
        }
        let offset = drained + pending.count
        pending += header.bytes
        pending += body
        return ColumnChunk(
            codec: compression.codec, entries: entries, pageOffset: offset,
            compressedSize: header.bytes.count + body.count,
            uncompressedSize: header.bytes.count + page.count,
            statistics: Statistics(data))
    }

    private func check(
        _ column: ParquetColumn, _ data: ParquetRows, _ rows: Int
    ) throws(ParquetError) {
        guard data.values.type == column.type else {
            throw .type(
                column: column.name, expected: column.type.rawValue,
                given: data.values.type.rawValue)
        }
        guard data.shape.depth == column.depth else {
            throw .depth(column: column.name, expected: column.depth, given: data.shape.depth)
        }
        if case .lists(let lengths) = data.shape, lengths.count != rows {
            throw .valueCount(column: column.name, expected: rows, given: lengths.count)
        }
        if let isPresent = data.isPresent, isPresent.count != rows {
            throw .valueCount(column: column.name, expected: rows, given: isPresent.count)
        }
        let needed = data.shape.valueCount(rows: rows)
        guard data.values.count == needed else {
            throw .valueCount(column: column.name, expected: needed, given: data.values.count)
        }
    }

    /// Makes the file complete. Drain once more, and it is done.
    public mutating func finish() {
        let footer = footer()
        pending += footer
        pending += (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) }
        pending += Parquet.magic
    }

    /// The final bytes that were not drained yet: append them to the file.
    public mutating func drain() -> [UInt8] {
        drained += pending.count
        defer { pending = [] }
        return pending
    }
}

extension ParquetWriter.Statistics {
    /// The smallest and largest value of a flat integer column; nil for any other.
    init?(_ rows: ParquetRows) {
        guard rows.shape == .scalar else { return nil }
        switch rows.values {
        case .int32(let values): self.init(values, rows.isPresent)
        case .int64(let values): self.init(values, rows.isPresent)
        case .bool, .float, .double, .utf8: return nil
        }
    }

    private init?<T: FixedWidthInteger>(_ values: [T], _ isPresent: [Bool]?) {
        let present = isPresent.map { flags in
            zip(values, flags).filter(\.1).map(\.0)
        }
        let kept = present ?? values
        guard let minimum = kept.min(), let maximum = kept.max() else { return nil }
        func bytes(_ value: T) -> [UInt8] {
            (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> T(8 * $0)) }
        }
        self.init(
            minimum: bytes(minimum), maximum: bytes(maximum), nulls: values.count - kept.count)
    }
}
