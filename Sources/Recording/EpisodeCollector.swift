internal import Control
public import Messages

/// Puts the entries of a recording together to ``EpisodeRecord``s, one episode in memory at a time.
///
/// Of the steps in which the episode does not run it keeps what is needed: the one right before it
/// starts (an action is a difference to it) and the newest after its end (it carries the outcome).
public struct EpisodeCollector: Sendable {
    private let session: UInt64
    private let cameras: Int
    private var record: EpisodeRecord?
    private var before: Step?
    /// The latest image of each camera, and those since the episode began.
    private var images: [[ImageReference]]

    public init(session: UInt64, manifest: Manifest) {
        self.session = session
        cameras = manifest.cameras.count
        images = Array(repeating: [], count: manifest.cameras.count)
    }

    /// Takes the next entry.
    /// - Returns: the episode that ended with the entry before it.
    public mutating func consume(_ item: RecordedItem) -> EpisodeRecord? {
        switch item {
        case .step(let step): return consume(step)
        case .event(let event): record?.events.append(event)
        case .chunk(let chunk): record?.chunks.append(chunk)
        case .image(let camera, let image):
            guard camera < cameras else { break }
            // Before an episode runs only the newest image can still be wanted.
            if record == nil { images[camera].removeAll(keepingCapacity: true) }
            images[camera].append(image)
        case .input, .state: break
        }
        return nil
    }

    /// The last episode. Call it once, at the end.
    public mutating func finish() -> EpisodeRecord? { close() }

    private mutating func consume(_ step: Step) -> EpisodeRecord? {
        var ended: EpisodeRecord?
        if let current = record, step.episode.number != current.number { ended = close() }
        let runs = step.episode.state == .running
        if record == nil, runs {
            record = EpisodeRecord(
                session: session, number: step.episode.number,
                steps: before.map { [$0] } ?? [])
        }
        if runs {
            record?.steps.append(step)
        } else if record != nil {
            keepAfterEnd(step)
        }
        // While it runs the record has the newest.
        if !runs { before = step }
        return ended
    }

    private mutating func keepAfterEnd(_ step: Step) {
        guard let last = record?.steps.last else { return }
        if last.episode.state != .running {
            record?.steps.removeLast()
            record?.stepsLeftOut += 1
        }
        record?.steps.append(step)
    }

    private mutating func close() -> EpisodeRecord? {
        guard var closing = record else { return nil }
        closing.images = images
        record = nil
        for camera in images.indices { images[camera] = images[camera].suffix(1) }
        return closing
    }
}
