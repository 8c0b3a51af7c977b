public import Control
public import Messages

/// One camera image, found again by its place in the recording.
public struct ImageReference: Equatable, Hashable, Sendable {
    /// When it was there to be seen, cell-monotonic ns.
    public var stamp: Nanoseconds
    /// Counts the images of this camera in the recording from 0.
    public var index: Int

    public init(stamp: Nanoseconds, index: Int) {
        self.stamp = stamp
        self.index = index
    }
}

/// Everything recorded of one episode.
public struct EpisodeRecord: Sendable {
    /// The cell's session: with the tick it names a step for ever.
    public var session: UInt64
    /// The cell's number of the episode.
    public var number: UInt64
    /// In the order of their ticks. May begin with steps before the episode ran and end with steps
    /// after it: an action is a difference to the step before, an outcome is known after the end.
    public var steps: [Boxed<Step>]
    public var events: [Event]
    public var chunks: [PolicyChunk]
    /// For each camera of the manifest, in the order of their stamps.
    public var images: [[ImageReference]]
    /// Steps of this episode that are not in `steps`: it did not run in them, or it is too long.
    public var stepsLeftOut = 0
    /// Whether there are more steps than are kept in memory: `steps` then holds the newest alone.
    public var isTooLong = false

    public init(
        session: UInt64, number: UInt64, steps: [Boxed<Step>], events: [Event] = [],
        chunks: [PolicyChunk] = [], images: [[ImageReference]] = []
    ) {
        self.session = session
        self.number = number
        self.steps = steps
        self.events = events
        self.chunks = chunks
        self.images = images
    }

    /// What the operator wrote about it, in order.
    public var notes: [String] { events.filter { $0.kind == .note }.map(\.text) }

    /// The last outcome that a step of this episode names: `unlabelled` where nobody set one.
    public var outcome: Outcome {
        steps.last { $0.value.episode.number == number }?.value.episode.outcome ?? .unlabelled
    }
}
