internal import CLinux
public import Control
public import Messages
internal import Synchronization

/// The robot's side: the only place that decides what the arms execute.
///
/// A policy offers chunks of actions from its own thread (``offer(_:values:)``), a control loop
/// steps from another (``step(_:at:into:)``) and gets the command for the robot's driver; a third
/// thread, the cell's own, serves the consoles. `step` never waits for the other two: what they
/// have for it lies in bounded queues, what it has for them goes into others, and what finds no
/// room is counted and told.
///
/// | thread | who starts it | owns |
/// |---|---|---|
/// | control | the caller of `step` | ``Tick``: arbiter, chunk schedule, record buffers |
/// | offering | the caller of `offer` | the chunk being queued |
/// | reins link | ``Cell`` | the link's server, clients, event sentences |
///
/// Nothing here traps, whatever the caller, the manifest or a console gives it. Must not know: any
/// robot, any policy, what a console shows. Start at ``step(_:at:into:)``, then `Tick`, `LinkLoop`.
public final class Cell: Sendable {
    let core: CellCore
    private let tick: Mutex<Tick>
    private let offering = Mutex(UInt64(0))
    let link: LinkThread?

    public var manifest: Manifest { core.manifest }
    /// Random, never 0: the session's id.
    public var session: UInt64 { core.session }

    /// Opens a cell: reads the manifest, opens the link and starts serving.
    /// - Throws: ``CellError/manifest(_:)`` with every field that is missing or wrong;
    ///   ``CellError/link(_:)`` where the endpoint cannot be opened with these keys.
    public init(manifest text: String, options: CellOptions) throws(CellError) {
        let manifest: Manifest
        do {
            manifest = try Manifest(text: text)
        } catch {
            throw .manifest(error)
        }
        var chance = SystemRandomNumberGenerator()
        let session = max(1, chance.next() as UInt64)
        core = CellCore(manifest: manifest, session: session, clock: options.clock)
        tick = Mutex(Tick(core: core))
        if let endpoint = options.endpoint {
            link = try LinkThread(core: core, endpoint: endpoint, options: options)
        } else {
            link = nil
        }
    }

    deinit { close() }

    /// The address that consoles connect to, with the port that was chosen; nil without a link.
    public var endpoint: String? { link?.endpoint }

    /// Says farewell to the consoles and stops serving. Calls after it are refused; closing twice
    /// does nothing.
    public func close() {
        core.closing.store(true, ordering: .releasing)
        link?.stop()
    }

    /// A state that has a place for everything that this cell's manifest declares.
    public func emptyState() -> RobotState { RobotState(for: core.manifest) }

    /// The cell's clock now, ns.
    public var now: Nanoseconds { core.now }

    /// What the policy is told to do: the manifest's instruction until the lease holder changes it.
    public var instruction: String { core.instruction.current }

    /// One control tick. Call it at the manifest's rate, from one thread, and give the command to
    /// the driver at once. Takes microseconds; waits for nothing and, once warm, allocates nothing.
    /// - Parameters:
    ///   - time: CLOCK_MONOTONIC in ns, later than at the last tick; nil: read here.
    ///   - command: where the outcome goes; unchanged where this throws.
    /// - Throws: ``CellError`` where the call itself is wrong. Then no tick took place: send
    ///   nothing, so that the driver's watchdog stops the robot.
    public func step(
        _ state: RobotState, at time: Nanoseconds? = nil,
        into command: inout CellCommand
    ) throws(CellError) {
        guard !core.closing.load(ordering: .acquiring) else { throw .closed }
        try check(state)
        let now = try checked(time)
        let outcome = tick.withLockIfAvailable { tick -> Bool in
            guard now > tick.lastNow else { return false }
            tick.run(state, at: now, into: &command)
            return true
        }
        guard let outcome else { throw .busy("step") }
        guard outcome else { throw .clockWentBack }
        link?.wake()
    }

    /// Offers what a policy predicted: `offer.rows` rows of the manifest's whole action vector, one
    /// row per policy period from the observation on, physical units. Values are copied.
    ///
    /// Call it from the policy's thread, whenever there is one. A chunk that is refused changes
    /// nothing: the arms go on with the last one and hold when that is used up.
    /// - Returns: the chunk's number.
    @discardableResult
    public func offer(_ offer: ChunkOffer, values: [Double]) throws(CellError) -> UInt64 {
        guard !core.closing.load(ordering: .acquiring) else { throw .closed }
        let now = core.now
        try check(offer, values, now)
        let queued = offering.withLockIfAvailable { number -> UInt64? in
            let chunk = WaitingChunk(
                id: number &+ 1, offer: offer, offeredAt: now, values: values)
            guard core.chunks.push(chunk) else { return nil }
            number &+= 1
            return number
        }
        guard let queued else { throw .busy("offer") }
        guard let number = queued else {
            throw .full("Eight chunks wait already: is the control loop stepping?")
        }
        record(offer, values, number: number, at: now)
        return number
    }

    /// What the robot's own runtime may ask for; carried out or refused by the next tick, see
    /// ``CellCommand/runtimeRefusal``.
    public enum RuntimeRequest: Sendable, Equatable {
        /// Robot and scene are at the start: `resetting` to `ready`.
        case resetDone
        /// `ready` to `running`, where the manifest lets the runtime start.
        case start
        /// The running episode ended.
        case end(Outcome)
        /// Put the ended episode away: to `resetting`.
        case next
        case hold(GroupMask)
        case stop
    }

    /// A stop is the first thing that the next tick takes and never finds a full queue.
    /// - Throws: ``CellError/full(_:)`` where sixteen requests wait because nothing steps.
    public func ask(_ request: RuntimeRequest) throws(CellError) {
        guard !core.closing.load(ordering: .acquiring) else { throw .closed }
        if case .stop = request {
            core.runtimeStop.store(true, ordering: .releasing)
            return
        }
        let made =
            switch request {
            case .resetDone: Request(.resetDone)
            case .start: Request(.start)
            case .end(let outcome): Request(.end, argument: UInt64(outcome.rawValue))
            case .next: Request(.next)
            case .hold(let groups): Request(.hold, groups: groups)
            case .stop: Request(.stop)
            }
        guard core.runtimeRequests.withLock({ $0.append(made) }) else {
            throw .full("Sixteen requests wait already: is the control loop stepping?")
        }
    }
    /// Says one sentence to the consoles and into the recording, as the robot's runtime: a policy
    /// that raised an error, a camera that failed. Control characters are left out.
    /// - Parameter level: ``Log/info``, ``Log/warning`` or ``Log/error``.
    /// - Returns: false where 32 wait already: it was dropped.
    @discardableResult
    public func report(_ text: String, level: UInt8 = Log.warning) throws(CellError) -> Bool {
        guard !core.closing.load(ordering: .acquiring) else { throw .closed }
        let report = Report(
            now: core.now, level: level,
            text: text.withoutControlCharacters(limit: Remark.maximumBytes))
        let taken = core.reports.withLock { reports in
            guard reports.count < Report.most else { return false }
            reports.append(report)
            return true
        }
        link?.wake()
        return taken
    }
}
