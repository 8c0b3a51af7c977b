internal import CLinux
internal import Glibc
internal import Synchronization

/// A bounded queue between two threads. Putting never waits: what does not fit is counted and
/// dropped. A descriptor becomes readable when something was put, for a `ppoll`.
final class Mailbox<Element: Sendable>: Sendable {
    private struct Content: Sendable {
        var elements: [Element] = []
        var size = 0
        var dropped: UInt64 = 0
        var isClosed = false
    }

    private let content = Mutex(Content())
    private let capacity: Int
    /// Readable while there may be something to take; -1 where the system gave none.
    let descriptor: Int32

    /// - Parameter capacity: the sum of the sizes that `put` names.
    init(capacity: Int) {
        self.capacity = capacity
        descriptor = reins_event_open()
    }

    deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }

    /// - Parameter count: how many it counts for where it is dropped.
    /// - Returns: false where it was dropped.
    @discardableResult
    func put(_ element: Element, size: Int = 1, counting count: UInt64 = 1) -> Bool {
        let taken = content.withLock { content in
            guard !content.isClosed, content.size + size <= capacity else {
                content.dropped &+= count
                return false
            }
            content.elements.append(element)
            content.size += size
            return true
        }
        if taken { wake() }
        return taken
    }

    /// Everything that waits, oldest first.
    func takeAll() -> [Element] {
        var count: UInt64 = 0
        _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
        return content.withLock { content in
            let taken = content.elements
            content.elements = []
            content.size = 0
            return taken
        }
    }

    /// Nothing is taken in any more; who waits is woken.
    func close() {
        content.withLock { $0.isClosed = true }
        wake()
    }

    var isClosed: Bool { content.withLock(\.isClosed) }
    var dropped: UInt64 { content.withLock(\.dropped) }

    /// Sleeps until something was put, it was closed, or the time is over.
    func wait(milliseconds: Int32) {
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&item, 1, milliseconds)
    }

    private func wake() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
}
