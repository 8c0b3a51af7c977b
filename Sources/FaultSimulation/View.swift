internal import Control

/// What a console has on its screen of one tick: late, and perhaps not the newest.
struct View: Sendable {
    var lease = LeaseState()
    var offer = LeaseOffer()
    var episode = EpisodeState.idle
    var stop: UInt64 = 0
    var loans = PerGroup<LeaseState>(filler: LeaseState())
    var authorities = PerGroup<Authority>(filler: .hold)

    init() {}

    /// Of the newest tick.
    init(of scene: Scene) {
        lease = scene.after.lease
        offer = scene.after.offer
        episode = scene.after.episode.state
        stop = scene.after.stop
        for index in scene.groups {
            authorities.append(scene.authority(index))
            loans.append(scene.after.groups[index].loan)
        }
    }
}
