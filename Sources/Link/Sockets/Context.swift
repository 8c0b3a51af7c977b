import CZMQ

/// A ZeroMQ context of our own: in the robot's process another may exist (pyzmq's).
@safe final class Context {
    private(set) var raw: UnsafeMutableRawPointer?

    init() throws(LinkError) {
        guard let context = unsafe zmq_ctx_new() else {
            throw .socket(call: "zmq_ctx_new", why: Socket.errorText())
        }
        unsafe raw = context
    }

    /// Makes every call on the context's sockets return: before the owner of another thread's
    /// sockets waits for that thread.
    func shutDown() {
        if let raw = unsafe raw { _ = unsafe zmq_ctx_shutdown(raw) }
    }

    /// After every socket is closed. Sockets are closed with no linger, so this does not wait.
    func close() {
        guard let context = unsafe raw else { return }
        unsafe raw = nil
        // EINTR is the only error of a live context; a signal must not leak it.
        for _ in 0..<100 where unsafe zmq_ctx_term(context) != 0 {
            guard zmq_errno() == Socket.interrupted else { return }
        }
    }

    deinit { close() }
}
