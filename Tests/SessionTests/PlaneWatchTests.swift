import Console
import Control
import Testing

@testable import Session

/// A watch as a reference: expectations take no value that changes.
private final class Watched {
    var watch = PlaneWatch()
    var standing: PlaneStatus.Standing { watch.standing }
    init(begun: Bool = true) { if begun { watch.begin() } }

    func isConfirmed(at now: Nanoseconds) -> Bool { watch.isConfirmed(at: now) }
    func isInDoubt(at now: Nanoseconds) -> Bool { watch.isInDoubt(at: now) }
    func settle(at now: Nanoseconds, isHeard: Bool = true) -> PlaneWatch.News? {
        watch.settle(at: now, isHeard: isHeard)
    }

    /// A command every 10 ms from `start` on, ms; the cell answers those that pass.
    func run(from start: Int64, _ count: Int64, passes: Bool) -> [PlaneWatch.News] {
        var news: [PlaneWatch.News] = []
        for index in 0..<count {
            let now = Nanoseconds.milliseconds(start + index * 10)
            watch.sent(at: now)
            if passes { watch.heard(newest: UInt64(start + index * 10 + 1), at: now + 1_000_000) }
            if let told = settle(at: now + 1_000_000) { news.append(told) }
        }
        return news
    }
}

@Suite("Whether commands go by datagrams") struct PlaneWatchTests {
    @Test("is confirmed by the first answer, and works without a word")
    func works() {
        let watch = Watched(begun: false)
        #expect(!watch.isConfirmed(at: 0) && watch.standing == .none)
        watch.watch.begin()
        #expect(watch.standing == .settling && !watch.isConfirmed(at: 0))
        let news = watch.run(from: 0, 300, passes: true)
        #expect(news.isEmpty && watch.standing == .works)
        #expect(watch.isConfirmed(at: .milliseconds(2999)))
    }

    @Test("what never comes back is closed after a second, once")
    func neverOpen() {
        let watch = Watched()
        #expect(watch.run(from: 0, 100, passes: false).isEmpty)
        #expect(watch.standing == .settling)
        #expect(watch.run(from: 1000, 300, passes: false) == [.closed])
        #expect(watch.standing == .closed && !watch.isConfirmed(at: .seconds(4)))
    }

    @Test("without an answer for a twentieth of a second commands go both ways, unseen by anybody")
    func gap() {
        let watch = Watched()
        #expect(watch.isInDoubt(at: 0))
        _ = watch.run(from: 0, 100, passes: true)
        #expect(!watch.isInDoubt(at: .milliseconds(1041)))
        #expect(watch.isInDoubt(at: .milliseconds(1042)))
        #expect(watch.isConfirmed(at: .milliseconds(1090)))
        #expect(!watch.isConfirmed(at: .milliseconds(1092)))
        #expect(watch.run(from: 1000, 50, passes: false).isEmpty)
        #expect(!watch.isConfirmed(at: .milliseconds(1500)))
        #expect(watch.run(from: 1500, 50, passes: true).isEmpty)
        #expect(watch.standing == .works && watch.isConfirmed(at: .milliseconds(1999)))
    }

    @Test("closed again, it must pass for a second before that is told")
    func reopens() {
        let watch = Watched()
        _ = watch.run(from: 0, 100, passes: true)
        #expect(watch.run(from: 1000, 200, passes: false) == [.closed])
        #expect(watch.run(from: 3000, 50, passes: true).isEmpty)
        #expect(watch.isConfirmed(at: .milliseconds(3490)), "used at once")
        #expect(watch.run(from: 3500, 20, passes: false).isEmpty)
        #expect(watch.run(from: 3700, 99, passes: true).isEmpty, "the second begins anew")
        #expect(watch.run(from: 4690, 20, passes: true) == [.works])
    }

    @Test("an old answer that comes again confirms nothing")
    func progress() {
        let watch = Watched()
        watch.watch.sent(at: 0)
        watch.watch.heard(newest: 1, at: 1_000_000)
        for index in 1..<50 { watch.watch.heard(newest: 1, at: .milliseconds(Int64(index) * 10)) }
        #expect(!watch.isConfirmed(at: .milliseconds(200)))
    }

    @Test("neither a silent cell nor a console that sends nothing is taken for a closed port")
    func silence() {
        let watch = Watched()
        _ = watch.run(from: 0, 100, passes: true)
        var news = watch.settle(at: .seconds(20), isHeard: true)
        #expect(news == nil, "nothing was sent for 19 s")
        for index in 0..<500 {
            watch.watch.sent(at: .seconds(20) + .milliseconds(Int64(index) * 10))
            news = watch.settle(at: .seconds(20) + .milliseconds(Int64(index) * 10), isHeard: false)
            #expect(news == nil)
        }
        #expect(watch.standing == .works)
    }

    @Test("nothing of one grant's plane is left for the next one's")
    func ends() {
        let watch = Watched()
        _ = watch.run(from: 0, 100, passes: true)
        watch.watch.end()
        watch.watch.heard(newest: 1000, at: .milliseconds(1000))
        #expect(watch.standing == .none && !watch.isConfirmed(at: .milliseconds(1000)))
        #expect(watch.settle(at: .seconds(9), isHeard: true) == nil)
    }

    @Test("loss is what share of the numbers did not come, over the last seconds only")
    func loss() {
        var meter = LossMeter()
        #expect(meter.share == nil)
        var received: UInt64 = 0
        for number in 1...1000 {
            if number % 20 != 0 || number > 600 { received += 1 } else { continue }
            meter.note(
                number: UInt64(number), received: received, at: .milliseconds(Int64(number) * 10))
            if number == 599 { #expect(abs((meter.share ?? 0) - 0.05) < 0.01) }
        }
        #expect(meter.share == 0)
    }
}
