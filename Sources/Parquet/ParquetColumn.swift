/// What the values of a column are.
public enum ParquetType: String, Equatable, Sendable {
    case bool, int32, int64, float, double, utf8

    /// The number of the physical type in the format.
    var physical: Int32 {
        switch self {
        case .bool: 0
        case .int32: 1
        case .int64: 2
        case .float: 4
        case .double: 5
        case .utf8: 6
        }
    }
}

/// A column of a file.
public struct ParquetColumn: Equatable, Sendable {
    /// Any text; dots have no meaning.
    public var name: String
    public var type: ParquetType
    /// Levels of lists: 0 for a plain value, 1 for a list of values, 3 for an image's statistics.
    public var depth: Int

    public init(_ name: String, _ type: ParquetType, depth: Int = 0) {
        precondition(depth >= 0 && depth <= 8)
        self.name = name
        self.type = type
        self.depth = depth
    }

    /// Names from the column down to its values.
    var path: [String] {
        (0..<depth).reduce(into: [name]) { path, _ in path += ["list", "element"] }
    }

    /// Each level of lists can be absent and can be empty, and a value can be absent.
    var maximumDefinition: Int { 2 * depth + 1 }
}

/// The values of one column in one row group, one after the other.
public enum ParquetValues: Equatable, Sendable {
    case bool([Bool])
    case int32([Int32])
    case int64([Int64])
    case float([Float])
    case double([Double])
    case utf8([String])

    var type: ParquetType {
        switch self {
        case .bool: .bool
        case .int32: .int32
        case .int64: .int64
        case .float: .float
        case .double: .double
        case .utf8: .utf8
        }
    }

    var count: Int {
        switch self {
        case .bool(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        case .float(let values): values.count
        case .double(let values): values.count
        case .utf8(let values): values.count
        }
    }
}

/// One column of one row group.
public struct ParquetRows: Equatable, Sendable {
    /// All values, those of absent rows included (whatever they are).
    public var values: ParquetValues
    public var shape: RowShape
    /// One flag a row, false where the row is null; nil where every row is there.
    public var isPresent: [Bool]?

    public init(_ values: ParquetValues, _ shape: RowShape = .scalar, isPresent: [Bool]? = nil) {
        self.values = values
        self.shape = shape
        self.isPresent = isPresent
    }
}
