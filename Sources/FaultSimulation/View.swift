internal import Control
internal import Spatial

/// What a console has on its screen of one tick: late, and perhaps not the newest.
struct View: Sendable {
    var lease = LeaseState()
    var episode = EpisodeState.idle
    var stop: UInt64 = 0
    var authorities = PerGroup<Authority>(filler: .hold)

    init() {}

    init(_ decision: Decision) {
        lease = decision.lease
        episode = decision.episode.state
        stop = decision.stop
        for index in decision.groups.indices {
            authorities.append(decision.groups[index].effective)
        }
    }
}

/// One hand at one arm: the puck's deflection and the enabling switch.
struct Hand: Sendable {
    var command = GroupCommand()

    init() { command.deviceAlive = true }

    mutating func press() {
        guard !command.enabled else { return }
        command.enabled = true
        command.presses &+= 1
        command.neutralSeen = command.twist.isZero
    }

    mutating func release() {
        command.enabled = false
        command.neutralSeen = false
    }

    mutating func centre() {
        command.twist = .zero
        if command.enabled { command.neutralSeen = true }
    }
}
