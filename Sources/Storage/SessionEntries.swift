internal import CDR
internal import Control
internal import MCAP
public import Messages
public import Recording

/// The entries of a recording, one after the other, in the order of time.
///
/// What cannot be read is stepped over and counted: its steps are then missing, and everything
/// that is derived treats them as the gap that they are.
public struct SessionEntries: Sequence, IteratorProtocol {
    private enum Kind {
        case step, event, chunk, input, state
        case image(camera: Int)
    }

    private var messages: MCAPMessages
    private let kinds: [UInt16: Kind]
    private let wallOffset: Nanoseconds
    /// Wall time less the cell's clock as the cell itself has it, the best first: what its stamps
    /// are made with.
    private let sourceOffsets: [Nanoseconds]
    private var imageCounts: [Int]
    /// What steps are decoded over: as many groups, and the strings that nearly all of them have.
    private let blank: Boxed<Step>
    /// Boxes that nobody needs any more: the next steps are put into them.
    public var spare: [Boxed<Step>] = []
    /// Chunks and messages that could not be read so far.
    public private(set) var unreadable = 0
    /// What was wrong with the first of them.
    public private(set) var firstTrouble: String?

    /// How far an image's own stamp may lie before and behind its arrival to be believed, ns.
    private static let believedStamps = (-10_000_000_000 as Nanoseconds)...1_000_000_000

    init(
        _ reader: SessionReader, images: Bool, replay: Bool, times: ClosedRange<Nanoseconds>
    ) {
        var kinds: [UInt16: Kind] = [:]
        var topics: Set<String> = []
        let cameras = reader.manifest.cameras.map { TopicName.camera($0.name) }
        for channel in reader.file.summary.channels {
            let kind: Kind?
            switch channel.topic {
            case TopicName.step: kind = .step
            case TopicName.event: kind = .event
            case TopicName.policyChunk: kind = .chunk
            case TopicName.arbiterInput: kind = replay ? .input : nil
            case TopicName.arbiterState: kind = replay ? .state : nil
            default:
                kind =
                    images ? cameras.firstIndex(of: channel.topic).map { .image(camera: $0) } : nil
            }
            guard let kind else { continue }
            kinds[channel.id] = kind
            topics.insert(channel.topic)
        }
        self.kinds = kinds
        wallOffset = reader.wallOffset
        blank = SessionEntries.blank(reader.manifest)
        imageCounts = Array(repeating: 0, count: cameras.count)
        sourceOffsets = images && !cameras.isEmpty ? SessionEntries.sourceOffsets(of: reader) : []
        messages = reader.file.messages(
            in: .logTime, topics: topics,
            times: reader.logTime(times.lowerBound)...reader.logTime(times.upperBound))
    }

    private static func blank(_ manifest: Manifest) -> Boxed<Step> {
        var step = Step()
        step.groups = PerGroup(repeating: GroupStep(), count: manifest.groups.count)
        step.instruction = manifest.policy.instruction
        step.policy = manifest.policy.label
        return Boxed(step)
    }

    /// From the first event: its stamp is its time on the cell's clock and the offset. A step's is
    /// the wall clock read in its tick: nearly the same, and there always.
    private static func sourceOffsets(of reader: SessionReader) -> [Nanoseconds] {
        func first<M: CDRMessage>(_ type: M.Type, _ topic: String) -> M? {
            var messages = reader.file.messages(in: .logTime, topics: [topic])
            guard let message = try? messages.next() else { return nil }
            return try? CDRDecoder.decode(type, from: message.data)
        }
        let event = first(Event.self, TopicName.event).map {
            $0.stamp.unixNanoseconds &- $0.now
        }
        let step = first(Step.self, TopicName.step).map { $0.stamp.unixNanoseconds &- $0.now }
        return [event, step].compactMap { $0 }
    }

    public mutating func next() -> RecordedItem? {
        while true {
            do throws(MCAPError) {
                guard let message = try messages.next() else { return nil }
                if let item = item(message) { return item }
            } catch {
                note(error.description)
            }
        }
    }

    private mutating func item(_ message: MCAPMessage) -> RecordedItem? {
        guard let kind = kinds[message.channelID] else { return nil }
        if case .image(let camera) = kind {
            imageCounts[camera] += 1
            return .image(
                camera: camera,
                ImageReference(stamp: stamp(of: message), index: imageCounts[camera] - 1))
        }
        do throws(CDRError) {
            let bytes = message.data
            switch kind {
            case .step:
                var decoder = try CDRDecoder(bytes)
                var step = spare.popLast() ?? blank
                try step.value.decode(from: &decoder)
                return .step(step)
            case .event: return .event(try CDRDecoder.decode(Event.self, from: bytes))
            case .chunk: return .chunk(try CDRDecoder.decode(PolicyChunk.self, from: bytes))
            case .input: return .input(try CDRDecoder.decode(ArbiterInput.self, from: bytes))
            case .state: return .state(try CDRDecoder.decode(ArbiterState.self, from: bytes))
            case .image: return nil
            }
        } catch {
            note("a message does not decode: \(error)")
            return nil
        }
    }

    /// When an image was taken, on the cell's clock, as its source says; where that says nothing
    /// or cannot be, when it came.
    private func stamp(of message: MCAPMessage) -> Nanoseconds {
        let arrival = Nanoseconds(clamping: message.logTime) &- wallOffset
        let front = message.data.prefix(1024)
        guard let header = try? CDRDecoder.decode(Header.self, from: front) else { return arrival }
        for offset in sourceOffsets {
            let stamp = header.stamp.unixNanoseconds &- offset
            if SessionEntries.believedStamps.contains(stamp &- arrival) { return stamp }
        }
        return arrival
    }

    private mutating func note(_ sentence: String) {
        unreadable += 1
        if firstTrouble == nil { firstTrouble = sentence }
    }
}
