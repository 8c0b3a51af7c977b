internal import FaultSimulation
internal import Glibc

/// What is asked for on the command line.
struct Options: Sendable {
    static let usage = """
        usage: soak [--hours H | --lives N] [--seed S] [--jobs N] [--trace] [--complete] [--first]
          --hours H    virtual hours at a hundred ticks a second, 36 lives each (default 1)
          --lives N    that many seeds instead
          --seed S     the first seed (default 1)
          --jobs N     threads (default: as many as there are processors)
          --trace      one life, every tick in words
          --complete   fails too where a change of the contract was never seen
          --first      each thread ends at its first broken promise
        """

    struct Wrong: Error {
        var sentence: String
    }

    var lives = FaultSimulation.livesPerHour
    var seed: UInt64 = 1
    var jobs = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    var isTraced = false
    var isComplete = false
    var stopsAtFirst = false

    static func read(_ words: [String]) -> Result<Options, Wrong> {
        var options = Options()
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--trace": options.isTraced = true
            case "--complete": options.isComplete = true
            case "--first": options.stopsAtFirst = true
            case "--hours", "--lives", "--seed", "--jobs":
                guard let text = rest.popFirst(), options.set(word, to: text) else {
                    return .failure(Wrong(sentence: "\(word) needs a number above 0."))
                }
            default:
                return .failure(
                    Wrong(sentence: "there is no option \(word): choose one of those below."))
            }
        }
        return .success(options)
    }

    private mutating func set(_ word: String, to text: String) -> Bool {
        if word == "--hours" {
            guard let hours = Double(text), hours > 0, hours < 1e9 else { return false }
            lives = max(1, Int(hours * Double(FaultSimulation.livesPerHour)))
            return true
        }
        guard let number = UInt64(text), number > 0 else { return false }
        switch word {
        case "--lives": lives = Int(clamping: number)
        case "--jobs": jobs = Int(clamping: min(number, 256))
        default: seed = number
        }
        return true
    }
}
