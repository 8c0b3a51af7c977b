internal import CDR
internal import Console
internal import Control
internal import Messages
internal import Storage

/// One session's recording while it is written: one file, or where a ``RotationRule`` says so one
/// after the other, every record as it came.
final class OpenRecording {
    private let session: RecordingPart.Session
    private let clock: RecorderClock
    private let began: Nanoseconds
    private var part: RecordingPart
    private var partBegan: Nanoseconds
    /// Since when the file is due to be followed by the next one.
    private var dueSince: Nanoseconds?
    private var newestStep: [UInt8]?
    /// Stamp of the newest record, cell-monotonic: the time of our own events.
    private var newestStamp: Nanoseconds = 0
    private let stateTopic: UInt16?
    private let stepTopic: UInt16?
    private let eventTopic: UInt16?
    private let imageTopics: Set<UInt16>
    /// What of the session is not in this file, as far as that is known.
    private(set) var losses = RecordingLosses()
    private var writtenLosses = RecordingLosses()
    private var lossesWritten: Nanoseconds = 0
    /// Of the files before: total of what was lost, and what of the drops was theirs.
    private var earlierLosses: UInt64 = 0
    private var earlierDrops: UInt64 = 0
    /// Records that came when the next file could not be made.
    private var unplaced: UInt64 = 0
    private var alarms = RecordingAlarms()
    private(set) var disk = DiskDelays()
    private var wall: WallClockWatch
    /// The files that are complete, since they were last taken.
    private var finished: [String] = []
    /// What a person should know, since it was last taken.
    private var news: [RecorderNotice] = []

    init(
        welcome: Welcome, keymap: String, wallOffset: Nanoseconds, directory: String,
        signingKey: SigningKey? = nil, rule: RotationRule = .never,
        clock: RecorderClock = .system, disk: Disk = Disk()
    ) throws(StorageError) {
        self.clock = clock
        let wallNow = clock.wall()
        session = RecordingPart.Session(
            welcome: welcome, keymap: keymap, wallOffset: wallOffset, directory: directory,
            signingKey: signingKey, disk: disk,
            name: SessionName.of(session: welcome.session, at: wallNow), rule: rule,
            began: wallNow)
        func id(_ name: String) -> UInt16? { welcome.topics.first { $0.name == name }?.id }
        stateTopic = id(TopicName.arbiterState)
        stepTopic = id(TopicName.step)
        eventTopic = id(TopicName.event)
        imageTopics = Set(
            welcome.topics.filter { $0.type == CompressedImage.typeName }.map(\.id))
        began = clock.monotonic()
        partBegan = began
        wall = WallClockWatch(monotonic: began, wall: wallNow)
        part = try RecordingPart(session, number: 1)
    }

    // MARK: what comes

    /// A record of the cell, and how many are missing before it.
    func append(_ record: BulkRecord, missing: UInt64) throws(StorageError) {
        do throws(StorageError) {
            try rotateIfDue(before: record)
        } catch {
            // There is no file any more that it could be in.
            unplaced = missing &+ 1
            throw error
        }
        losses.missingFromCell &+= missing
        newestStamp = max(newestStamp, record.stamp)
        if record.topic == stepTopic, dueSince != nil { newestStep = record.payload }
        let dropped = try timed { () throws(StorageError) in
            try part.append(record, missing: missing)
        }
        let topic = part.topics[record.topic] ?? ""
        if missing > 0 {
            alarms.note(imageTopics.contains(record.topic) ? .images : .missing, missing, topic)
        }
        if dropped > 0 { alarms.note(.overflow, dropped, topic) }
        if record.topic == eventTopic { try followEvent(record) }
    }

    /// A record of the console itself.
    func append(topic: String, stamp: Nanoseconds, _ payload: [UInt8]) throws(StorageError) {
        newestStamp = max(newestStamp, stamp)
        try timed { () throws(StorageError) in
            try part.append(topic: topic, stamp: stamp, payload)
        }
    }

    /// Puts what the recorder saw among the events, and makes it known.
    func append(_ notice: RecorderNotice) throws(StorageError) {
        if notice.isAlarm { news.append(notice) }
        try part.append(notice.event(at: newestStamp, wallOffset: session.wallOffset))
    }

    /// Events again as text for viewers; a change of authority is made safe at once.
    private func followEvent(_ record: BulkRecord) throws(StorageError) {
        guard let event = try? CDRDecoder.decode(Event.self, from: record.payload) else { return }
        try part.appendText(of: event, stamp: record.stamp)
        guard event.kind == .authority || event.kind == .outcome else { return }
        try timed { () throws(StorageError) in try part.file.sync() }
    }

