import Control
import Spatial
import Testing

@testable import FaultSimulation

/// A checker that cannot fail checks nothing: each is shown a tick in which its promise is broken.
@Suite("The checkers see what is broken")
struct CheckerTests {
    /// Where an operator drives an arm steadily.
    private static let place: (seed: UInt64, tick: Int)? = {
        for seed in UInt64(1)...200 {
            let life = Life(seed: seed, troubledTicks: 2000)
            guard life.scene.configuration.groups[0].space.isCartesian else { continue }
            while life.tick < 1000 {
                life.advance()
                let isSteady = life.scene.authorityBefore(0) == .operator
                if life.scene.authority(0) == .operator, isSteady { return (seed, life.tick) }
            }
        }
        return nil
    }()

    /// What the checkers find where that tick is falsified.
    private func findings(_ falsify: (Scene) -> Void) throws -> Set<String> {
        let place = try #require(CheckerTests.place)
        let life = Life(seed: place.seed, troubledTicks: 2000)
        while life.tick < place.tick { life.advance() }
        life.scene.before = life.scene.after
        falsify(life.scene)
        var checkers = Checkers()
        var findings = Findings()
        checkers.check(life.scene, &findings)
        return Set(findings.list.map(\.checker))
    }

    @Test("a jump, a limit passed, a number that is none")
    func motion() throws {
        #expect(try findings { $0.after.groups[0].motion[1] += 0.2 }.contains("Bumpless"))
        #expect(try findings { $0.after.groups[0].motion[1] += 9 }.contains("InsideLimits"))
        #expect(try findings { $0.after.groups[0].executed[0] = .nan }.contains("InsideLimits"))
        #expect(try findings { $0.after.groups[0].setpoint.position.x += 1 }.contains("Bumpless"))
    }

    @Test("a lease, a stop and an authority that nobody gave")
    func authority() throws {
        #expect(try findings { $0.after.lease.holder = 999 }.contains("OneHolder"))
        #expect(try findings { $0.after.stop = 9 }.contains("OneHolder"))
        let toPolicy = try findings { $0.after.groups[0].effective = .policy }
        #expect(toPolicy.contains("PolicyNeedsAnAct"))
        #expect(toPolicy.contains("TransitionsInTable"))
        #expect(try findings { $0.after.groups[0].hold = .taken }.contains("OneAuthority"))
        #expect(try findings { $0.after.groups[0].freshness = .driving }.contains("ShadowIsFresh"))
    }

    @Test("a robot that is not ready, and a command that is old")
    func silence() throws {
        #expect(try findings { $0.input.robotMode = .fault }.contains("MostSevereWins"))
        #expect(try findings { $0.after.groups[0].commandAge = 1 }.contains("HumanCommandIsFresh"))
        #expect(try findings { $0.input.now += 10_000_000_000 }.contains("SilenceEnds"))
    }
}
