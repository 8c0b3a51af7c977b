/// Writes Thrift's compact protocol, in which Parquet's headers and footer are.
struct CompactWriter {
    private(set) var bytes: [UInt8] = []
    /// The last field number of each open struct.
    private var last: [Int] = []

    private enum Kind: UInt8 {
        case isTrue = 1
        case isFalse = 2
        case int32 = 5
        case int64 = 6
        case binary = 8
        case list = 9
        case structure = 12
    }

    /// What the elements of a list are.
    enum Element: UInt8 {
        case int32 = 5
        case binary = 8
        case structure = 12
    }

    private mutating func field(_ number: Int, _ kind: Kind) {
        let step = number - (last.last ?? 0)
        if step > 0, step <= 15 {
            bytes.append(UInt8(step) << 4 | kind.rawValue)
        } else {
            bytes.append(kind.rawValue)
            zigzag(Int64(number))
        }
        last[last.count - 1] = number
    }

    private mutating func zigzag(_ value: Int64) {
        appendVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)), to: &bytes)
    }

    mutating func int32(_ number: Int, _ value: Int32) {
        field(number, .int32)
        zigzag(Int64(value))
    }

    mutating func int64(_ number: Int, _ value: Int) {
        field(number, .int64)
        zigzag(Int64(value))
    }

    mutating func text(_ number: Int, _ value: String) { binary(number, Array(value.utf8)) }

    mutating func binary(_ number: Int, _ value: [UInt8]) {
        field(number, .binary)
        element(value)
    }

    /// A list; its elements follow.
    mutating func list(_ number: Int, of element: Element, count: Int) {
        field(number, .list)
        if count < 15 {
            bytes.append(UInt8(count) << 4 | element.rawValue)
        } else {
            bytes.append(0xF0 | element.rawValue)
            appendVarint(UInt64(count), to: &bytes)
        }
    }

    /// An element of a list of integers.
    mutating func element(_ value: Int32) { zigzag(Int64(value)) }

    /// An element of a list of binaries.
    mutating func element(_ value: [UInt8]) {
        appendVarint(UInt64(value.count), to: &bytes)
        bytes += value
    }

    /// A struct as a field.
    mutating func structure(_ number: Int, _ body: (inout CompactWriter) -> Void) {
        field(number, .structure)
        structure(body)
    }

    /// A struct as an element of a list, or the outermost one.
    mutating func structure(_ body: (inout CompactWriter) -> Void) {
        last.append(0)
        body(&self)
        last.removeLast()
        bytes.append(0)
    }
}
