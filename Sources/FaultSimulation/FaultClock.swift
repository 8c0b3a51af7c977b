internal import Simulation

/// When each fault comes and how long it stays. Looking costs nothing while none is due.
final class FaultClock {
    private var every: PerFault
    private var begins: PerFault
    private var ends: PerFault
    private var next = 0
    private var chance: SeededGenerator

    init(_ plan: LifePlan) {
        every = plan.faultEvery
        begins = PerFault(repeating: Int.max)
        ends = PerFault(repeating: 0)
        chance = SeededGenerator(seed: plan.seed, stream: 2)
        for fault in Fault.allCases where every[fault] > 0 {
            begins[fault] = chance.within(1...2 * every[fault])
        }
    }

    /// - Returns: the faults that begin at this tick.
    func advance(to tick: Int) -> Set<Fault> {
        guard tick >= next else { return [] }
        var begun: Set<Fault> = []
        next = Int.max
        for fault in Fault.allCases where every[fault] > 0 {
            if tick >= begins[fault] {
                begun.insert(fault)
                ends[fault] = tick + duration(of: fault)
                begins[fault] = ends[fault] + chance.within(1...2 * every[fault])
            }
            next = min(next, begins[fault])
        }
        return begun
    }

    func isOn(_ fault: Fault, at tick: Int) -> Bool { tick < ends[fault] }

    /// No fault any more, from this tick on.
    func calm() {
        every = PerFault(repeating: 0)
        ends = PerFault(repeating: 0)
        next = Int.max
    }

    /// Ticks: mostly short, sometimes longer than every time limit.
    private func duration(of fault: Fault) -> Int {
        switch fault {
        case .commandDuplicate, .consoleRestart, .cellStall, .clockPause: 1
        // Longer than an arm takes to settle.
        case .creep: chance.pick([30, 200, 500, 900])
        default: chance.pick([1, 2, 5, 12, 30, 80, 300])
        }
    }
}
