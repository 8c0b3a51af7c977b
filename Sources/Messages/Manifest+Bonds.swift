internal import Control
internal import JSON5

/// What groups have to do with each other.
extension Manifest {
    static func readCoupled(
        _ place: ManifestPlace, _ names: [String], _ configuration: inout GroupConfiguration,
        _ reader: inout ManifestReader
    ) {
        for other in reader.list(place, "coupled", count: 0...Control.maximumGroups) {
            guard let index = names.firstIndex(where: { $0 == other.value?.string }) else {
                reader.refuse(path: other.path, "names no group of this manifest")
                continue
            }
            configuration.coupled |= 1 << UInt8(index)
        }
    }

    /// `"policy"`, `"hold"`, or `{follows: "GROUP"}`; it keeps its policy where nothing is said.
    static func readWhileTaken(
        _ place: ManifestPlace, _ name: String, _ names: [String],
        _ configuration: inout GroupConfiguration, _ reader: inout ManifestReader
    ) {
        guard reader.has(place, "while_taken") else { return }
        guard place.value?["while_taken"]?.object != nil else {
            let rules = [("policy", WhileTaken.policy), ("hold", .hold)]
            guard let rule = rules.first(where: { $0.0 == place.value?["while_taken"]?.string })
            else {
                return reader.refuse(
                    place, "while_taken", "must be policy, hold or {follows: \"GROUP\"}")
            }
            configuration.whileTaken = rule.1
            return
        }
        let rule = reader.object(place, "while_taken")
        let leader = reader.string(rule, "follows")
        guard let index = names.firstIndex(of: leader) else {
            if !leader.isEmpty {
                reader.refuse(rule, "follows", "names no group of this manifest")
            }
            return
        }
        guard leader != name else {
            return reader.refuse(rule, "follows", "names the group itself: name another, or hold")
        }
        configuration.whileTaken = .follows(index)
    }

    /// A circle of followers would wait for each other, and groups that hold together must have one
    /// way back.
    func checkBonds(_ places: [ManifestPlace], _ reader: inout ManifestReader) {
        for index in control.groups.indices {
            let path = places[index].child("while_taken")
            if isInCircle(index) {
                reader.refuse(
                    path: path + ".follows", "closes a circle: let one of its groups hold")
            }
            let rule = control.groups[index].whileTaken
            let others = control.groups.indices.filter {
                control.groups[index].coupled & (1 << UInt8($0)) != 0
                    && control.groups[$0].whileTaken != rule
            }
            guard let other = others.first else { continue }
            reader.refuse(
                path: path, "differs from that of \(groups[other].name), which is coupled with it")
        }
    }

    private func isInCircle(_ start: Int) -> Bool {
        var index = start
        for _ in control.groups.indices {
            guard case .follows(let leader) = control.groups[index].whileTaken else { return false }
            if leader == start { return true }
            index = leader
        }
        return false
    }
}
