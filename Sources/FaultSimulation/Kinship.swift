internal import Control

/// Which groups belong together, as somebody reads it in the manifest: by names of families, where
/// the cell works with masks.
struct Kinship: Sendable {
    /// Groups with the same number are coupled.
    private let family: [Int]
    private let rules: [WhileTaken]

    init(_ configuration: ControlConfiguration) {
        let groups = configuration.groups.indices
        var family = Array(groups)
        for one in groups {
            for other in groups where configuration.groups[one].coupled & (1 << UInt8(other)) != 0 {
                let (old, new) = (family[other], family[one])
                for member in groups where family[member] == old { family[member] = new }
            }
        }
        self.family = family
        rules = groups.map { configuration.groups[$0].whileTaken }
    }

    /// Those that are coupled with it, without itself.
    func relatives(of group: Int) -> [Int] {
        family.indices.filter { $0 != group && family[$0] == family[group] }
    }

    /// Whether a group follows another, directly or over others.
    func follows(_ group: Int, _ leader: Int) -> Bool {
        guard case .follows(let next) = rules[group] else { return false }
        return next == leader || follows(next, leader)
    }

    /// Groups for whose sake a group holds while they are in human hands.
    func rulers(of group: Int) -> [Int] {
        switch rules[group] {
        case .policy: []
        case .hold: rules.indices.filter { $0 != group }
        case .follows(let leader): [leader]
        }
    }
}
