import Synchronization
import Testing
import Threads

@testable import Session

@Suite("Threads of a pipeline") struct PipelineTests {
    @Test("who is ahead waits, and everything arrives in order")
    func order() {
        let pipe = Pipe<Int>(capacity: 2)
        let worker = Worker("putting") {
            for number in 0..<1000 where !pipe.put(number) { return }
            pipe.close()
        }
        var taken: [Int] = []
        while let number = pipe.next() { taken.append(number) }
        worker.join()
        #expect(taken == Array(0..<1000))
    }

    @Test("no more lies in it than it may hold")
    func capacity() {
        let pipe = Pipe<Int>(capacity: 2)
        let offered = Counter()
        let worker = Worker("putting") {
            for number in 0..<10 {
                offered.count.withLock { $0 = number }
                guard pipe.put(number) else { return }
            }
        }
        #expect(pipe.next() == 0)
        // Two lie in it at most, and the next is offered.
        #expect(offered.count.withLock { $0 } <= 3)
        pipe.close()
        worker.join()
        #expect(offered.count.withLock { $0 } <= 3)
    }

    @Test("what was put before it was closed can be taken, and nothing is put after")
    func closed() {
        let pipe = Pipe<String>(capacity: 2)
        #expect(pipe.put("a"))
        pipe.close()
        #expect(!pipe.put("b"))
        #expect(pipe.next() == "a")
        #expect(pipe.next() == nil)
    }

    @Test("a value that is computed later is there when asked for, and so is its failure")
    func later() throws {
        let sum = Later("sum") { (1...100).reduce(0, +) }
        #expect(sum.value() == 5050)
        #expect(sum.value() == 5050)
        let failing = Later<Int, Broken>("failing") { () throws(Broken) in throw Broken() }
        #expect(throws: Broken.self) { try failing.value() }
    }

    private struct Broken: Error {}

    private final class Counter: Sendable { let count = Mutex(0) }
}
