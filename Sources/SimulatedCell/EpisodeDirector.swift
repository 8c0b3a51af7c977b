internal import Cell
internal import Control
internal import Simulation

/// What the runtime does about episodes: sets scenes up, says that they stand, starts where it may,
/// and reports what the plant decided. A pure function of what it saw.
struct EpisodeDirector {
    enum Act: Equatable {
        case ask(Cell.RuntimeRequest)
        /// Put the scene of this seed up.
        case scene(seed: UInt64)
        case ended(Outcome)
        /// All the episodes asked for are done.
        case finish
    }

    /// Time that a scene's reset takes, and from an outcome to the next scene, where the runtime
    /// goes on by itself.
    private static let resetTime = Nanoseconds.milliseconds(400)
    private static let pause = Nanoseconds.milliseconds(800)
    /// A request that changed nothing is made again after this time.
    private static let patience = Nanoseconds.milliseconds(300)

    private let options: SimulatedCell.Options
    private var state: EpisodeState?
    private var since: Nanoseconds = 0
    private var askedAt: Nanoseconds?
    private var scenes: UInt64 = 0
    private var ended = 0

    init(_ options: SimulatedCell.Options) { self.options = options }

    /// - Parameter plannedAt: when the policy's newest inference began: an episode starts once it
    ///   has looked at the scene.
    mutating func follow(_ command: CellCommand, _ plant: Plant, plannedAt: Nanoseconds) -> [Act] {
        let episode = command.decision.episode
        var acts: [Act] = []
        if episode.state != state {
            acts += entered(episode)
            state = episode.state
            since = command.now
            askedAt = nil
        }
        let lasted = command.now &- since
        switch episode.state {
        case .idle: ask(.next, command.now, &acts)
        case .resetting:
            if lasted >= EpisodeDirector.resetTime { ask(.resetDone, command.now, &acts) }
        case .ready:
            if options.runtimeStarts, plannedAt >= since, lasted >= EpisodeDirector.pause {
                ask(.start, command.now, &acts)
            }
        case .running:
            if let outcome = outcome(plant, lasted) { ask(.end(outcome), command.now, &acts) }
        case .ended:
            let isDone = options.episodes.map { ended >= $0 } ?? false
            if isDone, lasted >= EpisodeDirector.pause {
                acts.append(.finish)
            } else if options.runtimeStarts, lasted >= EpisodeDirector.pause {
                ask(.next, command.now, &acts)
            }
        }
        return acts
    }

    private mutating func entered(_ episode: Episode) -> [Act] {
        switch episode.state {
        case .idle, .ready, .running: return []
        case .resetting:
            defer { scenes &+= 1 }
            return [.scene(seed: options.seed &+ scenes)]
        case .ended:
            ended += 1
            return [.ended(episode.outcome)]
        }
    }

    private func outcome(_ plant: Plant, _ lasted: Nanoseconds) -> Outcome? {
        switch plant.outcome {
        case .inserted: .success
        case .damaged, .dropped: .failure
        case .open: lasted.inSeconds >= options.episodeLimit ? .truncated : nil
        }
    }

    private mutating func ask(
        _ request: Cell.RuntimeRequest, _ now: Nanoseconds, _ acts: inout [Act]
    ) {
        if let askedAt, now &- askedAt < EpisodeDirector.patience { return }
        askedAt = now
        acts.append(.ask(request))
    }
}
