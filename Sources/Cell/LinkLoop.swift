internal import CDR
internal import CLinux
internal import Control
internal import Link
internal import Messages
internal import Synchronization

/// What the link thread does: serves consoles, stamps and queues what they send, sends them what
/// the ticks left in the queues, and makes sentences of what changed.
final class LinkLoop {
    /// A console that said hello.
    struct Console {
        /// As the other consoles know it.
        var role = Role.observe
        var toldDrops = DropCount()
        /// Commands, and whatever its key does not allow.
        var refused: UInt64 = 0
        /// Requests that found no room.
        var crowded: UInt64 = 0
        var refusedRequests = RefusalCount()
    }

    /// Requests of one console that the arbiter refused. Each is counted and answered; a stream of
    /// them is told a few times a second only, each time with the count.
    struct RefusalCount {
        private(set) var total: UInt64 = 0
        private var second: Nanoseconds = 0
        private var told = 0
        private static let mostToldPerSecond = 8

        /// - Returns: whether this one is worth an event.
        mutating func add(at now: Nanoseconds) -> Bool {
            total &+= 1
            if now &- second >= .milliseconds(1000) { (second, told) = (now, 0) }
            told += 1
            return told <= RefusalCount.mostToldPerSecond
        }
    }

    let core: CellCore
    let server: LinkServer
    var composer: EventComposer
    var consoles: [ClientIdentity: Console] = [:]
    /// The lease as the newest notice has it: whose commands are let through.
    var lease = LeaseState()
    /// Whom each group is lent to, by the same; held by nobody where it is not.
    var loans = [LeaseState](repeating: LeaseState(), count: Control.maximumGroups)
    /// What consoles are told of it.
    var ownership = Ownership()
    var ownershipIsNews = false
    /// One for each who may command; none where no datagrams reach this cell.
    var planes: [HolderPlane] = []
    /// Of each who may command, by its number.
    var orders: [UInt64: CommandOrder] = [:]
    let times: ControlTimes
    private var eventSequence: UInt64 = 0
    private var newestStep: [UInt8] = []
    private var nextLive: Nanoseconds = 0
    private var nextDrops: Nanoseconds = 0
    private var toldStall = false
    private var seenSubscriptions: UInt64 = 0

    /// Live steps to each console are at least this far apart.
    private static let livePeriod = Nanoseconds.milliseconds(20)

    init(core: CellCore, server: LinkServer) {
        self.core = core
        self.server = server
        times = core.manifest.control.effectiveTimes
        composer = EventComposer(core.manifest, wallOffset: core.wallOffset)
    }

    /// Until the cell closes.
    func run() {
        while !core.closing.load(ordering: .acquiring) {
            server.wait(timeoutMilliseconds: 50)
            round()
        }
        round()
        tell(composer.event(.session, "The cell closes.", at: core.now, tick: newestTick))
        var farewell = Farewell()
        farewell.reason = "the robot's program closed the cell: start it again and reconnect"
        if let bytes = try? ControlMessage.farewell(farewell).encoded() { server.broadcast(bytes) }
        // The sockets close without lingering: give what is on its way a moment, more while records
        // wait for a slow console.
        let start = reins_monotonic_ns()
        while !consoles.isEmpty {
            let spent = reins_monotonic_ns() &- start
            guard spent < .milliseconds(server.bulkBacklogBytes > 0 ? 400 : 200) else { break }
            server.wait(timeoutMilliseconds: 5)
            while let client = server.nextDeparture() { consoles[client] = nil }
        }
        server.close()
    }

    private func round() {
        takeDatagrams()
        while let (client, message) = server.receive() { take(message, from: client) }
        while let client = server.nextDeparture() { depart(client) }
        if server.subscriptions != seenSubscriptions {
            seenSubscriptions = server.subscriptions
            core.stateWanted.store(true, ordering: .releasing)
        }
        while let notice = core.notices.take() { take(notice) }
        tellOwnership()
        takeRecords()
        takeReports()
        let waiting = core.outbox.takeAll()
        for record in waiting.records { publish(record) }
        if waiting.dropped > 0 {
            tellGap("\(waiting.dropped) images, chunks or tactile readings found no room.")
        }
        let now = reins_monotonic_ns()
        sendPulses()
        sendLive(at: now)
        if now >= nextDrops {
            nextDrops = now &+ .milliseconds(1000)
            sendDrops()
            followRoles()
            tellRefusedDatagrams()
            closeAbandonedPlanes(at: now)
            watchControlLoop(at: now)
        }
    }

