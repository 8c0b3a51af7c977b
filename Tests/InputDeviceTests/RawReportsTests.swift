import Glibc
import Testing

@testable import InputDevice

/// A device that says what it is told to, a report per read.
private struct Mouse: ~Copyable {
    let device: Int32
    var reports: RawReports

    init() {
        var ends: [Int32] = [0, 0]
        let status = unsafe socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends)
        #expect(status == 0)
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        device = ends[0]
        reports = RawReports(descriptor: ends[1])
        _ = reports.drain(at: 0)
    }

    var repeats: Bool { reports.repeats }

    func say(_ bytes: UInt8...) {
        let count = unsafe write(device, bytes, bytes.count)
        #expect(count == bytes.count)
    }

    mutating func heard(at now: Int64) -> RawReports.Heard { reports.drain(at: now) }
}

@Suite("Raw reports") struct RawReportsTests {
    @Test("a still push that is sent again and again is noticed")
    func repeats() {
        var mouse = Mouse()
        var (heard, repeats) = (RawReports.Heard.nothing, false)
        for time in 1...4 as ClosedRange<Int64> {
            repeats = mouse.repeats
            #expect(!repeats)
            mouse.say(1, 0, 0, 20, 0)
            mouse.say(3, 1)
            heard = mouse.heard(at: time)
            #expect(heard == .reports)
        }
        repeats = mouse.repeats
        #expect(repeats)
        heard = mouse.heard(at: 5)
        #expect(heard == .nothing)
        close(mouse.device)
    }

    @Test("the zeros that end a push, changes, and other reports are no repetition")
    func others() {
        var mouse = Mouse()
        var (heard, repeats) = (RawReports.Heard.nothing, false)
        for number in 0..<20 as Range<UInt8> {
            mouse.say(1, 0, 0, 0, 0)
            mouse.say(2, number + 1, 0, 0, 0)
            mouse.say(3, 1)
            mouse.say(23, 80)
        }
        heard = mouse.heard(at: 1)
        #expect(heard == .reports)
        repeats = mouse.repeats
        #expect(!repeats)
        close(mouse.device)
    }

    @Test("battery and buttons prove nothing of the cap: a receiver may send them by itself")
    func receiver() {
        var mouse = Mouse()
        mouse.say(23, 80)
        mouse.say(3, 1)
        let heard = mouse.heard(at: 1)
        #expect(heard == .nothing)
        close(mouse.device)
    }

    @Test("what waited for long proves nothing, and an end is told")
    func backlog() {
        var mouse = Mouse()
        var heard = RawReports.Heard.nothing
        mouse.say(1, 9)
        heard = mouse.heard(at: 200_000_000)
        #expect(heard == .nothing)
        mouse.say(1, 9)
        heard = mouse.heard(at: 250_000_000)
        #expect(heard == .reports)
        close(mouse.device)
        heard = mouse.heard(at: 260_000_000)
        #expect(heard == .lost)
    }

    @Test("no folder, no reports")
    func none() {
        let isThere = RawReports(folder: "/nonexistent/hidraw") != nil
        #expect(!isThere)
    }
}
