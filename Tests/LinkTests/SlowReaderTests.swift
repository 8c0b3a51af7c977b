import CLinux
import Control
import Messages
import Testing

@testable import Link

@Suite("A console that reads slowly, or goes away")
struct SlowReaderTests {
    private let scratch = Scratch()

    private func record(_ sequence: UInt64, topic: UInt16, bytes: Int) -> [UInt8] {
        var record: [UInt8] = []
        BulkRecord.appendHead(topic: topic, sequence: sequence, stamp: 0, to: &record)
        return record + [UInt8](repeating: 7, count: bytes)
    }

    @Test("bulk is dropped and counted, images first; control stays prompt; memory is bounded")
    func slowBulk() throws {
        let secured = try Secured(scratch.endpoint)
        let (cell, endpoint) = (secured.cell, secured.endpoint)
        let slow = try TestConsole(endpoint, secured.security)
        #expect(until(cell, [slow]) { slow.link.state == .ready && cell.server.hasSubscribers })
        slow.readsBulk = false

        let bound = BulkClass.allCases.reduce(0) { $0 + $1.bound.bytes }
        let image = record(1, topic: 2, bytes: 1 << 20)
        var steps: UInt64 = 0
        for _ in 0..<100 {
            cell.server.publishBulk(image, class: .image)
            steps += 1
            cell.server.publishBulk(record(steps, topic: 1, bytes: 2000), class: .step)
            #expect(cell.server.bulkBacklogBytes <= bound)
        }
        let client = try #require(cell.server.connected.first)
        #expect(client.drops.images > 0)
        #expect(client.drops.steps == 0)
        #expect(cell.server.counters.bulkDropped == client.drops.images)

        // A request and its answer go through while the bulk connection stands still.
        slow.link.send(.request(Request(.stop, id: 8)))
        #expect(until(cell, [slow]) { cell.inbox.contains { $0.message.isRequest(8) } })
        #expect(cell.server.bulkBacklogBytes > 0)
        try cell.server.send(.drops(client.drops), to: client.identity)
        #expect(until(cell, [slow]) { slow.inbox.contains(.drops(client.drops)) })

        // Every step arrives in order once it reads again; the missing images are those counted.
        slow.readsBulk = true
        let expected = 200 - client.drops.images
        #expect(until(cell, [slow]) { UInt64(slow.records.count) == expected })
        #expect(slow.records.filter { $0.topic == 1 }.map(\.sequence) == Array(1...steps))
        #expect(cell.server.bulkBacklogBytes == 0)
    }

    @Test("the queue of one class does not take the room of another")
    func queueBounds() {
        var queue = BulkQueue()
        var images = 0
        while queue.append([UInt8](repeating: 0, count: 1 << 20), class: .image) { images += 1 }
        #expect(images == 16)
        let step = queue.append([1], class: .step)
        let other = queue.append([2], class: .other)
        #expect(step && other)
        #expect(queue.drops.images == 1)
        var left: [Int] = []
        let outcome = queue.flush {
            left.append($0.count)
            return left.count < 4 ? .sent : .full
        }
        #expect(outcome == .full)
        #expect(left == [1, 1, 1 << 20, 1 << 20])
        #expect(queue.bytes == 15 << 20)
    }

    @Test("a cell that restarts is found again: hello, bulk and all", arguments: [false, true])
    func restart(tcp: Bool) throws {
        let first = try Secured(tcp ? lastingTCP() : scratch.endpoint)
        let endpoint = first.endpoint
        let console = try TestConsole(endpoint, first.security)
        #expect(until(first.cell, [console]) { console.link.state == .ready })
        first.cell.server.close()
        #expect(until(nil, [console]) { console.link.state == .lost })
        // What is sent meanwhile is not kept: it would be stale when it arrives.
        #expect(console.link.send(.request(Request(.handBack, id: 1))) == .gone)
        #expect(console.link.counters.notSent == 1)

        let again = try TestCell(
            endpoint, .curve(first.cellPair, allowed: .keys([first.consolePair.publicKey])))
        #expect(
            until(again, [console]) {
                console.link.state == .ready && again.server.hasSubscribers
            })
        #expect(console.link.counters.connections == 2)
        #expect(again.inbox.count == 1)
    }

    @Test("a console that goes away is announced once something is sent to it")
    func departure() throws {
        let secured = try Secured(scratch.endpoint)
        let (cell, step) = (secured.cell, try ControlMessage.event(Event()).encoded())
        var console: TestConsole? = try TestConsole(secured.endpoint, secured.security)
        #expect(until(cell, [console].compactMap(\.self)) { cell.server.connected.count == 1 })
        console?.link.close()
        console?.bulk.close()
        console = nil
        #expect(
            until(cell, []) {
                cell.server.broadcast(step)
                return cell.departed == [secured.consolePair.publicKey.identity]
            })
        #expect(cell.server.connected.isEmpty)
        #expect(
            until(cell, []) {
                cell.server.publishBulk(record(1, topic: 1, bytes: 1), class: .step)
                return !cell.server.hasSubscribers
            })
    }

    @Test("what is sent just before closing still arrives")
    func lastWords() throws {
        let secured = try Secured(scratch.endpoint)
        let console = try TestConsole(secured.endpoint, secured.security)
        #expect(until(secured.cell, [console]) { console.link.state == .ready })
        console.link.send(.request(Request(.releaseLease, id: 3)))
        console.link.close()
        #expect(until(secured.cell, []) { secured.cell.inbox.contains { $0.message.isRequest(3) } })
    }

    @Test("another thread wakes the cell's link thread")
    func wake() throws {
        let cell = try TestCell(scratch.endpoint, .none)
        cell.server.waker.wake()
        cell.server.waker.wake()
        let start = reins_monotonic_ns()
        cell.server.wait(timeoutMilliseconds: 60_000)
        #expect(reins_monotonic_ns() - start < 30_000_000_000)
        // The wake-ups are used up: the next wait lasts.
        let next = reins_monotonic_ns()
        cell.server.wait(timeoutMilliseconds: 20)
        #expect(reins_monotonic_ns() - next >= 19_000_000)
    }
}
