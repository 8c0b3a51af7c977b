import Control
import Spatial
import Testing

@Suite("A contact that holds")
struct WrenchTests {
    private func held() -> ControlBench {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.force = Vector3(0, 0, 50)
        bench.steps(3)
        bench.release()
        bench.step()
        return bench
    }

    @Test(
        "lets the operator back away, and holds again only after the force fell below the slow one")
    func backAway() {
        var bench = held()
        #expect(bench.last.groups[1].hold == .wrench)
        bench.press()
        bench.steps(5)
        #expect(bench.last.groups[1].effective == .operator)
        bench.force = Vector3(0, 0, 30)
        bench.steps(3)
        bench.force = Vector3(0, 0, 50)
        bench.steps(3)
        #expect(bench.last.groups[1].effective == .operator)
        bench.force = Vector3(0, 0, 19)
        bench.step()
        bench.force = Vector3(0, 0, 50)
        bench.step()
        #expect(bench.last.groups[1].hold == .wrench)
    }

    @Test("a wrench that is no number is none")
    func infinite() {
        var bench = ControlBench()
        bench.begin()
        bench.force = Vector3(.infinity, 0, 0)
        bench.steps(3)
        #expect(bench.last.groups[0].effective == .policy)
    }
}
