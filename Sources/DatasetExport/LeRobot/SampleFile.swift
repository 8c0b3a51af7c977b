/// The samples of every column of a dataset, on disk until its statistics are made: exact quantiles
/// need all of a column, and hours of rows do not fit into memory.
///
/// The file has no name: it goes with its owner, however that ends.
struct SampleFile: ~Copyable {
    /// Where the columns of one feature and one episode lie, one column after the other.
    private struct Block {
        var offset: Int
        var rows: Int
        var isFloat: Bool
    }

    private var file: ExportFile
    /// `[features][episodes]`
    private var blocks: [[Block]]

    /// - Parameter path: of a name that is free; the file does not keep it.
    init(at path: String, features: Int) throws(ExportError) {
        file = try ExportFile.nameless(at: path)
        blocks = Array(repeating: [], count: features)
    }

    /// Appends the columns that an episode has of a feature, all of one length.
    /// - Parameter isFloat: whether a float holds every value.
    mutating func append(
        _ columns: [[Double]], of feature: Int, isFloat: Bool
    ) throws(ExportError) {
        blocks[feature].append(
            Block(offset: file.size, rows: columns.first?.count ?? 0, isFloat: isFloat))
        var bytes: [UInt8] = []
        for column in columns {
            for value in column {
                if isFloat {
                    SampleFile.append(UInt64(Float(value).bitPattern), 4, to: &bytes)
                } else {
                    SampleFile.append(value.bitPattern, 8, to: &bytes)
                }
            }
        }
        try file.append(bytes)
    }

    /// All samples of one entry of a feature, in the order of the rows.
    func column(_ entry: Int, of feature: Int) throws(ExportError) -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(blocks[feature].reduce(0) { $0 + $1.rows })
        for block in blocks[feature] {
            let size = block.isFloat ? 4 : 8
            let bytes = try file.read(
                at: block.offset + entry * block.rows * size, count: block.rows * size)
            for start in stride(from: 0, to: bytes.count, by: size) {
                var bits: UInt64 = 0
                for index in (0..<size).reversed() {
                    bits = bits << 8 | UInt64(bytes[start + index])
                }
                values.append(
                    block.isFloat
                        ? Double(Float(bitPattern: UInt32(bits))) : Double(bitPattern: bits))
            }
        }
        return values
    }

    private static func append(_ bits: UInt64, _ size: Int, to bytes: inout [UInt8]) {
        for index in 0..<size {
            bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * UInt64(index))))
        }
    }
}
