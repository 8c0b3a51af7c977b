internal import Control
internal import Messages
internal import Spatial

/// Conditions have three answers: while the picture is old or a value is missing, nobody knows.
extension StoryPlayer {
    mutating func holds(_ condition: Story.Condition, _ scene: Scene) -> Bool? {
        switch condition {
        case .after(let seconds): return scene.now &- stepBegan >= .seconds(seconds)
        case .not(let condition): return holds(condition, scene).map { !$0 }
        case .all(let conditions):
            // Every one is looked at, also after the answer is clear: some remember time.
            let answers = conditions.map { holds($0, scene) }
            return answers.contains(false) ? false : answers.contains(nil) ? nil : true
        case .any(let conditions):
            let answers = conditions.map { holds($0, scene) }
            return answers.contains(true) ? true : answers.contains(nil) ? nil : false
        case .lasting(let condition, let seconds, let id):
            guard holds(condition, scene) == true else {
                holdsSince[id] = nil
                return false
            }
            let since = holdsSince[id] ?? scene.now
            holdsSince[id] = since
            return scene.now &- since >= .seconds(seconds)
        case .episode, .outcome, .authority, .control, .compare:
            return scene.isFresh ? look(condition, scene.live) : nil
        }
    }

    private func look(_ condition: Story.Condition, _ live: LiveState) -> Bool? {
        switch condition {
        case .episode(let states): return states.contains("\(live.episode.state)")
        case .outcome(let outcomes): return outcomes.contains("\(live.episode.outcome)")
        case .authority(let name, let authorities, let reason):
            guard let arm = live.armIndex(named: name).map({ live.arms[$0] }) else { return nil }
            return authorities.contains("\(arm.authority)")
                && (reason == nil || reason == "\(arm.holdReason)")
        case .control(let word):
            switch live.lease {
            case .unknown: return nil
            case .free: return word == "free"
            case .mine: return word == "mine"
            case .other: return word == "other"
            }
        case .compare(let quantity, let above, let below):
            guard let value = live.value(of: quantity, start: motion.start), value.isFinite else {
                return nil
            }
            return (above.map { value > $0 } ?? true) && (below.map { value < $0 } ?? true)
        case .after, .all, .any, .not, .lasting: return nil
        }
    }
}

extension LiveState {
    /// A group by its name, or `left` and `right` by what the console understands under these.
    func armIndex(named name: String) -> Int? {
        guard let cell else { return nil }
        if let exact = cell.groups.firstIndex(where: { $0.name == name }) { return exact }
        guard name == "left" || name == "right" else { return nil }
        let mask = cell.mask(of: name == "left" ? .left : .right)
        return mask == 0 ? nil : mask.trailingZeroBitCount
    }

    func baseInWorld(_ index: Int) -> Pose {
        guard let cell, cell.manifest.groups.indices.contains(index) else { return .identity }
        return cell.manifest.groups[index].baseInWorld
    }

    func toolInWorld(_ index: Int) -> Pose? {
        guard arms.indices.contains(index), let tool = arms[index].tool, tool.isFinite else {
            return nil
        }
        return baseInWorld(index) * tool
    }

    func feature(_ name: String) -> Double? {
        guard let newest, let cell,
            let index = cell.manifest.features.firstIndex(where: { $0.name == name }),
            index < newest.features.count, newest.features[index].isFinite
        else { return nil }
        return newest.features[index]
    }

    func value(of quantity: Story.Quantity, start: Pose?) -> Double? {
        switch quantity {
        case .episodeTime: return episodeClock?.inSeconds
        case .gauge(let name):
            guard let index = cell?.manifest.policy.gauges.firstIndex(of: name), let newest,
                index < newest.gauges.count
            else { return nil }
            return newest.gauges[index]
        case .feature(let name): return feature(name)
        case .force(let name):
            return armIndex(named: name).flatMap { arms[$0].wrench?.force.length }
        case .wrench(let name, let axis):
            guard let wrench = armIndex(named: name).flatMap({ arms[$0].wrench }) else {
                return nil
            }
            return axis < 3 ? wrench.force[axis] : wrench.torque[axis - 3]
        case .gripper(let name): return armIndex(named: name).flatMap { arms[$0].gripper }
        case .distance(let name, let target, let axes):
            guard let index = armIndex(named: name), let tool = toolInWorld(index),
                let place = resolve(target, of: index, start: start)
            else { return nil }
            return ((place.position - tool.position) * axes).length
        case .angle(let name, let target):
            guard let index = armIndex(named: name), let tool = toolInWorld(index),
                let rotation = resolve(target, of: index, start: start)?.rotation
            else { return nil }
            return (rotation * tool.rotation.inverse).angle
        }
    }

    /// Where a target is in the world now; no rotation where none is meant.
    func resolve(
        _ target: Story.Target, of index: Int, start: Pose?
    ) -> (position: Vector3, rotation: Rotation?)? {
        guard let place = place(target.place, of: index, start: start) else { return nil }
        let offset =
            target.offsetInTool ? place.pose.rotation.rotating(target.offset) : target.offset
        let position = place.pose.position + offset
        switch target.orientation {
        case .keep: return (position, nil)
        case .same: return (position, place.pose.rotation)
        case .fixed(let rotation): return (position, place.frame * rotation)
        case .features(let names):
            let values = names.compactMap { feature($0) }
            guard values.count == 4,
                let rotation = Rotation(x: values[0], y: values[1], z: values[2], w: values[3])
            else { return nil }
            return (position, place.frame * rotation)
        }
    }

    private func place(
        _ place: Story.Target.Place, of index: Int, start: Pose?
    ) -> (pose: Pose, frame: Rotation)? {
        switch place {
        case .point(let point, let frame):
            guard let frame = pose(of: frame) else { return nil }
            return (
                Pose(position: frame.applied(to: point), rotation: frame.rotation), frame.rotation
            )
        case .features(let names, let frame):
            let values = names.compactMap { feature($0) }
            guard values.count == 3, let frame = pose(of: frame) else { return nil }
            let point = frame.applied(to: Vector3(values[0], values[1], values[2]))
            return (Pose(position: point, rotation: frame.rotation), frame.rotation)
        case .tool(let name):
            guard let other = armIndex(named: name), let tool = toolInWorld(other) else {
                return nil
            }
            return (tool, tool.rotation)
        case .gap(let names, let frame):
            let values = names.compactMap { feature($0) }
            guard values.count == 3, let frame = pose(of: frame), let tool = toolInWorld(index)
            else {
                return nil
            }
            let gap = frame.rotation.rotating(Vector3(values[0], values[1], values[2]))
            return (Pose(position: tool.position + gap, rotation: tool.rotation), frame.rotation)
        case .start:
            guard let pose = start ?? toolInWorld(index) else { return nil }
            return (pose, pose.rotation)
        }
    }

    private func pose(of frame: Story.Target.Frame) -> Pose? {
        switch frame {
        case .world: .identity
        case .base(let name): armIndex(named: name).map { baseInWorld($0) }
        }
    }
}
