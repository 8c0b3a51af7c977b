internal import CLinux
internal import Glibc
internal import Synchronization

/// A named thread of its own. Signals stay with the threads that were there before: a handler must
/// not interrupt a deadline.
public final class Worker: Sendable {
    /// Who gives way when processors are few. Threads that a worker makes, libzmq's for example,
    /// have what it has.
    public enum Priority: Sendable {
        /// A deadline depends on it. It asks for short slices, so that it runs at once when it
        /// wakes beside a thread that computes, and goes before others where the user may ask so.
        case control
        /// As ``control``, and before everything else on the machine where the user may have that:
        /// see ``RealTime``.
        case realTime
        case usual
        /// Heavy work that may come late, and gives way.
        case background

        func apply() {
            switch self {
            case .control: reins_thread_priority(-10, 100_000)
            case .realTime:
                reins_thread_priority(-10, 100_000)
                _ = reins_thread_real_time(RealTime.priority)
            case .usual: break
            case .background: reins_thread_priority(10, 0)
            }
        }
    }

    private let thread = Mutex<pthread_t?>(nil)

    /// Runs `body` on a new thread.
    public init(
        _ name: String, _ priority: Priority = .usual,
        _ body: @escaping @Sendable () -> Void
    ) {
        let start = unsafe Unmanaged.passRetained(WorkerStart(name, priority, body))
        var all = sigset_t()
        var before = sigset_t()
        _ = unsafe sigfillset(&all)
        _ = unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        var identifier = pthread_t()
        let failure = unsafe pthread_create(&identifier, nil, workerMain, start.toOpaque())
        _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        if failure == 0 {
            thread.withLock { $0 = identifier }
        } else {
            unsafe start.release()
        }
    }

    /// Whether the system gave a thread, and nobody has joined it.
    public var isJoinable: Bool { thread.withLock { $0 != nil } }

    /// Waits until the body has returned.
    public func join() {
        let identifier = thread.withLock { thread in
            let taken = thread
            thread = nil
            return taken
        }
        if let identifier { pthread_join(identifier, nil) }
    }
}

private final class WorkerStart: Sendable {
    let name: String
    let priority: Worker.Priority
    let body: @Sendable () -> Void
    init(_ name: String, _ priority: Worker.Priority, _ body: @escaping @Sendable () -> Void) {
        self.name = name
        self.priority = priority
        self.body = body
    }
}

/// C entry of every worker: a named function, as a closure would be taken for the main actor's.
private func workerMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let start = unsafe Unmanaged<WorkerStart>.fromOpaque(argument).takeRetainedValue()
    unsafe reins_thread_name(start.name)
    start.priority.apply()
    start.body()
    return nil
}
