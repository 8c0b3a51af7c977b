/// Groups named by a request, a bit each in the manifest's order.
public typealias GroupMask = UInt8

/// Which grant of control a message was made under. Commands and requests carry it; the cell
/// executes those of the current one only.
public struct LeaseTag: Equatable, Hashable, Sendable {
    /// Random per start of the cell, never 0.
    public var epoch: UInt64
    /// Counts the grants of this epoch from 1.
    public var sequence: UInt32

    public static let none = LeaseTag(epoch: 0, sequence: 0)

    public init(epoch: UInt64, sequence: UInt32) {
        self.epoch = epoch
        self.sequence = sequence
    }
}

/// An explicit act of a console or of the robot's runtime.
public enum RequestKind: UInt8, CaseIterable, Sendable {
    case acquireLease = 0
    case renewLease = 1
    case releaseLease = 2
    /// Take the named groups from the policy. `argument` is the ``OperatorFrame/argument`` of the
    /// frame to steer in, 0 for that of the newest command.
    case takeOver = 3
    /// Correct on top of the policy.
    case takeDelta = 4
    case hold = 5
    /// Give the named groups back to the policy.
    case handBack = 6
    /// Acknowledge lost link, lost device or fault of the named groups.
    case acknowledge = 7
    case stop = 8
    /// First step of the reset; `argument` names the stop.
    case armReset = 9
    /// Second step of the reset; `argument` names the stop.
    case confirmReset = 10
    case start = 11
    /// End the running episode; `argument` is the ``Outcome``.
    case end = 12
    /// Put the ended episode away and bring the scene back: to `resetting`.
    case next = 13
    /// The runtime says that robot and scene are at the start: to `ready`.
    case resetDone = 14
    /// Let the policy have the kept gripper of the named groups.
    case releaseGripper = 15
    /// Have control although another has it: `lease` names the grant that this ends.
    case takeLease = 16
    /// Let another have control; `argument` is the client that may accept, 0 for anyone. Without
    /// groups it is the whole, else these are lent: see ``Loan``.
    case offerLease = 17
    case withdrawOffer = 18
    /// Have the control that is offered, of just the groups that are: `lease` names the grant that
    /// this ends, or that the loan hangs on.
    case acceptLease = 19
    /// Have groups back that were lent, or all of them where none is named.
    case recallLease = 20
}

public struct Request: Equatable, Sendable {
    public var kind: RequestKind
    /// Who asks, as the link established it; 0 is the robot's own runtime.
    public var client: UInt64
    /// The grant that the request is made under, or that it means to end.
    public var lease: LeaseTag
    /// The client's own number for this request, echoed in the answer.
    public var id: UInt32
    public var groups: GroupMask
    public var argument: UInt64

    public init(
        _ kind: RequestKind, client: UInt64 = 0, lease: LeaseTag = .none, id: UInt32 = 0,
        groups: GroupMask = 0, argument: UInt64 = 0
    ) {
        self.kind = kind
        self.client = client
        self.lease = lease
        self.id = id
        self.groups = groups
        self.argument = argument
    }
}

/// Why a request was not carried out.
public enum Refusal: UInt8, CaseIterable, Sendable {
    case none = 0
    case notLeaseHolder = 1
    case leaseHeldByAnother = 2
    case episodeNotRunning = 3
    case episodeNotReady = 4
    case deltaDisabled = 7
    case wrongStop = 8
    case nothingToAcknowledge = 9
    case robotNotReady = 10
    case noSuchGroup = 11
    case stopped = 12
    case linkNotFresh = 13
    case runtimeMayNotStart = 14
    case malformed = 15
    /// A lost link, a lost device or a fault must be acknowledged before.
    case acknowledgeFirst = 16
    /// Only a group that the policy drives can be corrected on top of the policy.
    case policyNotDriving = 17
    /// The role that the cell gives the console's key does not go so far.
    case keyDoesNotAllow = 18
    /// The grant that the request names is not the one in force.
    case leaseChanged = 19
    /// Control is not offered to who accepts it, or there is no offer to withdraw.
    case notOffered = 20
    /// Who is to have groups has some already.
    case hasAnother = 21
    /// None of the groups is lent.
    case notLent = 22
    /// Groups that the manifest couples are lent together.
    case coupledGroups = 23
}

/// The cell's answer to a request, given in the tick that took it.
public struct Answer: Equatable, Sendable {
    public var client: UInt64
    public var id: UInt32
    public var kind: RequestKind
    public var refusal: Refusal
    /// Where it was refused: who commands what it was about, 0 for nobody.
    public var owner: UInt64

    public init(
        client: UInt64, id: UInt32, kind: RequestKind, refusal: Refusal, owner: UInt64 = 0
    ) {
        self.client = client
        self.id = id
        self.kind = kind
        self.refusal = refusal
        self.owner = owner
    }
}
