public import Control
internal import Spatial

/// What a notary beside the cell writes down: who was granted control, which command counts, which
/// acts were answered with yes. Made of what arrives and of the answers, never of the arbiter's
/// state.
public final class Ledger {
    /// Of one group.
    struct Page: Sendable {
        /// Presses of the enabling switch that are spent: no reason to engage any more.
        var spentPresses: UInt32 = 0
        var handedBackAt: Nanoseconds = 0
        /// The last hand-back, or the moment a new scene was in place.
        var epochBegan: Nanoseconds = 0
        var takenAt: Nanoseconds = 0
        /// A human act took it from the policy, and no human act gave it back.
        var isTaken = false
        /// As taken, but for a correction on top: that leaves it with the policy.
        var isInHands = false
        var isCorrected = false
        /// The newest command for it that counts, and whether it was the first of its grant.
        var command: GroupCommand?
        var isFirstCommand = false
    }

    /// Of control as a whole; its groups are those that are not lent.
    var root: Grant
    /// Of groups that are lent.
    var loans: [Grant] = []
    var grants: UInt32 = 0
    public var lease: LeaseTag { root.tag }
    public var holder: UInt64 { root.holder }
    var isStale: Bool { root.isStale }
    /// Whom the holder offers control of which groups, 0 for anyone and for all, and until when;
    /// nil without an offer.
    var offer: (to: UInt64, groups: GroupMask, until: Nanoseconds)?
    /// By what groups changed hands in this tick.
    var handovers = PerKind()
    /// Groups named by the acts of this tick that were answered with yes, coupled ones included.
    private(set) var acts = PerKind()
    private(set) var actsOfThisTick = 0
    /// Of the newest command, when an acknowledgement of this tick was granted.
    private(set) var ageAtAcknowledgement: Nanoseconds = 0
    /// Lease requests that were answered otherwise than a notary would.
    var wrongAnswers = 0
    private(set) var stop: UInt64 = 0
    private var stops: UInt64 = 0
    var resetArmedBy: UInt64 = 0
    var pages: PerGroup<Page>
    let kinship: Kinship
    let bounds: Bounds
    /// Those that must be acknowledged or reset first, now; and those that held for others only
    /// before this tick.
    private var latched: GroupMask = 0
    private var waiting: GroupMask = 0

    init(_ configuration: ControlConfiguration, epoch: UInt64) {
        kinship = Kinship(configuration)
        bounds = Bounds(configuration)
        root = Grant(tag: LeaseTag(epoch: epoch, sequence: 0))
        pages = PerGroup(repeating: Page(), count: configuration.groups.count)
    }

    /// Takes the newest tick down.
    func write(_ scene: Scene) {
        acts = PerKind()
        actsOfThisTick = 0
        wrongAnswers = 0
        handovers = PerKind()
        for index in pages.indices { pages[index].isFirstCommand = false }
        let now = scene.now
        readStandings(scene)
        for index in scene.input.commands.indices { read(scene.input.commands[index], now) }
        root.age(now, bounds)
        for index in loans.indices { loans[index].age(now, bounds) }
        if let until = offer?.until, now >= until { offer = nil }
        for index in scene.input.requests.indices {
            let isAnswered = index < scene.after.answers.count
            let answer = isAnswered ? scene.after.answers[index].refusal : .malformed
            read(scene.input.requests[index], answer, now)
        }
        readMonitor(scene)
        followPresses(scene)
    }

