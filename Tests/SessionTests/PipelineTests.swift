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
        #expect(pipe.put(0) && pipe.put(1))
        #expect(!pipe.hasRoom)
        let third = Later("putting") { pipe.put(2) }
        #expect(pipe.next() == 0)
        #expect(third.value())
        #expect(!pipe.hasRoom)
        // Who waits for room when it is closed is told that nobody takes the element.
        let fourth = Later("putting") { pipe.put(3) }
        pipe.close()
        #expect(!fourth.value())
        #expect(pipe.next() == 1 && pipe.next() == 2 && pipe.next() == nil)
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
}
