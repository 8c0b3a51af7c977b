internal import Control
internal import Link

/// What `reins record` is asked for on the command line.
struct RecordOptions: Sendable, Equatable {
    /// One cell: its name, empty where none is given, and its address.
    struct Cell: Sendable, Equatable {
        var name: String
        var address: String
    }

    var cells: [Cell] = []
    /// This recorder's key pair, and how others see it.
    var name = "recorder"
    var keyDirectory: String?
    var cellKey = "cell"
    var usesKeys = true
    var directory = "recordings"
    var rule = RotationRule(bytes: 4 << 30, duration: .seconds(3600))
    /// Applied while it records, where it says how much is to be kept free.
    var retention = RetentionOptions()

    /// More would be more threads and more disk than one machine should be asked for.
    static let mostCells = 16

    static func parse(_ arguments: [String]) throws(LiveOptions.WrongUsage) -> RecordOptions {
        var options = RecordOptions()
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--no-keys" {
                options.usesKeys = false
            } else if word.hasPrefix("-") {
                try options.take(word, &rest)
            } else {
                options.cells.append(cell(word))
            }
        }
        try options.check()
        return options
    }

    /// `left=tcp://10.0.0.5:7447`, or an address alone.
    private static func cell(_ word: String) -> Cell {
        guard let equals = word.firstIndex(of: "="),
            !word[..<equals].contains("/"), !word[..<equals].contains(":")
        else { return Cell(name: "", address: word) }
        return Cell(
            name: String(word[..<equals]), address: String(word[word.index(after: equals)...]))
    }

    private static let withValue: Set = [
        "--directory", "--record", "--keys", "--cell-key", "--name", "--rotate-size",
        "--rotate-every", "--rotate-slack",
    ]

    private mutating func take(
        _ word: String, _ rest: inout ArraySlice<String>
    ) throws(LiveOptions.WrongUsage) {
        guard RecordOptions.withValue.contains(word) || RetentionOptions.takes(word) else {
            throw .noOption(word)
        }
        guard let value = rest.popFirst() else {
            throw LiveOptions.WrongUsage(sentence: "\(word) needs a value.")
        }
        switch word {
        case "--directory", "--record": directory = value
        case "--keys": keyDirectory = value
        case "--cell-key": cellKey = value
        case "--name": name = value
        case "--rotate-size":
            guard let bytes = ByteCount.bytes(value), bytes == 0 || bytes >= 1 << 20 else {
                throw LiveOptions.WrongUsage(
                    sentence: "--rotate-size needs a size of at least 1M, such as 4G, or 0.")
            }
            rule.bytes = bytes == 0 ? nil : Int(bytes)
        case "--rotate-every":
            guard let time = ByteCount.duration(value), time == 0 || time >= .seconds(1) else {
                throw LiveOptions.WrongUsage(
                    sentence: "--rotate-every needs a time of at least 1s, such as 30min or 1h, "
                        + "or 0.")
            }
            rule.duration = time == 0 ? nil : time
        case "--rotate-slack":
            guard let time = ByteCount.duration(value) else {
                throw LiveOptions.WrongUsage(
                    sentence: "--rotate-slack needs a time, such as 5min or 0.")
            }
            rule.slack = time
        default: try retention.take(word, value)
        }
    }

    private func check() throws(LiveOptions.WrongUsage) {
        if cells.isEmpty {
            throw LiveOptions.WrongUsage(
                sentence: "name a cell, such as tcp://127.0.0.1:7447.")
        }
        if cells.count > RecordOptions.mostCells {
            throw LiveOptions.WrongUsage(
                sentence: "\(RecordOptions.mostCells) cells at most: start another recorder for "
                    + "the rest.")
        }
        if cells.count > 1, let nameless = cells.first(where: { $0.name.isEmpty }) {
            throw LiveOptions.WrongUsage(
                sentence: "several cells need names: write NAME=\(nameless.address), with the name "
                    + "of its public key.")
        }
        var seen: Set<String> = []
        for cell in cells where !cell.name.isEmpty {
            guard RecordOptions.isName(cell.name) else {
                throw LiveOptions.WrongUsage(
                    sentence: "“\(cell.name)” is no name for a cell: use letters, digits, - and _.")
            }
            guard seen.insert(cell.name).inserted else {
                throw LiveOptions.WrongUsage(sentence: "two cells are called \(cell.name).")
            }
        }
    }

    /// A name of a key, which also is a folder's.
    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.first != "-"
            && text.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0))
            }
    }

    /// Where the recordings of a cell go.
    func directory(of cell: Cell) -> String {
        cell.name.isEmpty ? directory : "\(directory)/\(cell.name)"
    }
}
