import Control
import Messages
import Testing

@testable import Link

@Suite("STOP and the limit on what one client may send") struct StopInFloodTests {
    private let scratch = Scratch()

    @Test("a console that floods the cell is cut short, its STOP is not")
    func ownFlood() throws {
        let cell = try TestCell(scratch.endpoint, .none)
        let console = try TestConsole(scratch.endpoint, .none())
        #expect(until(cell, [console]) { console.link.state == .ready })
        #expect(
            until(cell, [console]) {
                for _ in 0..<50 { console.link.send(.request(Request(.hold))) }
                return cell.server.counters.flooded > 0
            })
        #expect(
            until(cell, [console]) {
                // More than what is let in again meanwhile.
                for _ in 0..<50 { console.link.send(.request(Request(.hold))) }
                console.link.send(.request(Request(.stop, id: 5)))
                return cell.inbox.contains { $0.message.isStop(5) }
            })
    }
}

extension ControlMessage {
    fileprivate func isStop(_ id: UInt32) -> Bool {
        guard case .request(let request) = self else { return false }
        return request.kind == .stop && request.id == id
    }
}
