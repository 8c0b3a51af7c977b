internal import Control
public import Messages

/// Puts the entries of a recording together to ``EpisodeRecord``s, one episode in memory at a time.
///
/// Of the steps in which the episode does not run it keeps what is needed: the one right before it
/// starts (an action is a difference to it) and the newest after its end (it carries the outcome).
/// What comes until the next episode runs still belongs to it: a note is often written then.
public struct EpisodeCollector: Sendable {
    /// Steps of one episode that are kept: 2 GiB of them. A longer episode is given back without
    /// its steps, see ``EpisodeRecord/stepsLeftOut``.
    public static let maximumSteps = (2 << 30) / MemoryLayout<Step>.stride

    private let session: UInt64
    private let cameras: Int
    private let maximumSteps: Int
    private var record: EpisodeRecord?
    /// The newest step outside running episodes, and the time of the newest of all.
    private var before: Boxed<Step>?
    private var now: Nanoseconds = 0
    /// Notes from before the first episode.
    private var early: [Event] = []
    /// The latest image of each camera, and those since the episode began.
    private var images: [[ImageReference]]

    public init(
        session: UInt64, manifest: Manifest, maximumSteps: Int = EpisodeCollector.maximumSteps
    ) {
        self.session = session
        self.maximumSteps = maximumSteps
        cameras = manifest.cameras.count
        images = Array(repeating: [], count: manifest.cameras.count)
    }

    /// Takes the next entry.
    /// - Returns: the episode that ended before it.
    public mutating func consume(_ item: RecordedItem) -> EpisodeRecord? {
        switch item {
        case .step(let step): return consume(step)
        case .event(let event): keep(event)
        case .chunk(let chunk): record?.chunks.append(chunk)
        case .image(let camera, let image):
            guard camera < cameras else { break }
            if record == nil { forget(camera) }
            keep(image, of: camera)
        case .input, .state: break
        }
        return nil
    }

    /// The last episode. Call it once, at the end.
    public mutating func finish() -> EpisodeRecord? { close() }

    private mutating func consume(_ step: Boxed<Step>) -> EpisodeRecord? {
        let runs = step.value.episode.state == .running
        defer {
            now = step.value.now
            // While it runs the record has the newest.
            if !runs { before = step }
        }
        guard let current = record?.number, current == step.value.episode.number else {
            return runs ? begin(step) : nil
        }
        if record?.isTooLong == true {
            record?.stepsLeftOut += 1
            record?.steps = [step]
        } else if runs {
            append(step)
        } else {
            keepAfterEnd(step)
        }
        return nil
    }

    /// - Returns: the episode before.
    private mutating func begin(_ step: Boxed<Step>) -> EpisodeRecord? {
        if let last = record?.steps.last, last.value.tick > before?.value.tick ?? 0 {
            before = last
        }
        let ended = close()
        var next = EpisodeRecord(
            session: session, number: step.value.episode.number, steps: before.map { [$0] } ?? [],
            events: early)
        next.steps.append(step)
        early = []
        record = next
        return ended
    }

    private mutating func append(_ step: Boxed<Step>) {
        guard let count = record?.steps.count, count < maximumSteps else {
            let own = record?.steps.count { $0.value.episode.number == step.value.episode.number }
            record?.isTooLong = true
            record?.stepsLeftOut += own ?? 0
            // The newest stays for the outcome; it is counted when the next one comes.
            record?.steps = [step]
            return
        }
        record?.steps.append(step)
    }

    private mutating func keepAfterEnd(_ step: Boxed<Step>) {
        guard let last = record?.steps.last else { return }
        if last.value.episode.state != .running {
            record?.steps.removeLast()
            record?.stepsLeftOut += 1
        }
        record?.steps.append(step)
    }

    private mutating func keep(_ event: Event) {
        if record != nil {
            record?.events.append(event)
        } else if event.kind == .note {
            early.append(event)
        }
    }

    /// Images come in the order of their arrival, and are kept in that of their stamps.
    private mutating func keep(_ image: ImageReference, of camera: Int) {
        var place = images[camera].count
        while place > 0, images[camera][place - 1].stamp > image.stamp { place -= 1 }
        images[camera].insert(image, at: place)
    }

    /// Before an episode runs only the newest image of the present can still be wanted, and those
    /// that are stamped for a tick to come.
    private mutating func forget(_ camera: Int) {
        guard let latest = ImageReference.latest(in: images[camera], at: now) else { return }
        images[camera].removeFirst(latest)
    }

    private mutating func close() -> EpisodeRecord? {
        guard var closing = record else { return nil }
        closing.images = images
        record = nil
        for camera in images.indices { forget(camera) }
        return closing
    }
}
