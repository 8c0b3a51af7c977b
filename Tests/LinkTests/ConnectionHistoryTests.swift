import Testing

@testable import Link

/// What the events of libzmq 4.3 mean; the sequences are those that it was seen to send.
@Suite("The state of a connection follows from its events")
struct ConnectionHistoryTests {
    private func state(
        after events: [(ConnectionEvent, milliseconds: Int64)], keys: Bool = true,
        welcomeAfter: Int? = nil
    ) -> LinkState {
        var history = ConnectionHistory(usesKeys: keys)
        for (index, (event, milliseconds)) in events.enumerated() {
            history.note(event, at: milliseconds * 1_000_000)
            if index == welcomeAfter { history.settle(.ready) }
        }
        return history.state
    }

    @Test func nobodyListens() {
        #expect(state(after: [(.retrying, 0), (.retrying, 100)]) == .noCell)
    }

    @Test func oneBrokenHandshakeProvesNothing() {
        let once: [(ConnectionEvent, milliseconds: Int64)] = [
            (.connected, 0), (.handshakeBroken, 1), (.disconnected, 1), (.retrying, 1),
        ]
        #expect(state(after: once) == .connecting)
        #expect(state(after: once + once) == .wrongCellKey)
        #expect(state(after: once + once, keys: false) == .securityDiffers)
        #expect(state(after: once + [(.retrying, 200)] + once) == .noCell)
    }

    @Test func silenceIsNotACell() {
        let silent: [(ConnectionEvent, milliseconds: Int64)] = [
            (.connected, 0), (.handshakeBroken, 3000), (.disconnected, 3000), (.retrying, 3000),
        ]
        #expect(state(after: silent) == .notACell)
        #expect(state(after: silent + [(.retrying, 3100)]) == .noCell)
    }

    @Test func aLostConnectionStaysLostUntilItIsBack() {
        let lost: [(ConnectionEvent, milliseconds: Int64)] = [
            (.connected, 0), (.authenticated, 1), (.disconnected, 500), (.retrying, 500),
            (.retrying, 700),
        ]
        #expect(state(after: lost, welcomeAfter: 1) == .lost)
        #expect(
            state(after: lost + [(.connected, 800), (.authenticated, 801)], welcomeAfter: 1)
                == .greeting)
    }

    @Test func aFarewellOutlivesTheConnection() {
        var history = ConnectionHistory(usesKeys: true)
        history.note(.connected, at: 0)
        history.note(.authenticated, at: 0)
        history.settle(.refused("another console"))
        for event: ConnectionEvent in [.disconnected, .retrying, .connected, .authenticated] {
            history.note(event, at: 0)
        }
        #expect(history.state == .refused("another console"))
    }

    @Test func whereLibzmqGivesUpTheLinkTriesAgainAfterASecond() {
        var history = ConnectionHistory(usesKeys: true)
        history.note(.connected, at: 0)
        history.note(.keyRefused, at: 0)
        history.note(.disconnected, at: 0)
        #expect(history.state == .keyNotAllowed)
        let before = history.takeRestart(at: 999_000_000)
        let after = history.takeRestart(at: 1_000_000_000)
        let again = history.takeRestart(at: 1_000_000_001)
        #expect([before, after, again] == [false, true, false])
    }
}
