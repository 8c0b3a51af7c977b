/// What groups have to do with each other, worked out of the manifest once: masks with a bit for
/// each group.
struct GroupBonds: Sendable {
    /// Coupled with it, itself included: whoever names one, directly or over others, is named by
    /// all of these. 0 for a group that is alone.
    private(set) var coupled = PerGroup<GroupMask>(filler: 0)
    /// Those that follow it, directly or over others.
    private(set) var followers = PerGroup<GroupMask>(filler: 0)
    /// While one of these is in human hands the policy does not move it.
    private(set) var rulers = PerGroup<GroupMask>(filler: 0)
    private(set) var isCoupled = false
    private(set) var isRuled = false

    init(_ configuration: ControlConfiguration) {
        let groups = configuration.groups
        let all = groups.indices.reduce(GroupMask(0)) { $0 | GroupBonds.bit($1) }
        for index in groups.indices {
            coupled.append(groups[index].coupled & all)
            followers.append(0)
            switch groups[index].whileTaken {
            case .policy: rulers.append(0)
            case .hold: rulers.append(all & ~GroupBonds.bit(index))
            case .follows(let leader):
                let isOther = groups.indices.contains(leader) && leader != index
                rulers.append(isOther ? GroupBonds.bit(leader) : 0)
            }
        }
        closeCoupling()
        for index in groups.indices { follow(index, groups) }
        isCoupled = coupled.indices.contains { coupled[$0] != 0 }
        isRuled = rulers.indices.contains { rulers[$0] != 0 }
    }

    static func bit(_ index: Int) -> GroupMask { 1 << GroupMask(truncatingIfNeeded: index) }

    /// Both ways, and on over others: as often as there are groups is enough for the longest way.
    private mutating func closeCoupling() {
        for index in coupled.indices where coupled[index] != 0 {
            coupled[index] |= GroupBonds.bit(index)
        }
        for _ in coupled.indices {
            for one in coupled.indices {
                for other in coupled.indices
                where coupled[one] & (coupled[other] | GroupBonds.bit(other)) != 0 {
                    coupled[one] |= coupled[other] | GroupBonds.bit(other)
                    coupled[other] |= coupled[one]
                }
            }
        }
    }

    private mutating func follow(_ index: Int, _ groups: PerGroup<GroupConfiguration>) {
        var follower = index
        // A manifest with a circle is refused; here it ends by itself.
        for _ in groups.indices {
            guard case .follows(let leader) = groups[follower].whileTaken,
                groups.indices.contains(leader), leader != index
            else { return }
            followers[leader] |= GroupBonds.bit(index)
            follower = leader
        }
    }
}
