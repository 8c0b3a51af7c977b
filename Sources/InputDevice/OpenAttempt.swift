/// The patience of opening one node. A new node may be there before its permissions are, so
/// refusals are tried again: quickly for 2 s, then, once reported, every 2 s for as long as the
/// device is plugged in, so that a repaired permission needs no restart.
struct OpenAttempt: Equatable, Sendable {
    enum Verdict: Equatable, Sendable {
        case retry
        /// Say so, once, and go on trying.
        case report
    }

    static let patience: Int64 = 2_000_000_000
    static let quick: Int64 = 50_000_000
    static let slow: Int64 = 2_000_000_000

    /// When to try next, monotonic ns.
    private(set) var next: Int64
    private let since: Int64
    private var isReported = false

    /// - Parameter first: when to try for the first time.
    init(at now: Int64, first: Int64) {
        since = now
        next = first
    }

    mutating func failed(_ failure: OpenFailure, at now: Int64) -> Verdict {
        if failure.mayPass, now &- since < Self.patience {
            next = now &+ Self.quick
            return .retry
        }
        next = now &+ Self.slow
        guard !isReported else { return .retry }
        isReported = true
        return .report
    }
}

extension OpenFailure {
    /// A new node looks like this for a moment.
    fileprivate var mayPass: Bool {
        switch self {
        case .denied, .missing: true
        case .failed: false
        }
    }
}
