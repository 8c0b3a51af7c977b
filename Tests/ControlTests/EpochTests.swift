import Control
import Testing

/// What was planned for the scene before is not for this one.
@Suite("A new scene begins with new plans")
struct EpochTests {
    /// Into the reset of the second episode.
    private func secondScene() -> ControlBench {
        var bench = ControlBench()
        bench.begin()
        _ = bench.ask(.end, argument: 1)
        _ = bench.ask(.next)
        return bench
    }

    private func speed(_ bench: ControlBench) -> Double {
        let motion = bench.last.groups[0].motion
        return (motion * motion).sum().squareRoot()
    }

    @Test("a plan from before the reset moves neither arm nor gripper, and counts as none")
    func oldPlan() {
        var bench = secondScene()
        bench.inferenceBegan = bench.now
        bench.requests.append(Request(.resetDone))
        bench.step()
        let gripper = bench.last.groups[0].gripper
        bench.gripperWanted = 0
        #expect(bench.ask(.start) == .none)
        for _ in 0..<10 {
            bench.step()
            #expect(speed(bench) == 0)
            #expect(bench.last.groups[0].gripper == gripper)
        }
        bench.steps(20)
        #expect(bench.last.groups[0].hold == .policyStale)
    }

    @Test("one that was begun for the scene drives")
    func newPlan() {
        var bench = secondScene()
        bench.requests.append(Request(.resetDone))
        bench.step()
        bench.steps(5)
        #expect(bench.ask(.start) == .none)
        bench.steps(10)
        #expect(bench.last.groups[0].effective == .policy)
        #expect(speed(bench) > 0)
    }

    @Test("a start in the very tick of the reset's end moves nothing by the old plan")
    func sameTick() {
        var bench = secondScene()
        bench.inferenceBegan = bench.now
        bench.requests.append(Request(.resetDone))
        bench.request(.start)
        bench.step()
        #expect(bench.last.episode.state == .running)
        #expect(speed(bench) == 0)
    }

    @Test("an epoch of one group leaves the other its columns of the running chunk")
    func columns() {
        var configuration = ControlConfiguration()
        configuration.policy.horizon = 8
        for _ in 0..<2 { configuration.groups.append(GroupConfiguration()) }
        let width = configuration.groups.indices.reduce(0) {
            $0 + configuration.groups[$1].entryCount
        }
        var schedule = ChunkSchedule(configuration: configuration)
        func offer(_ id: UInt64, began: Nanoseconds, at now: Nanoseconds) {
            let isTaken = schedule.offer(
                id: id, observation: id, observedAt: began, inferenceBegan: began,
                offeredAt: now, rows: 8, width: width,
                values: [Double](repeating: 0, count: 8 * width))
            #expect(isTaken)
        }
        offer(1, began: 1000, at: 1100)
        var state = ArbiterState()
        for _ in 0..<2 { state.groups.append(GroupState()) }
        state.groups[1].epochBegan = 2000
        var input = ArbiterInput()
        for _ in 0..<2 { input.groups.append(GroupInput()) }
        input.now = 2000
        schedule.note(state, after: input)
        #expect(schedule.candidate(group: 0, at: 2000, measured: nil)?.chunk == 1)
        #expect(schedule.candidate(group: 1, at: 2000, measured: nil) == nil)
        offer(2, began: 1999, at: 2100)
        #expect(schedule.candidate(group: 0, at: 2100, measured: nil)?.chunk == 2)
        #expect(schedule.candidate(group: 1, at: 2100, measured: nil) == nil, "begun before")
        offer(3, began: 2000, at: 2200)
        #expect(schedule.candidate(group: 1, at: 2200, measured: nil)?.chunk == 3)
    }
}
