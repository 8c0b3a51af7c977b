import CLinux
import CZMQ
import Glibc
import Synchronization

/// Decides about every new connection of one context (RFC 27): without such a handler CURVE lets
/// any key in. Runs on a thread of its own, `reins-zap`, because libzmq waits for its answer.
final class ZAPHandler {
    /// What the thread owns; handed over once, at its start.
    private final class Work {
        let socket: Socket
        let allowed: AllowList
        let tally: Tally
        init(socket: Socket, allowed: AllowList, tally: Tally) {
            self.socket = socket
            self.allowed = allowed
            self.tally = tally
        }
    }

    /// Counts that both threads see.
    final class Tally: Sendable {
        let accepted = Atomic<UInt64>(0)
        let refused = Atomic<UInt64>(0)
    }

    let tally = Tally()
    private var thread: pthread_t?

    /// Binds before it returns: sockets bound afterwards are never without their handler.
    init(context: Context, allowed: AllowList) throws(LinkError) {
        let socket = try Socket(ZMQ_REP, in: context)
        try socket.bind("inproc://zeromq.zap.01")
        let work = unsafe Unmanaged.passRetained(
            Work(socket: socket, allowed: allowed, tally: tally))
        var identifier = pthread_t()
        // The robot's process may handle signals: none is to be taken here.
        var all = sigset_t()
        var before = sigset_t()
        _ = unsafe sigfillset(&all)
        _ = unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        let result = unsafe pthread_create(&identifier, nil, zapThread, work.toOpaque())
        _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        guard result == 0 else {
            unsafe work.release()
            throw .socket(call: "pthread_create", why: KeyFile.reason(result))
        }
        thread = identifier
    }

    /// Waits for the thread, which ends once its context is shut down.
    func join() {
        guard let identifier = thread else { return }
        thread = nil
        _ = pthread_join(identifier, nil)
    }

    /// Answers until the context is shut down.
    fileprivate static func run(_ argument: UnsafeMutableRawPointer) {
        unsafe reins_thread_name("reins-zap")
        let work = unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        while let request = work.socket.receive(limit: 7, wait: true) {
            let parts = answer(request, allowed: work.allowed, tally: work.tally)
            for (index, part) in parts.enumerated() {
                _ = work.socket.send(part, more: index &+ 1 < parts.count)
            }
        }
        work.socket.close()
    }

    /// Request: version, id, domain, address, routing id, mechanism, key.
    /// Reply: version, id, status, text, user id, metadata.
    private static func answer(
        _ request: Socket.Incoming, allowed: AllowList, tally: Tally
    ) -> [[UInt8]] {
        let parts = request.parts
        func reply(_ status: String, _ text: String, _ user: String) -> [[UInt8]] {
            let id = parts.count > 1 ? parts[1] : []
            return [
                Array("1.0".utf8), id, Array(status.utf8), Array(text.utf8), Array(user.utf8), [],
            ]
        }
        guard parts.count == 7, !request.tooManyParts, parts[0].elementsEqual("1.0".utf8),
            parts[2].elementsEqual(Link.zapDomain.utf8), parts[5].elementsEqual("CURVE".utf8),
            let key = PublicKey(bytes: parts[6]), allowed.role(of: key) != nil
        else {
            tally.refused.add(1, ordering: .relaxed)
            return reply("400", "this key is not allowed", "")
        }
        tally.accepted.add(1, ordering: .relaxed)
        return reply("200", "OK", key.identity.description)
    }
}

private func zapThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument = unsafe argument { unsafe ZAPHandler.run(argument) }
    return nil
}
