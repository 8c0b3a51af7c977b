internal import BuiltinKeymaps
internal import Cell
internal import Glibc
internal import Link
internal import Session
internal import SimulatedCell

/// `reins demo`: the simulated cell and the live console in one process, on the real link, with a
/// throw-away pair of keys.
enum DemoCommand {
    static let usage = """
        usage: reins demo [options]
        A simulated two-arm cell and its console. An episode ends by its time limit after 25 s.

          --seed N          the first episode; the same seed is the same scene (default: 1)
          --head RULE       a head beside the arms that does this while one is taken: policy,
                            hold, or follows (the right arm)
        \(LiveOptions.usageOfOptions)
        """

    static func run(arguments: [String]) -> Int32 {
        if arguments.contains("--help") || arguments.contains("-h") {
            Output.say(usage)
            return 0
        }
        var rest = arguments
        do throws(LiveOptions.WrongUsage) {
            var bench = SimulatedCell.Options()
            bench.seed = try takeSeed(&rest)
            try takeHead(&rest, &bench)
            let options = try LiveOptions.parse(rest)
            if let word = options.words.first {
                throw LiveOptions.WrongUsage.noOption(word)
            }
            return run(options, bench)
        } catch {
            Output.complain("reins demo: \(error.sentence)\n\(usage)")
            return 2
        }
    }

    private static func takeSeed(_ arguments: inout [String]) throws(LiveOptions.WrongUsage)
        -> UInt64
    {
        guard let place = arguments.firstIndex(of: "--seed") else { return 1 }
        guard place + 1 < arguments.count, let seed = UInt64(arguments[place + 1]) else {
            throw LiveOptions.WrongUsage(sentence: "--seed needs a whole number.")
        }
        arguments.removeSubrange(place...(place + 1))
        return seed
    }

    private static func takeHead(
        _ arguments: inout [String], _ bench: inout SimulatedCell.Options
    ) throws(LiveOptions.WrongUsage) {
        guard let place = arguments.firstIndex(of: "--head") else { return }
        guard place + 1 < arguments.count, bench.setHead(arguments[place + 1]) else {
            throw LiveOptions.WrongUsage(sentence: "--head needs policy, hold or follows.")
        }
        arguments.removeSubrange(place...(place + 1))
    }

    private static func run(_ options: LiveOptions, _ bench: SimulatedCell.Options) -> Int32 {
        guard let folder = DemoFolder() else {
            Output.complain(
                "reins demo: no temporary folder can be made; set TMPDIR to one that can be written."
            )
            return 1
        }
        defer { folder.remove() }
        do {
            let store = try KeyStore(making: folder.keys)
            let cellPair = try store.create("cell")
            let consolePair = try store.create("console")
            try store.allow(consolePair.publicKey, as: "console")
            var bench = bench
            bench.isRealTime = options.isRealTime
            let simulated = try SimulatedCell(
                bench,
                cell: CellOptions(endpoint: folder.endpoint, keyDirectory: folder.keys))
            simulated.start()
            defer { simulated.stop() }
            return LiveCommand.run(
                options, endpoint: try Endpoint(folder.endpoint),
                security: .curve(own: consolePair, cell: cellPair.publicKey),
                builtinKeymap: BuiltinKeymaps.defaultText)
        } catch let error as LinkError {
            Output.complain("reins demo: \(error.sentence)")
        } catch let error as CellError {
            Output.complain("reins demo: \(error.sentence)")
        } catch {
            Output.complain("reins demo: \(error)")
        }
        return 1
    }
}

/// A folder of this user's alone, for the demo's keys and socket; gone afterwards.
private struct DemoFolder {
    let path: String
    var keys: String { path + "/keys" }
    var endpoint: String { "ipc://" + path + "/cell" }

    init?() {
        let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array((base + "/reins-demo-XXXXXX").utf8CString)
        guard unsafe mkdtemp(&template) != nil else { return nil }
        path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes what the demo made there, and nothing else.
    func remove() {
        let names = [
            "keys/allowed/console.key", "keys/allowed", "keys/cell.key", "keys/cell.key_secret",
            "keys/console.key", "keys/console.key_secret", "keys", "cell", "cell.bulk",
        ]
        for name in names { _ = unsafe Glibc.remove(path + "/" + name) }
        _ = unsafe rmdir(path)
    }
}
