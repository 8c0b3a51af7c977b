import Control
import Messages
import Spatial
import Testing

@testable import Console

@Suite("What the console knows of a cell")
struct LiveStateTests {
    @Test("an old, repeated or misshapen step changes nothing")
    func onlyNewerSteps() {
        var live = SampleCell.live(ticks: 10)
        let known = live.newest
        let repeated = live.apply(SampleCell.step(tick: 10), receivedAt: 1)
        let older = live.apply(SampleCell.step(tick: 9), receivedAt: 1)
        #expect(!repeated && !older)
        let short = SampleCell.step(tick: 11) { $0.groups = PerGroup(filler: GroupStep()) }
        let misshapen = live.apply(short, receivedAt: 1)
        #expect(!misshapen)
        #expect(live.newest == known)
        let newer = live.apply(SampleCell.step(tick: 11), receivedAt: 1)
        #expect(newer)
    }

    @Test("a step before the cell said what it is is not taken")
    func noManifest() {
        var live = LiveState(now: 0)
        let early = live.apply(SampleCell.step(tick: 1), receivedAt: 1)
        #expect(!early)
        #expect(live.lease == .unknown)
        #expect(!live.isFresh(at: 1))
    }

    @Test("steps that were made and not seen are counted, also where the cell thins them")
    func missed() {
        var live = SampleCell.live(ticks: 10)
        #expect(live.link.missed == 0)
        live.apply(SampleCell.step(tick: 14), receivedAt: 200_000_000)
        #expect(live.link.missed == 3)
        live.stride = 4
        live.apply(SampleCell.step(tick: 18), receivedAt: 200_000_000)
        #expect(live.link.missed == 3)
        live.apply(SampleCell.step(tick: 30), receivedAt: 200_000_000)
        #expect(live.link.missed == 5)
    }

    @Test("the rate is the cell's own, not that of arrival")
    func rate() throws {
        let live = SampleCell.live(ticks: 300)
        #expect(abs(try #require(live.link.rate) - 100) < 0.5)
    }

    @Test("half a second of silence makes the picture old")
    func silence() throws {
        let live = SampleCell.live(ticks: 100)
        let seen = try #require(live.link.newestStepAt)
        #expect(live.isFresh(at: seen + 500_000_000))
        #expect(!live.isFresh(at: seen + 500_000_001))
    }

    @Test("the lease is mine, another's with its name, or nobody's")
    func lease() {
        var live = SampleCell.live(ticks: 5)
        #expect(live.lease == .mine(stale: false))
        live.apply(
            SampleCell.step(tick: 6) { $0.lease.holder = SampleCell.otherClient }, receivedAt: 1)
        #expect(live.lease == .other(name: "another console", stale: false))
        var reply = Reply()
        reply.holderName = "bench two\u{1B}[2J"
        live.apply(reply)
        #expect(live.lease == .other(name: "bench two[2J", stale: false))
        live.apply(SampleCell.step(tick: 7) { $0.lease.holder = 0 }, receivedAt: 1)
        #expect(live.lease == .free)
        #expect(live.leaseHolderName.isEmpty)
    }

    @Test("another start of the cell forgets the steps of the first")
    func restart() {
        var live = SampleCell.live(ticks: 500)
        var facts = SampleCell.facts()
        facts.session = 2
        live.apply(facts)
        #expect(live.newest == nil)
        let first = live.apply(SampleCell.step(tick: 1), receivedAt: 9)
        #expect(first)
        live.apply(facts)
        #expect(live.newest?.tick == 1)
    }

    @Test("another manifest in the same session forgets what was seen under the first")
    func manifestChanged() {
        var live = SampleCell.live(ticks: 50)
        live.apply(SampleCell.facts(groups: ["solo"]))
        #expect(live.newest == nil)
        #expect(live.arms.count == 1)
        let taken = live.apply(SampleCell.step(tick: 51), receivedAt: 1)
        #expect(!taken)
    }

    @Test("an authority is dated from when it began, a limit is shown a while after it acted")
    func since() {
        var live = SampleCell.live(ticks: 10)
        for tick: UInt64 in 11...20 {
            let step = SampleCell.step(tick: tick) {
                $0.groups[1].decision.effective = .hold
                $0.groups[1].decision.hold = tick < 15 ? .taken : .released
                if tick == 12 { $0.groups[1].decision.limits = [.leash, .linearSpeed] }
            }
            live.apply(step, receivedAt: step.now)
        }
        #expect(live.arms[1].since == 150_000_000)
        #expect(live.arms[1].limits(at: 150_000_000) == [.leash, .linearSpeed])
        #expect(live.arms[1].limits(at: 900_000_000).isEmpty)
    }

    @Test("numbers that are none stay out of histories and pictures")
    func notFinite() {
        var live = SampleCell.live(ticks: 10)
        let step = SampleCell.step(tick: 60) {
            $0.gauges = [.nan]
            $0.groups[0].observation.wrench?.force.x = .infinity
        }
        live.apply(step, receivedAt: 1)
        #expect(live.gauges[0].values.last == .some(nil))
        #expect(live.gauges[1].values.last == .some(nil))
        #expect(live.arms[0].wrench == nil)
    }

    @Test("events are bounded and cleaned")
    func events() {
        var live = SampleCell.live(ticks: 1)
        for number in 0..<200 {
            var event = Event()
            event.group = number % 2 == 0 ? 1 : 77
            event.text = "event \(number)\u{1B}]0;title\u{07}\nsecond \u{202E}line"
            live.apply(event)
        }
        #expect(live.events.count == LiveState.eventCapacity)
        #expect(live.events.last?.text == "event 199]0;title second line")
        #expect(live.events.last?.group == nil)
        #expect(live.events.dropLast().last?.group == 1)
    }

    @Test("a tactile message whose size is a lie is ignored; the scale only grows")
    func tactile() {
        var live = SampleCell.live(ticks: 1)
        var message = Tactile()
        message.rows = 2
        message.columns = 2
        message.pressure = [1, 2, .nan]
        live.apply(message, group: 1)
        #expect(live.arms[1].tactile == nil)
        message.pressure = [0, 2, .nan, 4]
        live.apply(message, group: 1)
        #expect(live.arms[1].tactile?.shares == [0, 0.5, nil, 1])
        message.pressure = [1, 1, 1, 1]
        live.apply(message, group: 1)
        live.apply(message, group: 5)
        #expect(live.arms[1].tactile?.shares == [0.25, 0.25, 0.25, 0.25])
    }

    @Test(
        "a side means the group of that name, else the one in its place",
        arguments: [
            (["left", "right"], 0b01, 0b10), (["right", "left"], 0b10, 0b01),
            (["a", "b"], 0b01, 0b10), (["solo"], 0b1, 0b1),
            (["torso", "right_arm", "left_arm"], 0b100, 0b010),
        ])
    func sides(groups: [String], left: Int, right: Int) {
        let facts = SampleCell.facts(groups: groups)
        #expect(facts.mask(of: .left) == GroupMask(left))
        #expect(facts.mask(of: .right) == GroupMask(right))
        #expect(facts.mask(of: .both) == facts.allGroups)
    }

    @Test("titles are words an operator would say")
    func titles() {
        let facts = SampleCell.facts(groups: ["left", "right_arm", "torso"])
        #expect(facts.groups.map(\.title) == ["LEFT ARM", "RIGHT ARM", "TORSO"])
        #expect(facts.titles(of: 0b101) == "LEFT ARM and TORSO")
    }
}
