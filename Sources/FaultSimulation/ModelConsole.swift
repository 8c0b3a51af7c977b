internal import Control
internal import Simulation
internal import Spatial

/// A console with an operator at it. Operators do what makes sense, mostly; the rest is nonsense of
/// every kind that the link can carry.
struct ModelConsole: Sendable {
    private(set) var client: UInt64
    var link: ModelLink
    var hands: [Hand]
    var chance: SeededGenerator
    let plan: LifePlan
    var view = View()
    /// Does nothing and sends nothing any more.
    var isGone = false
    /// Faults are over: brings every arm to the policy and into the hand once.
    var recovery: Recovery?
    private var lease = LeaseTag.none
    private var sequence: UInt32 = 0
    private var nextRequest: UInt32 = 0
    private var nextCommand: Nanoseconds = 0
    private var renewAt: Nanoseconds = 0
    private var actAt = 5
    private var isScreenFrozen = false
    var last = LeaseTag.none

    init(_ plan: LifePlan, client: UInt64) {
        self.plan = plan
        self.client = client
        chance = SeededGenerator(seed: plan.seed, stream: 16 &+ client)
        link = ModelLink(plan, stream: 32 &+ client)
        hands = []
        for _ in plan.configuration.groups.indices {
            hands.append(Hand(plan, now: .seconds(1), chance: &chance))
        }
    }

    var isHolder: Bool { view.lease.isHeld && view.lease.holder == client }

    /// Groups that are lent to this console, as far as it sees.
    var borrowed: [Int] { view.loans.indices.filter { view.loans[$0].holder == client } }

    /// The grant that it commands under: of all, or of what is lent to it.
    private var own: LeaseTag? {
        isHolder ? view.lease.tag : borrowed.first.map { view.loans[$0].tag }
    }

    mutating func advance(tick: Int, now: Nanoseconds, faults: FaultClock, begun: Set<Fault>) {
        guard !isGone else { return }
        for index in hands.indices where plan.hasPucks {
            hands[index].puck?.advance(now: now, tick: tick, faults: faults, begun: begun)
            hands[index].read(at: now)
        }
        if !begun.isEmpty { suffer(begun, now) }
        if faults.isOn(.consoleFreeze, at: tick), !isScreenFrozen { return }
        if let own, own != lease {
            last = lease
            lease = own
            sequence = 0
        }
        if own != nil, now >= renewAt, !faults.isOn(.renewalLoss, at: tick) {
            renewAt = now &+ .milliseconds(500)
            request(.renewLease, at: now)
        }
        if faults.isOn(.consoleFreeze, at: tick) { return }
        if tick >= actAt {
            actAt = tick + (recovery == nil ? chance.within(1...2 * plan.actEvery) : 6)
            act(at: now)
        }
        guard own != nil || chance.below(64) == 0, now >= nextCommand else { return }
        nextCommand = now &+ .milliseconds(10)
        sendCommand(at: now, tick: tick, faults: faults)
    }

    private mutating func sendCommand(at now: Nanoseconds, tick: Int, faults: FaultClock) {
        sequence &+= 1
        var command = OperatorCommand()
        command.lease = lease
        command.sequence = sequence
        for index in hands.indices {
            var hand = hands[index].command
            if hands[index].puck == nil, faults.isOn(.deviceUnplug, at: tick) {
                hand.deviceAlive = false
                hand.enabled = false
            }
            if !plan.hasPucks, faults.isOn(.deviceGarbage, at: tick) { spoil(&hand) }
            command.groups.append(hand)
        }
        if recovery == nil, chance.below(1000) == 0 { command.lease = last }
        if recovery == nil, chance.below(1000) == 0 { command.groups.removeAll() }
        link.send(command, at: now, tick: tick, faults: faults)
    }

    private mutating func spoil(_ hand: inout GroupCommand) {
        switch chance.below(6) {
        case 0: hand.twist.linear.x = .nan
        case 1: hand.twist.angular.z = .infinity
        case 2: hand.twist.linear = Vector3(repeating: 1e300)
        case 3: hand.neutralSeen = false
        case 4: hand.frame = .view
        default: hand.sampleAge = .max
        }
    }

    private mutating func suffer(_ begun: Set<Fault>, _ now: Nanoseconds) {
        if begun.contains(.partition) {
            let ticks = Int64(chance.pick([3, 12, 30, 80, 250, 500]))
            link.partition(until: now &+ ticks &* plan.configuration.tickPeriod)
        }
        if begun.contains(.consoleFreeze) { isScreenFrozen = chance.happens(0.5) }
        if begun.contains(.consoleRestart), chance.happens(0.5) { restart(at: now) }
        // A mouse that freezes: the hand lets go and nobody hears of it, or it is stuck for good.
        if begun.contains(.deviceFreeze), !plan.hasPucks {
            let index = chance.below(hands.count)
            hands[index].command.deviceAlive = chance.happens(0.5)
        }
    }

    /// A new process at the same desk: another client, or the same that takes its lease again.
    private mutating func restart(at now: Nanoseconds) {
        link.breakOff()
        for index in hands.indices {
            hands[index] = Hand(plan, now: max(1, now), chance: &chance)
        }
        sequence = 0
        lease = .none
        if chance.happens(0.5) { client &+= 16 }
        request(.acquireLease, at: now)
    }

    mutating func request(
        _ kind: RequestKind, groups: GroupMask = 0, argument: UInt64 = 0, at now: Nanoseconds
    ) {
        nextRequest &+= 1
        link.send(
            Request(
                kind, client: client, lease: lease, id: nextRequest, groups: groups,
                argument: argument), at: now)
    }

    /// Names the grant that is on the screen, however old that is.
    mutating func handOver(
        _ kind: RequestKind, of groups: GroupMask = 0, to client: UInt64 = 0, at now: Nanoseconds
    ) {
        nextRequest &+= 1
        link.sendHandover(
            Request(
                kind, client: self.client, lease: view.lease.tag, id: nextRequest,
                groups: groups, argument: client), at: now)
    }

    /// Under a lease that is not ours, or is no more.
    mutating func requestUnder(_ tag: LeaseTag, _ kind: RequestKind, at now: Nanoseconds) {
        let own = lease
        lease = tag
        request(kind, groups: 0b1, argument: view.stop, at: now)
        lease = own
    }
}
