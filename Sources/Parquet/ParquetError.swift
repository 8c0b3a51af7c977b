/// Why rows could not be written, in one sentence.
public enum ParquetError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A row group has another number of columns than the file.
    case columnCount(expected: Int, given: Int)
    /// The values of a column are of another type than the file declares for it.
    case type(column: String, expected: String, given: String)
    /// The values of a column do not fill its rows.
    case valueCount(column: String, expected: Int, given: Int)
    /// A column is nested deeper or less deep than the file declares.
    case depth(column: String, expected: Int, given: Int)
    /// A page would be larger than the format can say.
    case pageSize(column: String, bytes: Int)
    /// The compression failed.
    case compression(reason: String)

    public var description: String {
        switch self {
        case .columnCount(let expected, let given):
            "a row group has \(given) columns where the file has \(expected)"
        case .type(let column, let expected, let given):
            "column \(column) holds \(expected), not \(given)"
        case .valueCount(let column, let expected, let given):
            "column \(column) has \(given) values where its rows need \(expected)"
        case .depth(let column, let expected, let given):
            "column \(column) is declared with \(expected) levels of lists, not \(given)"
        case .pageSize(let column, let bytes):
            "column \(column) needs \(bytes) bytes in one row group: write fewer rows at once"
        case .compression(let reason):
            "the compression failed: \(reason)"
        }
    }
}
