public import Control
public import Messages

/// What a cell declared about itself, cleaned for the screen. Made from its manifest when the
/// cell welcomes the console; does not change while connected.
public struct CellFacts: Sendable {
    /// One group of action entries as the operator knows it.
    public struct Group: Sendable, Equatable {
        /// As in the manifest.
        public var name: String
        /// `RIGHT ARM`, `TORSO`.
        public var title: String
        public var kind: Manifest.GroupKind
        public var hasGripper: Bool
        public var hasWrench: Bool
        /// N; nil where the manifest declares no useful one.
        public var slowForce: Double?
        public var holdForce: Double?
        public var tactile: Manifest.TactileLayout?
        /// Closed and open ends of the gripper's command, and their unit.
        public var gripperClosed: Double
        public var gripperOpen: Double
        public var gripperUnit: String
        /// Groups taken with this one, a bit each.
        public var coupled: GroupMask
    }

    public var manifest: Manifest
    /// Where it was reached: `ipc://…`, `tcp://…`.
    public var address: String
    public var session: UInt64
    /// The identity that the cell gave this console.
    public var client: UInt64
    /// What this console's key allows there.
    public var role: Role
    public var groups: [Group]
    public var gauges: [String]

    public init(manifest: Manifest, welcome: Welcome, address: String) {
        self.manifest = manifest
        self.address = address.forDisplay(limit: 100)
        session = welcome.session
        client = welcome.client
        role = welcome.role
        gauges = manifest.policy.gauges.map { $0.forDisplay(limit: 40) }
        groups = manifest.groups.enumerated().map { index, group in
            Group(group, manifest.control.groups[index])
        }
    }

    public var robotName: String { manifest.robot.name.forDisplay(limit: 40) }
    public var policyName: String { manifest.policy.label.forDisplay(limit: 60) }
    public var isSimulated: Bool { manifest.robot.simulated }

    /// All groups, a bit each.
    public var allGroups: GroupMask { GroupMask(truncatingIfNeeded: (1 << groups.count) - 1) }

    /// Those that are arms; all where none is.
    public var arms: GroupMask {
        let found = groups.enumerated().reduce(GroupMask(0)) {
            $1.element.kind == .arm ? $0 | 1 << GroupMask(truncatingIfNeeded: $1.offset) : $0
        }
        return found == 0 ? allGroups : found
    }

    /// Which group a side means: the one with the side in its name, else by its place; a single
    /// group is both sides.
    public func mask(of side: Side) -> GroupMask {
        switch side {
        case .left: one("left", place: 0)
        case .right: one("right", place: 1)
        case .both: arms
        }
    }

    private func one(_ word: String, place: Int) -> GroupMask {
        guard !groups.isEmpty else { return 0 }
        let named = groups.firstIndex { $0.name.split(separator: "_").contains(Substring(word)) }
        let index = named ?? min(place, groups.count - 1)
        return 1 << GroupMask(truncatingIfNeeded: index)
    }

    /// A group with those that are coupled with it or follow it, and so on: lent together.
    func groupsLentTogether(with index: Int) -> GroupMask {
        let groups = manifest.control.groups
        var mask = GroupMask(1) << GroupMask(truncatingIfNeeded: index)
        for _ in groups.indices {
            for other in groups.indices {
                var bound = groups[other].coupled
                if case .follows(let leader) = groups[other].whileTaken {
                    bound |= 1 << GroupMask(truncatingIfNeeded: leader)
                }
                if mask.contains(group: other) { mask |= bound }
                if mask & bound != 0 { mask |= 1 << GroupMask(truncatingIfNeeded: other) }
            }
        }
        return mask & allGroups
    }

    /// `LEFT ARM`, `LEFT ARM and RIGHT ARM`.
    public func titles(of mask: GroupMask) -> String {
        groups.enumerated().filter { mask.contains(group: $0.offset) }.map(\.element.title)
            .joined(separator: " and ")
    }
}

/// Which arms a takeover key names.
public enum Side: Sendable, Equatable { case left, right, both }

extension GroupMask {
    public func contains(group index: Int) -> Bool {
        index >= 0 && index < 8 && self & (1 << GroupMask(truncatingIfNeeded: index)) != 0
    }
}

extension CellFacts.Group {
    init(_ group: Manifest.Group, _ configuration: GroupConfiguration) {
        name = group.name
        let words = group.name.forDisplay(limit: 40).uppercased().split(separator: "_")
        let isSide = words.count == 1 && (words[0] == "LEFT" || words[0] == "RIGHT")
        title = words.joined(separator: " ") + (isSide ? " ARM" : "")
        kind = group.kind
        hasGripper = configuration.hasGripper
        hasWrench = group.wrenchFrame != nil
        slowForce = configuration.limits.slowForce < 1e6 ? configuration.limits.slowForce : nil
        holdForce = configuration.limits.holdForce < 1e6 ? configuration.limits.holdForce : nil
        tactile = group.tactile
        gripperClosed = configuration.gripperLow
        gripperOpen = configuration.gripperHigh
        gripperUnit = (group.gripperUnit ?? "").forDisplay(limit: 12)
        coupled = configuration.coupled
    }
}
