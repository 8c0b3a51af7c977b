public import Control
public import Messages

extension LiveState {
    /// Takes in who drives, from a datagram: the steps that say so too may be behind, on a
    /// connection that stands still.
    ///
    /// - Parameter receivedAt: console-monotonic, ns.
    public mutating func apply(_ pulse: Pulse, receivedAt: Nanoseconds) {
        guard pulse.groups.count == arms.count else { return }
        link.plane.pulseAt = receivedAt
        guard pulse.tick > self.pulse?.tick ?? 0 else { return }
        self.pulse = pulse
        overlay()
    }

    /// What a pulse says holds until a step of the same tick or later.
    mutating func overlay() {
        guard let pulse, let newest, pulse.tick > newest.tick else { return }
        self.newest?.stop = pulse.stop
        noteStale(pulse.stale)
        for index in arms.indices { arms[index].apply(pulse.groups[index], at: pulse.now) }
    }

    /// Of the grant that this console commands by.
    private mutating func noteStale(_ isStale: Bool) {
        guard let newest, newest.lease.holder != cell?.client else {
            self.newest?.lease.stale = isStale
            return
        }
        for index in newest.groups.indices
        where newest.groups[index].decision.loan.holder == cell?.client {
            self.newest?.groups[index].decision.loan.stale = isStale
        }
    }
}
