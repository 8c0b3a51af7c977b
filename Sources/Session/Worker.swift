internal import CLinux
internal import Glibc

/// A named thread of its own: the cooperative pool wakes too late for deadlines of milliseconds.
@safe final class Worker {
    private var thread = pthread_t()
    private var isRunning = false

    /// Runs `body` on a new thread.
    init(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let start = unsafe Unmanaged.passRetained(WorkerStart(name, body))
        let failure = unsafe pthread_create(&thread, nil, workerMain, start.toOpaque())
        if failure == 0 {
            isRunning = true
        } else {
            unsafe start.release()
        }
    }

    /// Whether the system gave a thread.
    var hasStarted: Bool { isRunning }

    /// Waits until the body has returned.
    func join() {
        guard isRunning else { return }
        isRunning = false
        pthread_join(thread, nil)
    }
}

private final class WorkerStart: Sendable {
    let name: String
    let body: @Sendable () -> Void
    init(_ name: String, _ body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

/// C entry of every worker: a named function, as a closure would be taken for the main actor's.
private func workerMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let start = unsafe Unmanaged<WorkerStart>.fromOpaque(argument).takeRetainedValue()
    unsafe reins_thread_name(start.name)
    start.body()
    return nil
}
