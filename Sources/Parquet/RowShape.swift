/// How the values of a column are cut into rows.
public enum RowShape: Equatable, Sendable {
    /// One value a row.
    case scalar
    /// Lists of the same shape in every row: `[14]`, or `[3, 1, 1]` for lists in lists in lists.
    case fixed([Int])
    /// One list a row, of these lengths.
    case lists([Int])

    /// Levels of lists.
    var depth: Int {
        switch self {
        case .scalar: 0
        case .fixed(let sizes): sizes.count
        case .lists: 1
        }
    }

    /// Values that `rows` rows take.
    func valueCount(rows: Int) -> Int {
        switch self {
        case .scalar: rows
        case .fixed(let sizes): rows * sizes.reduce(1, *)
        case .lists(let lengths): lengths.reduce(0, +)
        }
    }
}

/// The levels of one column chunk: how Parquet says where rows and lists begin and what is absent.
struct Levels {
    /// At which level of lists an entry continues; 0 begins a row.
    var repetition = RunLengths()
    /// How much of the path to the value is there.
    var definition = RunLengths()

    /// The levels of `rows` rows of a shape.
    init(_ shape: RowShape, rows: Int, isPresent: [Bool]?) {
        switch shape {
        case .scalar: append(rows: rows, isPresent, pattern: [0], full: 1)
        case .lists(let lengths): append(lengths, isPresent)
        case .fixed(let sizes):
            // Where a size is 0, there are lists down to it, and that one is empty.
            let empty = sizes.firstIndex(of: 0)
            let filled = Array(sizes[..<(empty ?? sizes.count)])
            append(
                rows: rows, isPresent, pattern: Levels.pattern(filled), full: 2 * filled.count + 1)
        }
    }

    /// Rows that are all alike: the same repetition levels, everything of the path there.
    private mutating func append(rows: Int, _ isPresent: [Bool]?, pattern: [Int], full: Int) {
        var runs: [(level: Int, count: Int)] = []
        for level in pattern {
            if let last = runs.last, last.level == level {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((level, 1))
            }
        }
        let null = [(level: 0, count: 1)]
        for row in 0..<rows {
            let isThere = isPresent?[row] ?? true
            for run in isThere ? runs : null { repetition.append(run.level, run.count) }
            definition.append(isThere ? full : 0, isThere ? pattern.count : 1)
        }
    }

    /// Lists of any length. Definition 0: no list, 1: a list without values, 3: a value.
    private mutating func append(_ lengths: [Int], _ isPresent: [Bool]?) {
        for (row, length) in lengths.enumerated() {
            let isThere = isPresent?[row] ?? true
            let values = isThere ? length : 0
            repetition.append(0, 1)
            if values > 1 { repetition.append(1, values - 1) }
            definition.append(values > 0 ? 3 : isThere ? 1 : 0, max(values, 1))
        }
    }

    /// Entries, values and absences together.
    var count: Int { definition.count }

    /// The repetition levels of one row: the deepest list that goes on at each value.
    private static func pattern(_ sizes: [Int]) -> [Int] {
        (0..<sizes.reduce(1, *)).map { value in
            if value == 0 { return 0 }
            var level = sizes.count
            var rest = value
            while level > 1, rest % sizes[level - 1] == 0 {
                rest /= sizes[level - 1]
                level -= 1
            }
            return level
        }
    }
}

/// Levels as runs of equal ones, in Parquet's run-length encoding.
struct RunLengths {
    private(set) var count = 0
    private var bytes: [UInt8] = []
    private var level = 0
    private var run = 0

    /// Appends `count` entries of the same level.
    mutating func append(_ level: Int, _ count: Int) {
        self.count += count
        if level == self.level {
            run += count
        } else {
            close()
            self.level = level
            run = count
        }
    }

    private mutating func close() {
        if run == 0 { return }
        appendVarint(UInt64(run) << 1, to: &bytes)
        bytes.append(UInt8(level))  // levels are below 256: one byte each
        run = 0
    }

    /// The encoded runs behind their length, as a page of version 1 wants them.
    mutating func encoded() -> [UInt8] {
        close()
        return withLength(bytes)
    }

    private func withLength(_ bytes: [UInt8]) -> [UInt8] {
        let length = UInt32(bytes.count)
        return (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + bytes
    }
}

/// Seven bits a byte, the lowest first.
func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest > 127 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
    }
    bytes.append(UInt8(rest))
}
