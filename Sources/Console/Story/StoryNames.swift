internal import Messages

/// Every name of the cell that a story uses.
struct StoryNames {
    var arms: Set<String> = []
    var gauges: Set<String> = []
    var features: Set<String> = []

    /// One clause about a name that the cell does not have, with the names that it has.
    func unknown(in cell: CellFacts) -> String? {
        let sides: Set<String> = ["left", "right"]
        if let arm = arms.subtracting(sides).subtracting(cell.groups.map(\.name)).min() {
            return missing("arm", arm, cell.groups.map(\.name))
        }
        if let gauge = gauges.subtracting(cell.manifest.policy.gauges).min() {
            return missing("gauge", gauge, cell.manifest.policy.gauges)
        }
        let known = cell.manifest.features.map(\.name)
        if let feature = features.subtracting(known).min() {
            return missing("feature", feature, known)
        }
        return nil
    }

    private func missing(_ kind: String, _ name: String, _ known: [String]) -> String {
        let list = known.isEmpty ? "it has none" : "it has " + known.joined(separator: ", ")
        return "the cell has no \(kind) \"\(name.forDisplay(limit: 40))\"; "
            + list.forDisplay(limit: 300)
    }
}

extension Story {
    var names: StoryNames {
        var names = StoryNames()
        for step in steps {
            if let when = step.when { names.add(when) }
            if let unless = step.unless { names.add(unless.condition) }
            for action in step.actions { names.add(action) }
        }
        return names
    }
}

extension StoryNames {
    mutating func add(_ condition: Story.Condition) {
        switch condition {
        case .after, .episode, .outcome, .control: break
        case .authority(let arm, _, _): arms.insert(arm)
        case .compare(let quantity, _, _): add(quantity)
        case .all(let conditions), .any(let conditions):
            for condition in conditions { add(condition) }
        case .not(let condition), .lasting(let condition, _, _): add(condition)
        }
    }

    private mutating func add(_ quantity: Story.Quantity) {
        switch quantity {
        case .episodeTime: break
        case .gauge(let name): gauges.insert(name)
        case .feature(let name): features.insert(name)
        case .force(let arm), .wrench(let arm, _), .gripper(let arm): arms.insert(arm)
        case .distance(let arm, let target, _), .angle(let arm, let target):
            arms.insert(arm)
            add(target)
        }
    }

    private mutating func add(_ target: Story.Target) {
        switch target.place {
        case .features(let names, let frame), .gap(let names, let frame):
            features.formUnion(names)
            add(frame)
        case .point(_, let frame): add(frame)
        case .tool(let arm): arms.insert(arm)
        case .start: break
        }
        if case .features(let names) = target.orientation { features.formUnion(names) }
    }

    private mutating func add(_ frame: Story.Target.Frame) {
        if case .base(let arm) = frame { arms.insert(arm) }
    }

    mutating func add(_ action: Story.Action) {
        switch action {
        case .press, .enable, .wait, .note, .say, .quit, .goto, .fail: break
        case .twist(let arm, _, _), .gripper(let arm, _): arms.insert(arm)
        case .steer(let steer):
            arms.insert(steer.arm)
            add(steer.target)
            if let until = steer.until { add(until) }
        }
    }
}
