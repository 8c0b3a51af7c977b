internal import Console
internal import Control
internal import Synchronization

/// What the threads of one cell's recorder share with the service: how it goes, and proof that
/// both advance.
final class CellRecorderBoard: Sendable {
    /// How one cell's recording goes.
    struct Status: Sendable {
        /// The link in words; nil while it stands.
        var linkTrouble: String?
        var recorder = RecorderStatus.waiting
        /// Role at the cell and how often it connected, for the log.
        var connections: UInt64 = 0
    }

    private let status = Mutex(Status())
    private let linkBeat = Atomic<UInt64>(0)
    private let diskBeat = Atomic<UInt64>(0)
    private let stop = Atomic<Bool>(false)

    var copy: Status { status.withLock { $0 } }
    func update(_ change: (inout Status) -> Void) { status.withLock { change(&$0) } }

    func linkAdvanced() { linkBeat.add(1, ordering: .releasing) }
    func diskAdvanced() { diskBeat.add(1, ordering: .releasing) }

    /// Rounds of both loops so far.
    var beats: (link: UInt64, disk: UInt64) {
        (linkBeat.load(ordering: .acquiring), diskBeat.load(ordering: .acquiring))
    }

    func requestStop() { stop.store(true, ordering: .releasing) }
    var shouldStop: Bool { stop.load(ordering: .acquiring) }
}
