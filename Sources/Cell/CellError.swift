public import Messages

/// Why the cell did not do what it was asked. Each has one sentence with a remedy.
public enum CellError: Error, Sendable, Equatable {
    case manifest(ManifestError)
    /// The link could not be opened; the sentence is the link's own.
    case link(String)
    case closed
    /// Another thread is in the same call.
    case busy(String)
    case wrongSize(what: String, expected: Int, given: Int)
    case notFinite(what: String)
    case clockWentBack
    case notMonotonicClock
    case unknownObservation
    case badTimes(String)
    case badImage(String)
    case full(String)
    case noSuch(String)

    public var sentence: String {
        switch self {
        case .manifest(let error): error.sentence
        case .link(let sentence): sentence
        case .closed: "The cell is closed: open it again."
        case .busy(let call): "Two threads are in \(call) at once: call it from one thread."
        case .wrongSize(let what, let expected, let given):
            "\(what) has \(given) values where the manifest declares \(expected)."
        case .notFinite(let what):
            "\(what) holds a value that is not a finite number: it was refused."
        case .clockWentBack:
            "The time given is not later than the previous tick's: give CLOCK_MONOTONIC or 0."
        case .notMonotonicClock:
            "The time given is not CLOCK_MONOTONIC of this machine: give that clock, or 0."
        case .unknownObservation:
            "The observation named has not been in any step: name the one that step returned."
        case .badTimes(let problem), .badImage(let problem): problem
        case .full(let what): "\(what)"
        case .noSuch(let what): "\(what) is not in the manifest: declare it there."
        }
    }
}
