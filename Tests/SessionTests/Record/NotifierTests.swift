import Control
import Glibc
import RecordedCell
import Testing

@testable import Session

/// A service manager's end of the conversation: a datagram socket.
private final class Manager {
    let descriptor: Int32
    let address: String

    /// - Parameter address: a path, or `@name` in the abstract name space.
    init(_ address: String) throws {
        self.address = address
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        var name = Array(address.utf8)
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &place.sun_path) { unsafe $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let bound = unsafe withUnsafePointer(to: &place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, length)
            }
        }
        try #require(bound == 0)
    }

    deinit { _ = Glibc.close(descriptor) }

    /// The next datagram that is there; nil where there is none.
    func next() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}

@Suite("What the service manager hears") struct NotifierTests {
    @Test("datagrams arrive at a path, and in the abstract name space")
    func arrives() throws {
        let scratch = Scratch()
        for address in [scratch.path + "/notify", "@reins-test-\(getpid())"] {
            let manager = try Manager(address)
            let notifier = ServiceNotifier(address: address)
            #expect(notifier.tell("READY=1\nSTATUS=recording"))
            #expect(manager.next() == "READY=1\nSTATUS=recording")
            #expect(manager.next() == nil)
        }
    }

    @Test("a manager that does not listen keeps nobody waiting")
    func deaf() throws {
        let manager = try Manager("@reins-deaf-\(getpid())")
        let notifier = ServiceNotifier(address: manager.address)
        // More than any socket keeps.
        let taken = (0..<5000).filter { _ in
            notifier.tell("STATUS=" + String(repeating: "x", count: 1000))
        }
        #expect(taken.count < 5000)
        #expect(manager.next() != nil)
    }

    @Test("nobody, a place that is none and one that is too long are no trouble")
    func nobody() {
        #expect(!ServiceNotifier(address: nil).tell("READY=1"))
        #expect(!ServiceNotifier(address: "relative").tell("READY=1"))
        #expect(!ServiceNotifier(address: "/nowhere/at/all").tell("READY=1"))
        let long = "/" + String(repeating: "x", count: 200)
        #expect(!ServiceNotifier(address: long).tell("READY=1"))
    }

    @Test("the watchdog's period is ours only where the manager means this process")
    func watchdog() {
        func period(_ period: String?, _ process: String?) -> Int64? {
            ServiceNotifier(
                address: nil, watchdogMicroseconds: period, watchdogProcess: process
            ).watchdog
        }
        #expect(period("60000000", nil) == 60_000_000_000)
        #expect(period("60000000", String(getpid())) == 60_000_000_000)
        #expect(period("60000000", "1") == nil)
        #expect(period("soon", nil) == nil)
        #expect(period("-5", nil) == nil)
        #expect(period(nil, nil) == nil)
    }

    @Test("a sign of life needs every loop of every cell to go on")
    func advance() {
        var watch = AdvanceWatch(2)
        func advances(_ first: UInt64, _ second: UInt64, _ now: Nanoseconds) -> Bool {
            watch.allAdvanced([(first, first), (first, second)], at: now, within: 10)
        }
        let atFirst = advances(1, 1, 0)
        #expect(atFirst)
        // One disk stands still: for less than the limit it may.
        let shortly = advances(2, 1, 9)
        #expect(shortly)
        let tooLong = advances(3, 1, 11)
        #expect(!tooLong)
        let again = advances(4, 2, 15)
        #expect(again)
    }

    @Test("lines carry priorities where systemd keeps them, and stay one line")
    func lines() {
        #expect(ServiceLog(usesPriorities: true).line(.warning, "a\nb") == "<4>a b")
        #expect(ServiceLog(usesPriorities: false).line(.error, "a") == "a")
    }
}
