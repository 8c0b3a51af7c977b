/// Makes a ``LinkState`` out of what libzmq tells about a connection, one event at a time.
struct ConnectionHistory {
    private(set) var state = LinkState.connecting

    private enum Attempt {
        /// Not connected yet, in this attempt.
        case idle
        /// It had connected; libzmq's word that it tries again is still to come.
        case over
        case reached(at: Int64)
        /// The handshake failed, and the reason is in the state.
        case told
        case authenticated
    }

    /// What libzmq gives the peer for the handshake, ms; and from when on, in ns, we take a broken
    /// one for one that took too long.
    static let handshakeMilliseconds: Int32 = 3000
    private static let slow: Int64 = 2_500_000_000

    private let usesKeys: Bool
    private var attempt = Attempt.idle
    /// Handshakes in a row that the peer broke off. One may be a cell that is just closing.
    private var broken = 0
    /// When the connection ended without libzmq trying again, monotonic ns. It gives up for good
    /// after a refusal, but a person may mend the reason meanwhile.
    private var stoppedAt: Int64?

    init(usesKeys: Bool) { self.usesKeys = usesKeys }

    /// What the peer itself said: welcome, farewell, a version.
    mutating func settle(_ state: LinkState) { self.state = state }

    /// Whether to connect anew because libzmq does not.
    mutating func takeRestart(at now: Int64) -> Bool {
        guard let stopped = stoppedAt, now &- stopped >= 1_000_000_000 else { return false }
        stoppedAt = nil
        return true
    }

    mutating func note(_ event: ConnectionEvent, at now: Int64) {
        stoppedAt = nil
        switch event {
        case .connected: attempt = .reached(at: now)
        case .authenticated:
            attempt = .authenticated
            broken = 0
            switch state {
            // Stands until a welcome takes it back.
            case .refused, .versionDiffers, .closed: break
            case .connecting, .noCell, .greeting, .ready, .lost, .keyNotAllowed, .wrongCellKey,
                .securityDiffers, .notACell:
                state = .greeting
            }
        case .keyRefused: tell(.keyNotAllowed)
        case .mechanismDiffers: tell(.securityDiffers)
        case .notZeroMQ, .handshakeTimedOut: tell(.notACell)
        case .handshakeBroken:
            // libzmq reports its own time-out in the same way.
            if case .reached(let start) = attempt, now &- start >= ConnectionHistory.slow {
                tell(.notACell)
                return
            }
            broken &+= 1
            if broken >= 2 { tell(usesKeys ? .wrongCellKey : .securityDiffers) }
            attempt = .told
        case .disconnected:
            stoppedAt = now
            disconnect()
        case .retrying: retry()
        }
    }

    private mutating func tell(_ reason: LinkState) {
        attempt = .told
        switch state {
        case .refused, .closed: break
        case .connecting, .noCell, .greeting, .ready, .lost, .keyNotAllowed, .wrongCellKey,
            .securityDiffers, .notACell, .versionDiffers:
            state = reason
        }
    }

    private mutating func disconnect() {
        switch attempt {
        case .idle, .over, .told: break
        // It hung up, or said what no cell says, before any handshake.
        case .reached: tell(.notACell)
        case .authenticated:
            switch state {
            case .ready, .greeting: state = .lost
            case .connecting, .noCell, .lost, .keyNotAllowed, .wrongCellKey, .securityDiffers,
                .notACell, .versionDiffers, .refused, .closed:
                break
            }
        }
        attempt = .over
    }

    private mutating func retry() {
        defer { attempt = .idle }
        guard case .idle = attempt else { return }
        // It was not even reached: whoever was there before is gone.
        broken = 0
        switch state {
        case .connecting, .keyNotAllowed, .wrongCellKey, .securityDiffers, .notACell:
            state = .noCell
        case .noCell, .greeting, .ready, .lost, .versionDiffers, .refused, .closed: break
        }
    }
}