    /// - Parameter dropped: records that never came to this object.
    func tick(at now: Nanoseconds, dropped: UInt64) throws(StorageError) {
        losses.droppedBeforeDisk = dropped &- min(dropped, earlierDrops)
        // Into the file while it is written: one that is never finished tells of them too.
        if losses != writtenLosses, now &- lossesWritten >= .seconds(1) {
            lossesWritten = now
            try writeLosses()
        }
        if let step = wall.note(monotonic: now, wall: clock.wall()) { try append(step) }
        for notice in alarms.due(at: now) { try append(notice) }
        try timed { () throws(StorageError) in try part.file.tick(now: now) }
        if let late = disk.takeNotice(at: now) { try append(late) }
    }

    // MARK: the next file

    /// Begins the next file where it is time and `record` is one that a file may begin with: then
    /// what is before it is in this file, and nothing is in both.
    private func rotateIfDue(before record: BulkRecord) throws(StorageError) {
        guard session.rule.isOn else { return }
        let now = clock.monotonic()
        guard session.rule.isDue(bytes: part.file.progress.bytes, age: now &- partBegan) else {
            return
        }
        let since = dueSince ?? now
        dueSince = since
        let waited = now &- since
        let begins =
            record.topic == stateTopic
            || record.topic == stepTopic
                && (stateTopic == nil || waited > session.rule.slack &+ RotationRule.stateWait)
        guard begins, mayCut(after: waited) else { return }
        try rotate(at: now)
    }

    /// Outside episodes at once; outside interventions, or in the middle of one, when it has
    /// waited long enough.
    private func mayCut(after waited: Nanoseconds) -> Bool {
        if waited > session.rule.slack { return true }
        guard let newestStep, let step = try? CDRDecoder.decode(Step.self, from: newestStep) else {
            return false
        }
        if step.episode.state != .running { return true }
        return waited > session.rule.slack / 2
            && step.groups.indices.allSatisfy { step.groups[$0].decision.effective == .policy }
    }

    private func rotate(at now: Nanoseconds) throws(StorageError) {
        let next = part.number + 1
        let text = "this recording goes on in part \(next) of the session"
        try append(RecorderNotice(matter: .part, count: Int64(next), text: text))
        for notice in alarms.all() { try append(notice) }
        let path = try timed { () throws(StorageError) in try complete() }
        finished.append(path)
        earlierLosses &+= losses.total
        earlierDrops &+= losses.droppedBeforeDisk
        losses = RecordingLosses()
        writtenLosses = losses
        let previous = RecordingPart.Previous(
            file: part.name + ".mcap", seal: part.file.seal ?? "")
        part = try RecordingPart(
            session, number: next, after: previous,
            counts: part.counts.mapValues { $0.nextPart() })
        partBegan = now
        dueSince = nil
        newestStep = nil
    }

    // MARK: the end

    /// Completes the last file.
    func finish(dropped: UInt64) throws(StorageError) -> String {
        losses.droppedBeforeDisk = dropped &- min(dropped, earlierDrops)
        for notice in alarms.all() { try append(notice) }
        return try complete()
    }

    private func complete() throws(StorageError) -> String {
        try writeLosses()
        try part.file.addMetadata(
            name: RecordingStatistics.name,
            RecordingStatistics.entries(part, losses, disk, wallSteps: wall.steps))
        return try part.file.finish()
    }

    private func writeLosses() throws(StorageError) {
        try part.file.addMetadata(name: RecordingLosses.name, losses.entries)
        writtenLosses = losses
    }

    /// The disk refused: what it kept is known now, what comes after it is lost.
    func stop() {
        let progress = part.file.progress
        losses.notWritten = progress.messages &- progress.storedMessages &+ unplaced
        noteLosses()
    }

    /// Counts what comes after that.
    func lose(_ count: UInt64) { losses.notWritten &+= count }

    /// The counts behind what a disk kept that refused, where it takes at least these.
    func noteLosses() {
        try? part.file.addLateMetadata(name: RecordingLosses.name, losses.entries)
    }

    /// The files that another one followed, once.
    func takeFinished() -> [String] {
        defer { finished = [] }
        return finished
    }

    /// What a person should know, once.
    func takeNews() -> [RecorderNotice] {
        defer { news = [] }
        return news
    }

    func figures(at now: Nanoseconds) -> RecorderStatus.Figures {
        RecorderStatus.Figures(
            file: part.name + ".mcap", bytes: UInt64(clamping: part.file.progress.bytes),
            duration: now &- began, dropped: losses.total &+ earlierLosses)
    }

    /// Measures how long the disk takes for what the body asks of it.
    private func timed<Result>(
        _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        let start = clock.monotonic()
        defer { disk.note(clock.monotonic() &- start) }
        return try body()
    }
}
