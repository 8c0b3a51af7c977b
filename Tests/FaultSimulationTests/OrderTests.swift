import Control
import Testing

@testable import FaultSimulation

/// The same life with its groups declared in another order: the same decisions, tick by tick.
@Suite("The order of the groups decides nothing")
struct OrderTests {
    /// Reversed.
    private static func turned<T>(_ list: PerGroup<T>, filler: T) -> PerGroup<T> {
        var result = PerGroup<T>(filler: filler)
        for index in list.indices.reversed() { result.append(list[index]) }
        return result
    }

    private static func turned(_ mask: GroupMask, _ count: Int) -> GroupMask {
        // What names no group stays what it is.
        let rest = mask & ~GroupMask(truncatingIfNeeded: (1 << count) - 1)
        return (0..<count).reduce(rest) {
            mask & (1 << UInt8($1)) != 0 ? $0 | 1 << UInt8(count - 1 - $1) : $0
        }
    }

    private static func turned(_ configuration: ControlConfiguration) -> ControlConfiguration {
        var result = configuration
        let count = configuration.groups.count
        result.groups = turned(configuration.groups, filler: GroupConfiguration())
        for index in result.groups.indices {
            result.groups[index].coupled = turned(result.groups[index].coupled, count)
            if case .follows(let leader) = result.groups[index].whileTaken {
                result.groups[index].whileTaken = .follows(count - 1 - leader)
            }
        }
        return result
    }

    private static func turned(_ input: ArbiterInput) -> ArbiterInput {
        var result = input
        let count = input.groups.count
        result.groups = turned(input.groups, filler: GroupInput())
        for command in input.commands.indices {
            result.commands[command].groups.removeAll()
            for index in (0..<count).reversed() {
                result.commands[command].groups.append(input.commands[command].groups[index])
            }
        }
        for index in result.requests.indices {
            result.requests[index].groups = turned(input.requests[index].groups, count)
        }
        return result
    }

    @Test("reversed groups are decided alike", arguments: 1...30)
    func reversed(seed: Int) {
        let life = Life(seed: UInt64(seed), troubledTicks: 600)
        let plan = life.plan.configuration
        guard plan.groups.count >= 2 else { return }
        var mirror: Arbiter?
        for _ in 0..<900 {
            life.advance()
            // Named are the first ones: from there on the other order cannot say the same.
            let commands = life.scene.input.commands
            if commands.indices.contains(where: {
                commands[$0].groups.count < plan.groups.count
            }) {
                return
            }
            let input = OrderTests.turned(life.scene.input)
            if mirror == nil {
                mirror = Arbiter(
                    configuration: OrderTests.turned(plan),
                    leaseEpoch: life.scene.after.lease.tag.epoch)
            }
            guard let decision = mirror?.step(input) else { return }
            let expected = OrderTests.turned(life.scene.after.groups, filler: GroupDecision())
            #expect(decision.groups == expected, "seed \(seed), tick \(life.tick)")
            #expect(decision.answers == life.scene.after.answers)
            if decision.groups != expected { return }
        }
    }
}
