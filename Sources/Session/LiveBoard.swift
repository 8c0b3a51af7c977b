internal import Console
internal import Control
internal import Messages
internal import Synchronization
internal import Threads

/// What the threads of a live session share: the picture of the cell, and proof that the screen
/// advances.
final class LiveBoard: Sendable {
    private let live: Mutex<LiveState>
    private let greeting = Mutex<Welcome?>(nil)
    private let sentence = Mutex<String?>(nil)
    private let screenBeat: Atomic<Int64>
    private let stop = Atomic<Bool>(false)

    /// Silence of the screen beyond which it counts as frozen.
    static let screenLimit = Nanoseconds.milliseconds(250)

    init(now: Nanoseconds, address: String) {
        live = Mutex(LiveState(now: now, address: address))
        screenBeat = Atomic(now)
    }

    /// The picture as it stands.
    var copy: LiveState { live.withLock { $0 } }

    func update<Result: Sendable>(_ change: (inout LiveState) -> Result) -> Result {
        live.withLock { change(&$0) }
    }

    /// A warning of the console's own, among the events.
    func warn(_ text: String) {
        let line = EventLine(unixSeconds: Now.wall / 1_000_000_000, level: .warning, text: text)
        update { $0.note(line) }
    }

    /// What the cell said last when it was greeted.
    var welcome: Welcome? {
        get { greeting.withLock { $0 } }
        set { greeting.withLock { $0 = newValue } }
    }

    /// Why a thread could not go on: one sentence.
    var trouble: String? {
        get { sentence.withLock { $0 } }
        set { sentence.withLock { $0 = newValue } }
    }

    /// The screen thread has drawn, and the terminal took it.
    func screenAdvanced(at now: Nanoseconds) { screenBeat.store(now, ordering: .releasing) }

    /// Whether the operator can see what is going on: without it nothing is commanded.
    func screenIsAlive(at now: Nanoseconds) -> Bool {
        now &- screenBeat.load(ordering: .acquiring) <= LiveBoard.screenLimit
    }

    func requestStop() { stop.store(true, ordering: .releasing) }
    var shouldStop: Bool { stop.load(ordering: .acquiring) }
}

/// The console's clock: here and nowhere else.
enum Now {
    static var monotonic: Nanoseconds { Threads.now }
    static var wall: Nanoseconds { Threads.wall }
}
