import CLinux
import Glibc

/// Wakes the thread that waits in ``LinkServer/wait(timeoutMilliseconds:)``, from any thread and
/// without waiting itself.
public final class Waker: Sendable {
    let descriptor: Int32

    init() throws(LinkError) {
        descriptor = reins_event_open()
        guard descriptor >= 0 else { throw .socket(call: "eventfd", why: KeyFile.reason()) }
    }

    public func wake() {
        var one: UInt64 = 1
        // Full (EAGAIN) means that the wake-up is pending already.
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Whether it was woken since the last call.
    func takeWake() -> Bool {
        var count: UInt64 = 0
        return unsafe read(descriptor, &count, 8) == 8
    }

    deinit { close(descriptor) }
}
