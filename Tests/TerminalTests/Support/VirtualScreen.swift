/// A small terminal of the xterm kind: takes the bytes that were sent to one and knows what a
/// person would see. Knows what ncurses sends for `xterm-256color`; anything else is counted.
struct VirtualScreen {
    private(set) var rows: [[Unicode.Scalar]]
    /// Sequences that it does not know, for tests to refuse.
    private(set) var unknown: [String] = []
    private(set) var modes: Set<String> = []
    private(set) var isReversed: [[Bool]]
    /// Every number of a style that was ever asked for; 30 to 37 are colours.
    private(set) var renditions: Set<Int> = []
    private let columns: Int
    private var row = 0
    private var column = 0
    private var reverse = false
    private var region: ClosedRange<Int>

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = Array(repeating: Array(repeating: " ", count: columns), count: rows)
        isReversed = Array(repeating: Array(repeating: false, count: columns), count: rows)
        region = 0...rows - 1
    }

    /// Rows without blanks at their ends.
    var text: String {
        rows.map { row in
            var line = Substring(String(String.UnicodeScalarView(row.filter { $0 != "\0" })))
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n")
    }

    mutating func take(_ bytes: [UInt8]) {
        var rest = Substring(String(decoding: bytes, as: UTF8.self)).unicodeScalars
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\u{1B}": escape(&rest)
            case "\r": column = 0
            case "\n": lineFeed()
            case "\u{8}": column = max(0, column - 1)
            case "\u{7}", "\u{F}", "\u{E}": break
            case "\0"..."\u{1F}": unknown.append("U+\(scalar.value)")
            default: put(scalar)
            }
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        guard column < columns, row < rows.count else { return }
        rows[row][column] = scalar
        isReversed[row][column] = reverse
        column += 1
        // Wide characters of the tests are all of this block.
        if (0x3000...0x9FFF) ~= scalar.value, column < columns {
            rows[row][column] = "\0"
            column += 1
        }
    }

    private mutating func lineFeed() {
        if row == region.upperBound { scroll(1) } else { row = min(rows.count - 1, row + 1) }
    }

    private mutating func scroll(_ count: Int) {
        let blank = [Unicode.Scalar](repeating: " ", count: columns)
        for _ in 0..<abs(count) {
            let (from, to) =
                count > 0
                ? (region.lowerBound, region.upperBound) : (region.upperBound, region.lowerBound)
            rows.remove(at: from)
            rows.insert(blank, at: to)
        }
    }

    private mutating func escape(_ rest: inout Substring.UnicodeScalarView) {
        switch rest.popFirst() {
        case "[": control(&rest)
        case "(", ")": _ = rest.popFirst()
        case "=", ">", "7", "8": break
        // Colours of the palette and titles, up to their end.
        case "]": while let scalar = rest.popFirst(), scalar != "\u{7}" {}
        case "M": if row == region.lowerBound { scroll(-1) } else { row -= 1 }
        case let other: unknown.append("ESC \(other.map(String.init) ?? "end")")
        }
    }

    private mutating func control(_ rest: inout Substring.UnicodeScalarView) {
        var text = ""
        while let scalar = rest.popFirst() {
            if (0x40...0x7E) ~= scalar.value { return perform(scalar, text) }
            text.unicodeScalars.append(scalar)
        }
        unknown.append("CSI \(text) torn")
    }

    private mutating func perform(_ final: Unicode.Scalar, _ text: String) {
        if text.hasPrefix("?") {
            for mode in text.dropFirst().split(separator: ";") {
                if final == "h" { modes.insert(String(mode)) } else { modes.remove(String(mode)) }
            }
            return
        }
        let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        let first = max(1, (numbers.first ?? nil) ?? 1)
        let second = numbers.count > 1 ? max(1, numbers[1] ?? 1) : 1
        switch final {
        case "H", "f": (row, column) = (first - 1, second - 1)
        case "A": row = max(0, row - first)
        case "B": row = min(rows.count - 1, row + first)
        case "C": column = min(columns - 1, column + first)
        case "D": column = max(0, column - first)
        case "G": column = first - 1
        case "d": row = first - 1
        case "J": erase(from: (numbers.first ?? nil) == 2 ? 0 : row * columns + column)
        case "K": erase(numbers.first == 1 ? 0...column : column...columns - 1)
        case "P": shift(by: -first)
        case "@": shift(by: first)
        case "X": erase(column...min(columns - 1, column + first - 1))
        case "b":
            let repeated = rows[row][max(0, column - 1)]
            for _ in 0..<first { put(repeated) }
        case "m":
            renditions.formUnion(numbers.map { $0 ?? 0 })
            reverse = rendition(numbers.map { $0 ?? 0 })
        case "r": region = text.isEmpty ? 0...rows.count - 1 : first - 1...second - 1
        case "S": scroll(first)
        case "T": scroll(-first)
        case "t", "h", "l": break
        default: unknown.append("CSI \(text)\(final)")
        }
    }

    private func rendition(_ numbers: [Int]) -> Bool {
        var reverse = reverse
        for number in numbers {
            if number == 7 { reverse = true }
            if number == 0 || number == 27 { reverse = false }
        }
        return reverse
    }

    private mutating func erase(_ places: ClosedRange<Int>) {
        for place in places { (rows[row][place], isReversed[row][place]) = (" ", false) }
    }

    /// Deletes cells at the cursor, or makes room for new ones.
    private mutating func shift(by count: Int) {
        for _ in 0..<abs(count) {
            rows[row].remove(at: count < 0 ? column : columns - 1)
            rows[row].insert(" ", at: count < 0 ? columns - 1 : column)
            isReversed[row].remove(at: count < 0 ? column : columns - 1)
            isReversed[row].insert(false, at: count < 0 ? columns - 1 : column)
        }
    }

    private mutating func erase(from start: Int) {
        for place in start..<columns * rows.count {
            rows[place / columns][place % columns] = " "
            isReversed[place / columns][place % columns] = false
        }
    }
}