    private func read(_ request: Request, _ answer: Refusal, _ now: Nanoseconds) {
        let isHolder = root.isOf(request)
        switch request.kind {
        case .acquireLease, .takeLease, .acceptLease, .offerLease, .withdrawOffer, .renewLease,
            .releaseLease, .recallLease:
            readGrant(request, answer, isHolder, now)
        case .stop:
            if stop == 0 {
                stops += 1
                stop = stops
            }
            resetArmedBy = 0
            latched = 0b1111
            note(request, answer)
        case .armReset, .confirmReset: readReset(request, answer, isHolder)
        case .start, .end, .next, .resetDone:
            if !isHolder, request.client != 0, answer == .none { wrongAnswers += 1 }
            note(request, answer)
            if request.kind == .resetDone, answer == .none {
                for index in pages.indices { pages[index].epochBegan = now }
            }
        case .takeOver, .takeDelta, .hold, .handBack, .acknowledge, .releaseGripper:
            if !mayCommand(request, isHolder), answer == .none { wrongAnswers += 1 }
            note(request, answer, now)
        }
    }

    private func readReset(_ request: Request, _ answer: Refusal, _ isHolder: Bool) {
        let isRight = isHolder && stop != 0 && request.argument == stop
        if request.kind == .armReset {
            if isRight != (answer == .none) { wrongAnswers += 1 }
            if isRight { resetArmedBy = request.client }
            return
        }
        let isDone = isRight && resetArmedBy == request.client
        if isDone != (answer == .none) { wrongAnswers += 1 }
        guard isDone else { return }
        stop = 0
        resetArmedBy = 0
        latched = 0
        for index in pages.indices { spendPresses(index) }
        note(request, answer)
    }

    private func readStandings(_ scene: Scene) {
        (latched, waiting) = (0, 0)
        for index in pages.indices {
            switch scene.authorityBefore(index) {
            case .deviceLost, .linkLost, .fault, .stopped: latched |= 1 << UInt8(index)
            case .hold where scene.before.groups[index].hold == .otherTaken:
                waiting |= 1 << UInt8(index)
            case .policy, .returning, .delta, .operator, .taking, .hold: break
            }
        }
    }

    /// The monitor of a hold stops too. Whether it had to is a checker's to say: `HoldIsWatched`.
    private func readMonitor(_ scene: Scene) {
        guard stop == 0, scene.after.stop != 0 else { return }
        let isMonitors = scene.groups.contains {
            scene.authority($0) == .stopped && scene.after.groups[$0].hold == .drift
        }
        guard isMonitors else { return }
        stops += 1
        stop = stops
        resetArmedBy = 0
    }

    private func note(_ request: Request, _ answer: Refusal, _ now: Nanoseconds = 0) {
        guard answer == .none else { return }
        actsOfThisTick += 1
        let mask = withTheirs(request)
        acts[request.kind] |= isOfTheCell(request.kind) ? 0b1111 : mask
        for index in pages.indices where mask & (1 << UInt8(index)) != 0 {
            if request.kind == .takeOver || request.kind == .hold {
                waiting &= ~(1 << UInt8(index))
            }
            if request.client != 0 { turn(index, request.kind, now) }
        }
        // The runtime's own next scene gives no taken arm away, the holder's none that is lent.
        guard request.kind == .next, request.client != 0 else { return }
        for index in pages.indices where lent & (1 << UInt8(index)) == 0 {
            pages[index].isTaken = false
            pages[index].isInHands = false
            pages[index].isCorrected = false
        }
    }

    /// Those that a request names, and those that it means because of what they are to these.
    private func withTheirs(_ request: Request) -> GroupMask {
        var mask = request.groups
        guard [.takeOver, .hold, .handBack].contains(request.kind) else { return mask }
        if request.kind != .handBack {
            for index in pages.indices where request.groups & (1 << UInt8(index)) != 0 {
                for other in kinship.relatives(of: index) { mask |= 1 << UInt8(other) }
            }
        }
        let named = mask
        for index in pages.indices where latched & (1 << UInt8(index)) == 0 {
            let comesAlong = pages.indices.contains {
                named & (1 << UInt8($0)) != 0 && kinship.follows(index, $0)
            }
            if comesAlong { mask |= 1 << UInt8(index) }
        }
        guard request.kind == .handBack else { return mask }
        let given = mask
        for index in pages.indices where waiting & ~latched & (1 << UInt8(index)) != 0 {
            let waitsOn = kinship.rulers(of: index).contains {
                given & (1 << UInt8($0)) == 0 && pages[$0].isInHands
            }
            if !waitsOn { mask |= 1 << UInt8(index) }
        }
        return mask
    }

