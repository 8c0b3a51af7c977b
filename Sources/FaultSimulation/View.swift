internal import Control

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
