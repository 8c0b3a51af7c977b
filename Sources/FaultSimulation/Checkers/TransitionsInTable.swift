public import Control

/// Every change of authority is one that the contract names, and a soak exercises all of them.
public struct TransitionsInTable: Sendable {
    public init() {}

    /// How often each change was seen: from × 10 + to.
    public private(set) var counts = [Int](repeating: 0, count: 100)

    mutating func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            let (old, new) = (scene.authorityBefore(group), scene.authority(group))
            guard old != new else { continue }
            counts[Int(old.rawValue) * 10 + Int(new.rawValue)] += 1
            findings.must(
                isAllowed(old, new, acts: scene.ledger.actsOfThisTick), "TransitionsInTable",
                group, "\(old) → \(new) is not in the contract")
        }
    }

    /// A tick takes the acts first, then what is wrong, then what goes on by itself: a change is
    /// one of the contract's, or what is left of several in that order.
    private func isAllowed(_ old: Authority, _ new: Authority, acts: Int) -> Bool {
        var reached: Set<Authority> = [old]
        for _ in 0..<min(acts, 8) { reached.formUnion(after(reached, [.act])) }
        for _ in 0..<2 { reached.formUnion(after(reached, [.condition])) }
        reached.formUnion(after(reached, [.press, .time]))
        return reached.contains(new)
    }

    private func after(_ authorities: Set<Authority>, _ causes: Set<AuthorityContract.Cause>)
        -> Set<Authority>
    {
        var result: Set<Authority> = []
        for authority in authorities {
            for exit in AuthorityContract.of(authority).exits where causes.contains(exit.cause) {
                result.insert(exit.to)
            }
        }
        return result
    }

    /// Adds what another life saw.
    public mutating func add(_ other: TransitionsInTable) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// Changes that the contract names and that were never seen.
    public var missing: [(from: Authority, to: Authority)] {
        var result: [(from: Authority, to: Authority)] = []
        for from in Authority.allCases {
            for exit in AuthorityContract.of(from).exits where exit.to != from {
                let place = Int(from.rawValue) * 10 + Int(exit.to.rawValue)
                if counts[place] == 0 { result.append((from, exit.to)) }
            }
        }
        return result
    }
}