    private func isOfTheCell(_ kind: RequestKind) -> Bool {
        switch kind {
        case .takeOver, .takeDelta, .hold, .handBack, .acknowledge, .releaseGripper: false
        case .acquireLease, .renewLease, .releaseLease, .takeLease, .offerLease, .withdrawOffer,
            .acceptLease, .recallLease, .stop, .armReset, .confirmReset, .start, .end, .next,
            .resetDone:
            true
        }
    }

    private func turn(_ index: Int, _ kind: RequestKind, _ now: Nanoseconds) {
        switch kind {
        case .takeOver, .takeDelta:
            pages[index].isInHands = kind == .takeOver
            pages[index].isCorrected = kind == .takeDelta
            pages[index].takenAt = now
            pages[index].isTaken = true
            spendPresses(index)
        case .hold:
            pages[index].isTaken = true
            pages[index].isInHands = true
            pages[index].isCorrected = false
        case .handBack:
            pages[index].isInHands = false
            pages[index].isCorrected = false
            pages[index].handedBackAt = now
            pages[index].epochBegan = now
            pages[index].isTaken = false
            spendPresses(index)
        case .acknowledge:
            ageAtAcknowledgement = commandAge(of: index, at: now) ?? .max
            latched &= ~(1 << UInt8(index))
            spendPresses(index)
        case .acquireLease, .renewLease, .releaseLease, .takeLease, .offerLease, .withdrawOffer,
            .acceptLease, .recallLease, .stop, .armReset, .confirmReset, .start, .end, .next,
            .resetDone, .releaseGripper:
            break
        }
    }

    func spendPresses(_ index: Int) {
        if let command = command(of: index) { pages[index].spentPresses = command.presses }
    }

    /// A press is spent where it engages, and where something else made the arm hold.
    private func followPresses(_ scene: Scene) {
        for index in pages.indices {
            let old = scene.authorityBefore(index)
            let reason = scene.after.groups[index].hold
            if pages[index].isCorrected, scene.authority(index) != .delta {
                // A correction that ends leaves the arm with the hand, unless it ends for others.
                pages[index].isCorrected = false
                pages[index].isInHands = reason != .otherTaken
                if reason == .otherTaken { pages[index].isTaken = false }
            }
            switch scene.authority(index) {
            case .operator:
                pages[index].isTaken = true
                pages[index].isInHands = true
            case .hold:
                // Pressed on its way back, and not where it was told to be: in the hand too.
                if old == .returning, scene.after.groups[index].requested == .operator {
                    pages[index].isTaken = true
                    pages[index].isInHands = true
                }
                let isNew = old != .hold || scene.before.groups[index].hold != reason
                // Taken, at rest: a press that came while the arm came to rest still counts.
                let isAtRest = reason == .taken
                // Let go and closed again between two commands: the closing is newer than the
                // letting go that made the arm hold, and waits for the puck to be seen neutral.
                let isClosedAnew =
                    old == .operator && reason == .released
                    && command(of: index)?.enabled ?? false
                if isNew, !isAtRest, !isClosedAnew { spendPresses(index) }
            case .policy, .returning, .delta, .taking, .deviceLost, .linkLost, .fault, .stopped:
                break
            }
        }
    }
}

/// A mask of groups for each kind of request.
struct PerKind: Sendable {
    private var masks = SIMD32<UInt8>.zero

    subscript(kind: RequestKind) -> GroupMask {
        get { masks[Int(kind.rawValue) & 31] }
        set { masks[Int(kind.rawValue) & 31] = newValue }
    }

    func has(_ kind: RequestKind, _ group: Int) -> Bool {
        self[kind] & (1 << UInt8(truncatingIfNeeded: group)) != 0
    }
}
