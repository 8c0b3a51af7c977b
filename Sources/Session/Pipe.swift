internal import Synchronization

/// A short queue between two threads of a pipeline. Nothing is lost: who is ahead waits, which
/// bounds the memory of both. One thread puts, one takes; either may close it.
final class Pipe<Element: Sendable>: Sendable {
    private let elements: Mailbox<Element>
    /// One for each element that may still be put.
    private let room: Mailbox<Void>
    /// Taken out of the mailboxes, which give all that they have: room by the putting thread,
    /// elements, the oldest last, by the other.
    private let granted = Mutex(0)
    private let taken = Mutex<[Element]>([])

    /// - Parameter capacity: how many may lie in it.
    init(capacity: Int) {
        elements = Mailbox(capacity: capacity)
        room = Mailbox(capacity: capacity)
        for _ in 0..<capacity { room.put(()) }
    }

    /// Waits for room.
    /// - Returns: false where the pipe was closed: nobody takes the element.
    func put(_ element: Element) -> Bool {
        while !room.isClosed {
            if hasRoom {
                granted.withLock { $0 -= 1 }
                return elements.put(element)
            }
            room.wait(milliseconds: 1000)
        }
        return false
    }

    /// Whether ``put(_:)`` would not wait. For the thread that puts.
    var hasRoom: Bool {
        granted.withLock { granted in
            granted += room.takeAll().count
            return granted > 0
        }
    }

    /// Waits for the next element.
    /// - Returns: nil where the pipe was closed and is empty.
    func next() -> Element? {
        while true {
            // Asked before looking: what was put before it was closed is there then.
            let isClosed = elements.isClosed
            let next = taken.withLock { taken in
                if taken.isEmpty { taken = elements.takeAll().reversed() }
                return taken.popLast()
            }
            if let next {
                room.put(())
                return next
            }
            if isClosed { return nil }
            elements.wait(milliseconds: 1000)
        }
    }

    var isClosed: Bool { elements.isClosed }

    /// Nothing more is put; what lies in it can still be taken.
    func close() {
        elements.close()
        room.close()
    }
}
