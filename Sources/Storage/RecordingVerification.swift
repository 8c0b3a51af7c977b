internal import Control
public import MCAP
internal import MCAPCompression
internal import Messages
internal import Recording

/// Whether a file is what it says: as a container, as a recording of Reins, and as what was
/// recorded. Nothing is written.
public struct RecordingVerification: Sendable {
    public let path: String
    /// Every byte, as the format has it.
    public let container: MCAPVerification
    /// What the session says of itself; nil for an MCAP file of another program.
    public let session: Session?
    public let chain: ChainVerification
    /// Why the session could not be looked at although there is one: it is of another version.
    public let remark: String?
    /// What contradicts itself in the session although the file can be read, one sentence each.
    public let contradictions: [String]
    /// BLAKE2b-256 of all its bytes, 64 hexadecimal digits: what tells it from any other file.
    public let contentHash: String

    /// A session in figures.
    public struct Session: Equatable, Sendable {
        /// The cell's session, as it stands in the file.
        public var number: UInt64
        public var steps = 0
        /// Ticks that are missing between the first and the last step.
        public var missingTicks: UInt64 = 0
        /// Records that the recorder itself counts as lost.
        public var countedLosses: UInt64 = 0
        /// Which part of it this file is; nil where it is all of it.
        public var part: SessionPart?
        /// What was deleted from it afterwards, and by which rule; the first time first.
        public var thinnings: [Thinning] = []
        /// What became of the messages, by topic, as the recorder wrote it down at the end.
        public var statistics: [String: String] = [:]
        /// Maximal runs of one authority, over all groups.
        public var segments = 0
        /// Those in which an operator drove.
        public var operatorSegments = 0
    }

    /// Whether nothing is wrong.
    public var isSound: Bool {
        if case .changed = chain { return false }
        return container.findings.isEmpty && contradictions.isEmpty
    }

    /// Reads the whole file.
    public init(_ path: String) throws(StorageError) {
        self.path = path
        let input = try RecordingInput(path)
        do throws(MCAPError) {
            container = try MCAPVerification(input, decompress: MCAPCompression.decompress)
            chain = try ChainVerification.follow(input, container)
            contentHash = try ContentHash.text(of: input)
        } catch {
            throw StorageError(reading: path, error)
        }
        var check = SessionCheck()
        if case .repaired = chain { check.isRepaired = true }
        // A file that is no MCAP file has one finding, and that says all.
        let isReadable = !container.findings.contains { $0.kind == .notMCAP }
        if isReadable, container.contents.metadata.contains(where: { $0.name == "reins" }) {
            check.run(path, container)
        }
        session = check.session
        contradictions = check.contradictions
        remark = check.remark
    }
}

/// Reads the entries of a session and compares them with its manifest and with its own counts.
private struct SessionCheck {
    private(set) var session: RecordingVerification.Session?
    private(set) var contradictions: [String] = []
    private(set) var remark: String?
    /// What is missing in it was lost with what could not be saved.
    var isRepaired = false
    private var found = RecordingVerification.Session(number: 0)
    private var lastTick: UInt64?
    private var lastTime: Nanoseconds?
    private var segmenter = Segmenter()
    private var comparison: ManifestComparison?
    private var authorities = AuthorityComparison()

    mutating func run(_ path: String, _ container: MCAPVerification) {
        let reader: SessionReader
        do throws(SessionReadError) {
            reader = try SessionReader(path)
        } catch {
            // Every byte of another version's recording can be checked, its messages cannot.
            if case .version = error { remark = "\(error)" } else { say("\(error)") }
            return
        }
        found.number = reader.session
        comparison = ManifestComparison(reader.manifest)
        found.countedLosses = reader.lost
        var entries = reader.entries(images: false)
        while let item = entries.next() {
            switch item {
            case .step(let step):
                take(step.value)
                entries.spare.append(step)
            case .event(let event): authorities.take(event)
            case .chunk, .input, .state, .image: break
            }
        }
        for segment in segmenter.finish() { count(segment) }
        if let trouble = entries.firstTrouble, container.findings.isEmpty {
            say("\(entries.unreadable) entries cannot be read, the first because \(trouble)")
        }
        for sentence in comparison?.sentences(onTopicsOf: reader.file) ?? [] { say(sentence) }
        let isWhole =
            found.countedLosses == 0 && !isRepaired && container.findings.isEmpty
        for sentence in authorities.sentences(
            isWhole: isWhole && found.missingTicks == 0, reader.manifest.groups.map(\.name))
        {
            say(sentence)
        }
        checkPart(path)
        checkCounts(container)
        session = found
    }

    private mutating func checkPart(_ path: String) {
        do throws(StorageError) {
            let recording = try RecordingReader(path)
            found.statistics = try recording.metadata(named: "reins.statistics") ?? [:]
            found.thinnings = try recording.allMetadata(named: Thinning.name)
                .map { Thinning($0) }
            found.part = try SessionPart(path, try recording.metadata(named: "reins") ?? [:])
        } catch {
            say("\(error)")
        }
        if case .other(let file) = found.part?.predecessor {
            say("it follows \(file), and the file of that name beside it is another one")
        }
    }

    private mutating func take(_ step: Step) {
        found.steps += 1
        if let lastTick, step.tick <= lastTick {
            say("tick \(step.tick) follows tick \(lastTick)")
        } else if let lastTick {
            found.missingTicks &+= step.tick - lastTick - 1
        }
        if let lastTime, step.now < lastTime {
            say("the cell's clock runs backward at tick \(step.tick)")
        }
        lastTick = step.tick
        lastTime = step.now
        for sentence in comparison?.sentences(on: step) ?? [] { say(sentence) }
        authorities.take(step)
        for segment in segmenter.consume(step) { count(segment) }
    }

    private mutating func count(_ segment: Segment) {
        found.segments += 1
        switch segment.authority {
        case .operator: found.operatorSegments += 1
        default: break
        }
    }

    private mutating func checkCounts(_ container: MCAPVerification) {
        let deleted = found.thinnings.reduce(0) { $0 &+ $1.count(of: TopicName.step) }
        if found.missingTicks > found.countedLosses &+ deleted, !isRepaired,
            container.findings.isEmpty
        {
            say(
                "\(found.missingTicks) ticks are missing, and the recorder counts "
                    + "\(found.countedLosses) losses"
                    + (deleted > 0 ? " and \(deleted) deletions" : ""))
        }
        let topics = Dictionary(
            container.contents.channels.map { ($0.id, $0.topic) }, uniquingKeysWith: { a, _ in a })
        for (channel, sequence) in container.sequences.sorted(by: { $0.key < $1.key })
        where sequence.backward > 0 {
            let topic = topics[channel] ?? "?"
            say(
                "byte \(sequence.firstBackward ?? 0): the numbers of “\(printable(topic))” run "
                    + "backward \(sequence.backward) times")
        }
    }

    /// The first hundred: the rest would say the same.
    private mutating func say(_ sentence: String) {
        if contradictions.count < 100 { contradictions.append(sentence) }
    }
}
