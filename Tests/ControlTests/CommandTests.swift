import Control
import Spatial
import Testing

@Suite("Which commands count")
struct CommandTests {
    private func driving() -> ControlBench {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.1 }
        bench.steps(20)
        return bench
    }

    @Test("one that was seen already, one of another grant and one of the future do not")
    func refused() {
        var bench = driving()
        let refused = bench.arbiter.state.refusedCommands
        bench.linkUp = false
        let edits: [(inout OperatorCommand) -> Void] = [
            { _ in }, { $0.sequence -= 1 }, { $0.lease.sequence += 1 }, { $0.lease.epoch += 1 },
            {
                $0.sequence += 1
                $0.receivedAt += .seconds(1)
            },
        ]
        let (newest, hands) = (bench.arbiter.state.newest, bench.arbiter.state.hands)
        var last = bench.command ?? OperatorCommand()
        (last.lease, last.sequence, last.receivedAt) = (bench.lease, bench.sequence, bench.now)
        for (count, edit) in edits.enumerated() {
            var input = bench.makeInput()
            var command = last
            edit(&command)
            input.command = command
            _ = bench.arbiter.step(input)
            #expect(bench.arbiter.state.refusedCommands == refused + UInt64(count) + 1)
            #expect(bench.arbiter.state.newest == newest && bench.arbiter.state.hands == hands)
        }
    }

    @Test("how old it is counts from its receipt; without one there is no age")
    func age() {
        var bench = driving()
        #expect(bench.last.groups[1].commandAge == 0)
        bench.linkUp = false
        bench.steps(2)
        #expect(bench.last.groups[1].commandAge == 20_000_000)
        #expect(bench.arbiter.state.now == bench.now)
        #expect(bench.arbiter.state.tick == bench.tick)
        #expect(bench.ask(.releaseLease) == .none)
        #expect(bench.last.groups[1].commandAge == nil)
    }

    @Test("a motion that is no number opens the switch")
    func noNumber() {
        var bench = driving()
        bench.hands(groups: 0b10) { $0.twist.angular.z = .nan }
        bench.step()
        #expect(bench.last.groups[1].hold == .released)
        #expect(bench.last.groups[1].executed.isFinite)
        #expect(bench.arbiter.state.command(of: 1)?.twist == .zero)
    }

    @Test("a group that a command says nothing of is open, and its counters stand")
    func shortCommand() {
        var bench = driving()
        let whole = bench.command
        var short = OperatorCommand()
        short.groups.append(whole?.groups[0] ?? GroupCommand())
        bench.command = short
        bench.step()
        #expect(bench.last.groups[1].effective == .deviceLost)
        bench.command = whole
        bench.hands(groups: 0b10) { $0.enabled = false }
        bench.step()
        #expect(bench.ask(.acknowledge) == .none)
        bench.hands(groups: 0b10) { $0.enabled = true }
        bench.steps(20)
        #expect(bench.last.groups[1].effective == .hold, "the press of before is no new one")
        bench.press()
        bench.step()
        #expect(bench.last.groups[1].effective == .operator)
    }

    @Test("what the operator asked for stands beside what was executed, gripper and all")
    func described() throws {
        var bench = driving()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.5 }
        bench.steps(30)
        let right = bench.last.groups[1]
        let requested = try #require(right.operatorRequested)
        #expect(right.operatorLimited == right.executed)
        #expect(right.executed.count == 7)
        #expect(right.executed[6] == right.gripper)
        #expect(requested[1] >= right.executed[1])
        #expect(bench.last.groups[0].operatorRequested == nil)
    }

    @Test(
        "a tick that comes late moves an arm for two periods at most, one that goes back for none")
    func lateTick() {
        var bench = ControlBench()
        bench.begin()
        for (delay, periods) in [(0, 1.0), (10, 2), (30, 2), (-20, 0)] as [(Int64, Double)] {
            let before = bench.last.groups[0].setpoint.position.x
            bench.now += .milliseconds(delay)
            bench.step()
            let moved = bench.last.groups[0].setpoint.position.x - before
            #expect(isNear(moved, 0.05 * 0.01 * periods, by: 1e-12) && (periods != 0 || moved == 0))
        }
    }

    @Test("an arm that the link leaves in motion while the cell stands still is lost at once")
    func stall() {
        var bench = driving()
        bench.linkUp = false
        bench.now += .milliseconds(600)
        bench.step()
        #expect(bench.last.groups[1].effective == .linkLost)
        #expect(bench.ask(.acknowledge) == .linkNotFresh)
        bench.linkUp = true
        bench.step()
        bench.linkUp = false
        bench.steps(15)
        #expect(bench.ask(.acknowledge) == .linkNotFresh, "a word 150 ms old is none")
    }
}
