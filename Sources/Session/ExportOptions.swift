internal import Recording

/// What `reins export` was asked for.
struct ExportOptions: Equatable {
    var out = ""
    var paths: [String] = []
    /// Rows per second; nil takes the policy's rate.
    var rate: Int?
    var included: Set<RowInclusion> = []
    /// Whether simulated and real episodes may stand in one dataset.
    var mayMix = false
    var wantsHelp = false

    static let usage = """
        usage: reins export --format lerobot-v3 --out DIR [--rate HZ] [--include WHAT]… PATH…
          PATH              a recording (session.mcap), or a directory of them
          --format NAME     lerobot-v3: LeRobotDataset v3.0
          --out DIR         the dataset; must not exist yet
          --rate HZ         rows per second, a whole number; default: the policy's own rate
          --include WHAT    all: every row of running episodes, holds and ramps too (default);
                            policy: rows that the policy drives alone;
                            corrections: rows in which the operator's velocity counts
          --mix-simulated   let simulated and real episodes stand in one dataset
        Holds, ramps and hand-backs carry their own code in `action_source`: mask them in training.
        """

    /// - Returns: the options, or one sentence that says what is wrong with the arguments.
    static func parse(_ arguments: [String]) -> Result<ExportOptions, WrongUsage> {
        var options = ExportOptions()
        var format: String?
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "-h", "--help":
                options.wantsHelp = true
                return .success(options)
            case "--mix-simulated": options.mayMix = true
            case "--format", "--out", "--rate", "--include":
                guard let value = rest.popFirst() else {
                    return .failure(WrongUsage("\(word) needs a value"))
                }
                if word == "--format" {
                    format = value
                } else if let problem = options.take(word, value) {
                    return .failure(WrongUsage(problem))
                }
            default:
                guard !word.hasPrefix("-") else {
                    return .failure(
                        WrongUsage("there is no option \(word): choose one of those below"))
                }
                options.paths.append(word)
            }
        }
        if options.included.isEmpty { options.included = [.all] }
        if let problem = options.problem(format) { return .failure(WrongUsage(problem)) }
        return .success(options)
    }

    private mutating func take(_ word: String, _ value: String) -> String? {
        switch word {
        case "--out": out = value
        case "--rate":
            guard let number = Int(value), (1...1000).contains(number) else {
                return "--rate must be a whole number from 1 to 1000, not “\(value)”"
            }
            rate = number
        default:
            guard let choice = RowInclusion(rawValue: value) else {
                return "--include takes all, policy or corrections, not “\(value)”"
            }
            included.insert(choice)
        }
        return nil
    }

    private func problem(_ format: String?) -> String? {
        guard let format else { return "say --format lerobot-v3" }
        if format != "lerobot-v3" { return "“\(format)” is no format; there is lerobot-v3" }
        if out.isEmpty { return "say where to: --out DIR" }
        if paths.isEmpty { return "say what to export: one or more recordings" }
        return nil
    }

    struct WrongUsage: Error, Equatable {
        var sentence: String
        init(_ sentence: String) { self.sentence = sentence }
    }
}
