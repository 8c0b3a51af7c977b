internal import CLinux
internal import Control
internal import Messages
internal import Synchronization

/// What the threads of one cell share, and which way each queue goes.
///
/// | queue | from | to |
/// |---|---|---|
/// | commands, requests, holderRequests, loanRequests, takes, stops | link thread | control thread |
/// | chunks | offering thread | control thread |
/// | runtimeRequests, runtimeStop | any | control thread |
/// | records, notices | control thread | link thread |
/// | reports | any | link thread |
/// | outbox | any but the control thread | link thread |
///
/// "Control thread" is whoever holds the stepping lock of ``Cell``, "offering thread" whoever holds
/// its offering lock: callers that break the one-thread rule are refused, not raced.
final class CellCore: Sendable {
    let manifest: Manifest
    /// Random, never 0: the session's id and the lease epoch.
    let session: UInt64
    let topics: CellTopics
    let clock: CellClock
    /// Wall time less the cell's clock at the start, ns: fixed, so that a jump of the wall clock
    /// changes no stamp.
    let wallOffset: Int64

    let commands = SingleProducerRing(
        order: 6, filler: ArrivedCommand(command: OperatorCommand(), client: 0, at: 0))
    let requests = SingleProducerRing(order: 6, filler: Request(.hold))
    /// Of who holds the lease, before those of others: nobody's flood keeps it from holding an arm.
    let holderRequests = SingleProducerRing(order: 4, filler: Request(.hold))
    /// Of those who have groups on loan: beside the holder's and not before them.
    let loanRequests = SingleProducerRing(order: 4, filler: Request(.hold))
    /// Of who may take control from the holder: no flood of the holder's keeps it from being taken.
    let takes = SingleProducerRing(order: 2, filler: Request(.takeLease))
    /// STOP has a way of its own, so that no flood of other requests is before it. Where it is full
    /// a STOP waits already, and the tick that takes that one stops the arms.
    let stops = SingleProducerRing(order: 2, filler: Request(.stop))
    /// The runtime's STOP, for the next tick.
    let runtimeStop = Atomic<Bool>(false)
    let chunks: SingleProducerRing<WaitingChunk>
    let runtimeRequests = Mutex(FixedList<16, Request>(filler: Request(.hold)))
    let records: RecordRing
    let notices: SingleProducerRing<Notice>
    let outbox: Outbox
    let instruction: Instruction
    /// Sentences of the runtime for the events; bounded, more are dropped.
    let reports = Mutex<[Report]>([])

    /// The newest tick's number, observation and time; written by the control thread.
    let newestTick = Atomic<UInt64>(0)
    let newestObservation = Atomic<UInt64>(0)
    let newestNow = Atomic<Int64>(0)
    let closing = Atomic<Bool>(false)
    /// Somebody began to record: the next tick writes the arbiter's state, so that a replay can
    /// start at once and not a second later.
    let stateWanted = Atomic<Bool>(false)

    init(manifest: Manifest, session: UInt64, clock: CellClock) {
        self.manifest = manifest
        self.session = session
        self.clock = clock
        topics = CellTopics(manifest)
        wallOffset = reins_wall_ns() &- reins_monotonic_ns()
        let empty = ChunkOffer(observation: 0, observedAt: 0, inferenceBegan: 0, rows: 0, width: 0)
        chunks = SingleProducerRing(
            order: 3, filler: WaitingChunk(id: 0, offer: empty, offeredAt: 0, values: []))
        // Two seconds and more of everything a tick records, at 16 KiB a tick.
        let ticks = 2_000_000_000 / max(1_000_000, manifest.control.tickPeriod)
        records = RecordRing(order: max(20, 14 + CellCore.bits(of: ticks)))
        notices = SingleProducerRing(
            order: 10, filler: Notice(now: 0, tick: 0, matter: .stop(0, by: nil)))
        outbox = Outbox(topics: topics.all.count)
        instruction = Instruction(manifest.policy.instruction)
    }

    private static func bits(of count: Int64) -> Int {
        Int64.bitWidth - max(1, count).leadingZeroBitCount
    }

    /// The cell's clock for what happens between ticks.
    var now: Nanoseconds {
        switch clock {
        case .monotonic: reins_monotonic_ns()
        case .caller: newestNow.load(ordering: .acquiring)
        }
    }
}

/// A sentence that the robot's runtime wants in the recording and on the consoles.
struct Report: Sendable {
    static let most = 32
    var now: Nanoseconds
    var level: UInt8
    var text: String
}

/// The instruction that the policy follows: set by the lease holder, read by the runtime.
final class Instruction: Sendable {
    private let text: Mutex<String>
    /// Counts the changes.
    let version = Atomic<UInt64>(0)

    init(_ text: String) { self.text = Mutex(text) }

    var current: String { text.withLock { $0 } }

    /// The text, unless another thread is just changing it.
    var ifAvailable: String? { text.withLockIfAvailable { $0 } }

    func set(_ new: String) {
        text.withLock { $0 = new }
        version.add(1, ordering: .releasing)
    }
}