    private func takeRecords() {
        var newest: [UInt8]?
        while let record = core.records.take() {
            if record.count > BulkRecord.headSize, record[0] == UInt8(CellTopics.step),
                record[1] == 0
            {
                newest = record
            }
            publish(record)
        }
        guard let newest else { return }
        newestStep = newest
        notePulse(ofStep: newest)
    }

    private func takeReports() {
        let reports = core.reports.withLock { reports in
            defer { reports.removeAll(keepingCapacity: true) }
            return reports
        }
        for report in reports {
            let kind: EventKind = report.level >= Log.error ? .fault : .session
            let text = "The robot's runtime: " + report.text
            tell(composer.event(kind, text, at: report.now, tick: newestTick, level: report.level))
        }
    }

    private func publish(_ record: [UInt8]) {
        guard server.wantsBulk, record.count >= 2 else { return }
        let topic = UInt16(record[0]) | UInt16(record[1]) << 8
        let kind: BulkClass =
            if topic == CellTopics.step {
                .step
            } else if core.topics.cameras.contains(topic) {
                .image
            } else {
                .other
            }
        server.publishBulk(record, class: kind)
    }

    /// The newest step to every console, at most 50 times a second; older ones are on bulk.
    private func sendLive(at now: Nanoseconds) {
        guard now >= nextLive, !newestStep.isEmpty, !consoles.isEmpty else { return }
        nextLive = max(nextLive &+ LinkLoop.livePeriod, now &- LinkLoop.livePeriod)
        let message = [ControlMessage.stepTag] + newestStep.dropFirst(BulkRecord.headSize)
        newestStep = []
        server.broadcast(message)
    }

    private func sendDrops() {
        for client in consoles.keys {
            let drops = server.drops(of: client)
            guard drops != consoles[client]?.toldDrops else { continue }
            consoles[client]?.toldDrops = drops
            send(.drops(drops), to: client)
        }
    }

    /// A control loop that stopped stepping cannot say so itself.
    private func watchControlLoop(at now: Nanoseconds) {
        let newest = core.newestNow.load(ordering: .acquiring)
        guard core.clock == .monotonic, newest > 0 else { return }
        let isStalled = now &- newest > .milliseconds(1000)
        guard isStalled != toldStall else { return }
        toldStall = isStalled
        let text =
            isStalled
            ? "The robot's control loop has not stepped for a second: nothing drives the arms."
            : "The robot's control loop steps again."
        let level = isStalled ? Log.error : Log.info
        tell(composer.event(.fault, text, at: now, tick: newestTick, level: level))
    }

    /// The tick that what happens between ticks belongs to: readers find an event's episode by it.
    var newestTick: UInt64 { core.newestTick.load(ordering: .acquiring) }

    func send(_ message: ControlMessage, to client: ClientIdentity) {
        // Only a text that is too long cannot be encoded, and ours are bounded.
        _ = try? server.send(message, to: client)
    }

    func tellGap(_ text: String) {
        tell(composer.event(.gap, text, at: core.now, tick: newestTick, level: Log.warning))
    }

    /// An event to the recording, to the consoles, and as text for viewers.
    func tell(_ event: Event) {
        eventSequence &+= 1
        var log = Log()
        log.stamp = event.stamp
        log.level = event.level
        log.text = event.text
        publish(event, CellTopics.event, event.now)
        publish(log, CellTopics.log, event.now)
        for client in consoles.keys { send(.event(event), to: client) }
    }

    private func publish<M: CDRMessage>(_ message: M, _ topic: UInt16, _ stamp: Nanoseconds) {
        guard let payload = try? CDREncoder.bytes(of: message) else { return }
        var record: [UInt8] = []
        BulkRecord.appendHead(topic: topic, sequence: eventSequence, stamp: stamp, to: &record)
        publish(record + payload)
    }
}
