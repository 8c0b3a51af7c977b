public import Spatial

/// How far one distance of a resting arm to its setpoint grew since the arm settled.
public struct Creep: Equatable, Sendable {
    /// The least distance since then, m or rad: what weight and compliance account for.
    public var least: Double
    /// The greatest that counted as growth so far.
    public var greatest: Double
    /// How often it grew on by a step.
    public var growths: UInt8 = 0

    /// Growth is counted in eighths of the tolerance, so that noise is none, and one jump is one
    /// step, however wide: what has grown three times keeps growing, at whatever speed.
    static let step = 0.125
    static let stepsThatTell: UInt8 = 3
    static let fall = 0.25

    public init(at distance: Double) { (least, greatest) = (distance, distance) }

    /// - Returns: whether it keeps growing and is beyond the tolerance.
    mutating func note(_ distance: Double, tolerance: Double) -> Bool {
        if distance < least { self = Creep(at: distance) }
        if distance < greatest - tolerance * Creep.fall {
            // It came back: what grew was no drift.
            (greatest, growths) = (distance, 0)
        }
        if distance > greatest + tolerance * Creep.step {
            greatest = distance
            growths = min(growths &+ 1, Creep.stepsThatTell)
        }
        return distance - least > tolerance && growths >= Creep.stepsThatTell
    }
}

/// What the monitor of a hold remembers: an arm that rests stays where it came to rest, unless
/// somebody pushes it. See ``HoldTolerance`` for the figures.
public struct HoldWatch: Equatable, Sendable {
    /// Since when the setpoint stands and no push was felt; nil while it does not, or is not
    /// looked at.
    public var restsSince: Nanoseconds?
    /// nil until the arm settled. Of the tool's position, m; a group of joints has none.
    public var linear: Creep?
    /// Of the tool's orientation, or of the joint that is farthest off, rad.
    public var angular: Creep?
    /// The least wrench since the setpoint stands, on the tool: a weight that the driver did not
    /// tare away is no push. nil where none was measured.
    public var quiet: Wrench?
    /// A tick since the arm settled came without a wrench: a push cannot be ruled out.
    public var isBlind = false

    public init() {}

    /// What a tick shows.
    struct Sight {
        /// From the measured pose or joints to the setpoint, m and rad.
        var linear: Double
        var angular: Double
        /// nil where it is missing or not finite.
        var wrench: Wrench?
    }

    enum Verdict { case stays, drifts, driftsUnfelt }

    mutating func note(_ sight: Sight, _ tolerance: HoldTolerance, at now: Nanoseconds) -> Verdict {
        // First: what a hand leaves is less than what it pressed, and is no push.
        feel(sight.wrench)
        if isPushed(sight.wrench, tolerance) {
            restsSince = now
            (linear, angular) = (nil, nil)
            return .stays
        }
        let since = restsSince ?? now
        restsSince = since
        guard now &- since >= tolerance.settling else { return .stays }
        if linear == nil || angular == nil {
            linear = Creep(at: sight.linear)
            angular = Creep(at: sight.angular)
            isBlind = sight.wrench == nil
        }
        // Both are noted in every tick.
        let moves = linear?.note(sight.linear, tolerance: tolerance.linear) ?? false
        let turns = angular?.note(sight.angular, tolerance: tolerance.angular) ?? false
        guard moves || turns else { return .stays }
        return isBlind ? .driftsUnfelt : .drifts
    }

    private func isPushed(_ wrench: Wrench?, _ tolerance: HoldTolerance) -> Bool {
        guard let wrench else { return false }
        if wrench.force.length > tolerance.contactForce { return true }
        guard let quiet else { return false }
        let force = (wrench.force - quiet.force).length
        let torque = (wrench.torque - quiet.torque).length
        return force + torque / HoldTolerance.lever > tolerance.touchForce
    }

    private mutating func feel(_ wrench: Wrench?) {
        guard let wrench else {
            isBlind = true
            return
        }
        let least = quiet?.force.length ?? .infinity
        if wrench.force.length < least { quiet = wrench }
    }
}

/// When a resting arm counts as drifting. Worked out of the manifest, within clamps.
public struct HoldTolerance: Equatable, Sendable {
    /// How much farther from its setpoint a settled arm may come, m and rad.
    public var linear: Double
    public var angular: Double
    /// A force above it is contact, whatever was felt before; N.
    public var contactForce: Double
    /// A force, and a torque at ``lever``, that came since the arm settled and is a push; N.
    public var touchForce: Double
    /// How long the setpoint stands before the arm counts as settled.
    public var settling: Nanoseconds

    /// A hand that turns a tool holds it about so far from its axis, m.
    static let lever = 0.1
}

extension ControlConfiguration {
    /// A settled arm may come as much farther from its setpoint as tracking may lag behind it. A
    /// monitored stop of Universal Robots is at rest within 0.5 s and allows 0.05 rad after that
    /// (user manual of the UR10, CB3): the least time here, and the least that a joint is allowed.
    public func holdTolerance(of index: Int) -> HoldTolerance {
        let group = groups[index]
        // An arm that lags by its tolerance at full speed has this time constant: after three of
        // them a twentieth is left.
        let lag = group.trackingLinear / max(group.limits.linearSpeed, 1e-3)
        let settling = max(.milliseconds(500), .seconds(3 * lag), 10 &* tickPeriod) &+ stateLatency
        let widest = group.space.isCartesian ? 0.5 : 0.1
        return HoldTolerance(
            linear: min(0.15, max(0.005, group.trackingLinear)),
            angular: min(widest, max(0.05, group.trackingAngular)),
            contactForce: group.limits.slowForce,
            touchForce: min(10, max(2, group.limits.slowForce / 5)),
            settling: min(settling, .milliseconds(2500)))
    }
}
