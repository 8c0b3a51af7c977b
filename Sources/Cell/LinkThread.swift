internal import CLinux
internal import Glibc
internal import Link
internal import Messages
internal import Synchronization

/// The cell's own thread: opens the link, runs ``LinkLoop`` until the cell closes.
final class LinkThread: Sendable {
    /// Where consoles connect, with the port that was chosen.
    let endpoint: String
    private let core: CellCore
    private let waker: Waker
    private let finished = Atomic<Bool>(false)
    private let thread: Mutex<pthread_t?>
    private let isRealTime: Bool
    /// Below that of a control loop, which a flood of messages must not delay.
    private static let priority: Int32 = 10

    /// What the new thread takes over.
    fileprivate final class Work {
        let loop: LinkLoop
        var owner: LinkThread?
        init(_ loop: LinkLoop) { self.loop = loop }
    }

    /// - Throws: ``CellError/link(_:)``
    init(core: CellCore, endpoint: String, options: CellOptions) throws(CellError) {
        let server: LinkServer
        do {
            server = try LinkServer(
                endpoint: try Endpoint(endpoint), security: try LinkThread.security(options),
                datagrams: options.datagrams)
        } catch {
            throw .link(error.sentence)
        }
        self.core = core
        self.endpoint = server.endpoint.description
        waker = server.waker
        thread = Mutex(nil)
        isRealTime = options.isRealTime
        try start(Work(LinkLoop(core: core, server: server)))
    }

    private static func security(_ options: CellOptions) throws(LinkError) -> ServerSecurity {
        guard let directory = options.keyDirectory else { return .none }
        let store = try KeyStore(opening: directory)
        return .curve(try store.pair(options.keyName), allowed: .store(store))
    }

    private func start(_ work: Work) throws(CellError) {
        work.owner = self
        let box = unsafe Unmanaged.passRetained(work)
        var identifier = pthread_t()
        // The robot's process may handle signals: none is to be taken on this thread.
        var all = sigset_t()
        var before = sigset_t()
        _ = unsafe sigfillset(&all)
        _ = unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        let result = unsafe pthread_create(&identifier, nil, linkThread, box.toOpaque())
        _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        guard result == 0 else {
            unsafe box.release()
            throw .link("The link's thread could not be started: error \(result).")
        }
        let started = identifier
        thread.withLock { $0 = started }
    }

    /// Tells the thread that there is something for it. Any thread; waits for nothing.
    func wake() { waker.wake() }

    /// Ends the thread; waits for it for two seconds at most, so that a process can always exit.
    func stop() {
        let identifier = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let identifier else { return }
        core.closing.store(true, ordering: .releasing)
        waker.wake()
        for _ in 0..<2000 where !finished.load(ordering: .acquiring) { usleep(1000) }
        if finished.load(ordering: .acquiring) {
            _ = pthread_join(identifier, nil)
        } else {
            _ = pthread_detach(identifier)
        }
    }

    private func tellNotRealTime() {
        let text =
            "the cell's thread may not have real-time scheduling: give its user "
            + "'rtprio \(LinkThread.priority)' in /etc/security/limits.d/reins.conf"
        let report = Report(now: core.now, level: Log.warning, text: text)
        core.reports.withLock { $0.append(report) }
    }

    fileprivate static func run(_ argument: UnsafeMutableRawPointer) {
        unsafe reins_thread_name("reins-link")
        let work = unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        let owner = work.owner
        work.owner = nil
        if let owner, owner.isRealTime, reins_thread_real_time(LinkThread.priority) != 0 {
            owner.tellNotRealTime()
        }
        work.loop.run()
        owner?.finished.store(true, ordering: .releasing)
    }
}

private func linkThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument = unsafe argument { unsafe LinkThread.run(argument) }
    return nil
}
