internal import Control
internal import Simulation
internal import Spatial

/// One hand at one arm: the deflection and the enabling switch. With a puck both go through the
/// real reading of its events; without one the hand says what it does.
struct Hand: Sendable {
    var command = GroupCommand()
    var puck: ModelPuck?

    init() { command.deviceAlive = true }

    /// - Parameter chance: decides whether there is a puck in this hand, and of which kind.
    init(_ plan: LifePlan, now: Nanoseconds, chance: inout SeededGenerator) {
        self.init()
        guard plan.hasPucks else { return }
        let isRelative = chance.happens(0.5)
        let own = SeededGenerator(seed: chance.next())
        puck = ModelPuck(isRelative: isRelative, now: now, chance: own)
    }

    mutating func press() {
        guard puck == nil else {
            puck?.isClosed = true
            return
        }
        guard !command.enabled else { return }
        command.enabled = true
        command.presses &+= 1
        command.neutralSeen = command.twist.isZero
    }

    mutating func release() {
        puck?.isClosed = false
        guard puck == nil else { return }
        command.enabled = false
        command.neutralSeen = false
    }

    mutating func centre() {
        puck?.cap = .zero
        guard puck == nil else { return }
        command.twist = .zero
        if command.enabled { command.neutralSeen = true }
    }

    mutating func deflect(_ twist: Twist) {
        guard puck == nil else {
            // Full deflection for a quarter of a metre a second.
            let counts = (twist.linear * 1400).limited(to: 400)
            let turned = (twist.angular * 400).limited(to: 400)
            puck?.cap = PuckCounts(
                translation: SIMD3(Int32(counts.x), Int32(counts.y), Int32(counts.z)),
                rotation: SIMD3(Int32(turned.x), Int32(turned.y), Int32(turned.z)))
            return
        }
        command.twist = twist
    }

    /// Reads the puck: what a console's station makes of its newest sample.
    mutating func read(at now: Nanoseconds) {
        guard puck != nil else { return }
        command.twist = puck?.twist(at: now) ?? .zero
        command.deviceAlive = puck.map { $0.isPluggedIn } ?? false
        let isDown = puck.map { $0.isPluggedIn && $0.isButtonDown } ?? false
        let isCentred = puck?.sample.isCentred ?? false
        if isDown, !command.enabled {
            command.presses &+= 1
            command.neutralSeen = false
        }
        command.enabled = isDown
        if !isDown { command.neutralSeen = false }
        if isDown, isCentred { command.neutralSeen = true }
    }
}
