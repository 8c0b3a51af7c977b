internal import Cell
internal import Glibc
internal import Simulation

/// The arguments of `reins sim`, read.
struct SimOptions {
    static let defaultEndpoint = "tcp://127.0.0.1:7447"

    var cell = SimulatedCell.Options()
    var link = CellOptions(endpoint: SimOptions.defaultEndpoint)
    var policyPath: String?
    var evaluate: Int?
    var fromSeed: UInt64 = 1
    var withOperator = false
    var recordDirectory: String?
    var images = true
    var name = "sim"
    var episodeLimit: Double?
    var isRealTime = false
    var wantsHelp = false

    init(_ arguments: [String]) throws(SimulatedCellError) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--with-operator": withOperator = true
            case "--no-images": images = false
            case "--real-time": isRealTime = true
            case "--help", "-h": wantsHelp = true
            default: try take(word, &rest)
            }
        }
        cell.isRealTime = isRealTime
        link.isRealTime = isRealTime
        if let episodeLimit { cell.episodeLimit = episodeLimit }
        if recordDirectory != nil, evaluate == nil {
            throw wrong("--record works in virtual time only: add --evaluate N")
        }
        if cell.head != nil, evaluate != nil {
            throw wrong("--head works on the link only: leave --evaluate out")
        }
    }

    private mutating func take(
        _ word: String, _ rest: inout ArraySlice<String>
    ) throws(SimulatedCellError) {
        func value() throws(SimulatedCellError) -> String {
            guard let value = rest.popFirst(), !value.isEmpty else {
                throw wrong("\(word) needs a value")
            }
            return value
        }
        switch word {
        case "--seed": cell.seed = try number(word, try value(), 0...UInt64.max)
        case "--from-seed": fromSeed = try number(word, try value(), 0...UInt64.max)
        case "--episodes": cell.episodes = try number(word, try value(), 1...1_000_000)
        case "--evaluate": evaluate = try number(word, try value(), 1...1_000_000)
        case "--policy": policyPath = try value()
        case "--endpoint": link.endpoint = try value()
        case "--keys": link.keyDirectory = try value()
        case "--record": recordDirectory = try value()
        case "--name": name = try value()
        case "--episode-limit":
            guard let seconds = Double(try value()), (1...3600).contains(seconds) else {
                throw wrong("--episode-limit needs seconds from 1 to 3600")
            }
            episodeLimit = seconds
        case "--head":
            let rule = try value()
            guard let head = HeadRule(rawValue: rule) else {
                throw wrong("--head needs policy, hold or follows")
            }
            cell.head = head
        case "--start":
            let who = try value()
            guard ["operator", "runtime"].contains(who) else {
                throw wrong("--start needs operator or runtime")
            }
            cell.runtimeStarts = who == "runtime"
        default: throw wrong("there is no option \(word): choose one of those below")
        }
    }

    private func number<N: FixedWidthInteger>(
        _ word: String, _ text: String, _ range: ClosedRange<N>
    ) throws(SimulatedCellError) -> N {
        guard let number = N(text), range.contains(number) else {
            throw wrong(
                "\(word) needs a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func wrong(_ problem: String) -> SimulatedCellError {
        SimulatedCellError(sentence: problem + ".")
    }

    /// Reads the parameter file, where one is named.
    mutating func loadParameters() throws(SimulatedCellError) {
        guard let path = policyPath else { return }
        do {
            cell.parameters = try PlugPolicyParameters(text: try SimOptions.text(of: path))
        } catch let error as PolicyFileError {
            throw SimulatedCellError(sentence: "\(path): \(error.sentence).")
        } catch let error as SimulatedCellError {
            throw error
        } catch {
            throw SimulatedCellError(sentence: "\(path): \(error)")
        }
    }

    private static func text(of path: String) throws(SimulatedCellError) -> String {
        let limit = 1 << 16
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw SimulatedCellError(sentence: "\(path): \(reason): name a readable file.")
        }
        defer { _ = close(file) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe read(file, $0.baseAddress.map { unsafe $0 + filled }, $0.count - filled)
            }
            guard count > 0 else { break }
            filled += count
        }
        guard filled <= limit else {
            throw SimulatedCellError(
                sentence: "\(path): more than \(limit) bytes: it is no parameter file.")
        }
        return String(decoding: bytes[0..<filled], as: UTF8.self)
    }
}
