import Testing

@testable import Terminal

@Suite("Bytes on their way to a terminal") struct OutputQueueTests {
    private static let limit: Int64 = 250

    @Test("arrive in order and whole, whatever the terminal takes at a time", arguments: 1..<9)
    func order(chunk: Int) {
        var queue = OutputQueue()
        var received: [UInt8] = []
        queue.append(Array(0..<100), now: 0)
        queue.append(Array(100..<200), now: 0)
        var calls = 0
        while !queue.isEmpty {
            unsafe queue.flush(now: 1) { bytes in
                calls += 1
                // Takes some, then nothing, as a slow line does.
                guard calls % 3 != 0 else { return 0 }
                unsafe received += bytes.prefix(chunk)
                return min(chunk, bytes.count)
            }
        }
        #expect(received == Array(0..<200))
    }

    @Test("make a terminal frozen only while it takes nothing at all")
    func flow() {
        var queue = OutputQueue()
        #expect(queue.flow(now: 1_000_000, limit: Self.limit) == .clear)
        queue.append([1, 2, 3], now: 1000)
        unsafe queue.flush(now: 1100) { _ in 0 }
        #expect(queue.flow(now: 1249, limit: Self.limit) == .waiting(since: 1000))
        #expect(queue.flow(now: 1250, limit: Self.limit) == .frozen(since: 1000))
        var room = 1
        unsafe queue.flush(now: 1300) { _ in
            defer { room = 0 }
            return room
        }
        #expect(queue.flow(now: 1549, limit: Self.limit) == .waiting(since: 1300))
        unsafe queue.flush(now: 1600) { $0.count }
        #expect(queue.flow(now: 9999, limit: Self.limit) == .clear)
    }

    @Test("are forgotten when the terminal is gone")
    func gone() {
        var queue = OutputQueue()
        queue.append([1, 2, 3], now: 0)
        unsafe queue.flush(now: 0) { _ in -1 }
        #expect(queue.isEmpty)
        #expect(queue.takeAll() == [])
    }
}
