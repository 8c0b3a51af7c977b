internal import CDR
internal import Control
internal import Link
internal import Messages

/// The cell's end of the real-time plane for one who may command now: who holds the lease, or has
/// groups on loan. Its key is of this grant alone and goes with it.
struct HolderPlane {
    let client: ClientIdentity
    let key: DatagramKey
    private var opener: Opener
    private var sealer: Sealer
    /// Where the newest authentic datagram came from.
    private(set) var console: DatagramAddress?
    private var pulse = Pulse()
    private var newestAt: Nanoseconds = 0
    private var pulsedAt: Nanoseconds = 0
    private var isNews = false
    private var renewedAt: Nanoseconds = 0
    private var newestStop: UInt32 = 0
    private var toldRefused: UInt64 = 0
    /// Since when the holder's connection is gone.
    var aloneSince: Nanoseconds?

    /// A pulse follows each tick, but no two are closer than the first; the second is the longest
    /// silence while the thread is awake.
    private static let pulsePeriod = (
        least: Nanoseconds.milliseconds(4), most: Nanoseconds.milliseconds(20)
    )
    private static let renewal = Nanoseconds.milliseconds(500)
    /// A console goes silent after 5 s without a connection; one that does not is not waited for.
    private static let aloneAtMost = Nanoseconds.seconds(10)

    init(client: ClientIdentity, lease: LeaseTag) {
        self.client = client
        key = DatagramKey(for: lease)
        opener = Opener(key: key, direction: .toCell)
        sealer = Sealer(key: key, direction: .toConsole)
    }

    func grant(port: UInt16) -> PlaneGrant {
        var grant = PlaneGrant()
        grant.lease = key.lease
        grant.port = port
        grant.key = key.content
        return grant
    }

    /// What the holder's console sent; nil for anything else.
    mutating func open(
        _ datagram: [UInt8], from address: DatagramAddress, at now: Nanoseconds
    ) -> PlaneCommand? {
        guard let message = opener.open(datagram) else { return nil }
        console = address
        guard let command = try? CDRDecoder.decodeExactly(PlaneCommand.self, from: message) else {
            return nil
        }
        newestAt = now
        pulse.newest = opener.newest
        pulse.received = opener.counters.opened
        pulse.sentAt = command.sentAt
        return command
    }

    /// Whether this STOP was not taken from here before: it is a level, sent again and again.
    mutating func isNewStop(_ number: UInt32) -> Bool {
        guard number != 0, number != newestStop else { return false }
        newestStop = number
        return true
    }

    /// The holder's commands show that it is there, as its renewals do: whether it is time to say
    /// so. The connection that carries those may stand still for seconds.
    mutating func isRenewalDue(at now: Nanoseconds) -> Bool {
        guard now &- renewedAt >= HolderPlane.renewal else { return false }
        renewedAt = now
        return true
    }

    /// Takes the newest step for the pulses to come.
    mutating func note(_ step: Step) {
        pulse.tick = step.tick
        pulse.now = step.now
        pulse.stop = step.stop
        pulse.stale = step.grant(of: client.number).stale
        pulse.groups = PerGroup(repeating: GroupPulse(), count: step.groups.count)
        for index in step.groups.indices {
            pulse.groups[index].requested = step.groups[index].decision.requested
            pulse.groups[index].effective = step.groups[index].decision.effective
            pulse.groups[index].hold = step.groups[index].decision.hold
        }
        isNews = true
    }

    /// The datagram that is due, and where it goes.
    /// - Parameter clock: the cell's, which is not `now` in a cell whose time its caller gives.
    mutating func nextPulse(at now: Nanoseconds, clock: Nanoseconds) -> (
        datagram: [UInt8], to: DatagramAddress
    )? {
        let since = now &- pulsedAt
        guard let console,
            since >= (isNews ? HolderPlane.pulsePeriod.least : HolderPlane.pulsePeriod.most)
        else { return nil }
        pulse.held = max(0, now &- newestAt)
        pulse.clock = clock
        guard let message = try? CDREncoder.bytes(of: pulse),
            let datagram = sealer.seal(message)
        else { return nil }
        pulsedAt = now
        isNews = false
        return (datagram, console)
    }

    /// Whether the holder's connection has been gone for too long to command by datagrams alone.
    mutating func isAbandoned(isConnected: Bool, at now: Nanoseconds) -> Bool {
        guard !isConnected else {
            aloneSince = nil
            return false
        }
        aloneSince = aloneSince ?? now
        return now &- (aloneSince ?? now) > HolderPlane.aloneAtMost
    }

    /// How many datagrams nobody with the key sealed, where that is worth telling: the first, and
    /// then whenever they have doubled.
    mutating func refusalsToTell() -> UInt64? {
        let refused = opener.counters.forged &+ opener.counters.malformed
        guard refused > 0, refused >= toldRefused &* 2 else { return nil }
        toldRefused = refused
        return refused
    }
}
