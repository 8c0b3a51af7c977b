internal import Control
internal import Keymap
internal import Messages
internal import Spatial

/// The acts of a step, one after the other.
extension StoryPlayer {
    /// - Returns: whether something was finished; false waits for the next call.
    mutating func perform(_ act: Story.Action, _ scene: Scene) -> Bool {
        switch act {
        case .press(let intent): acts.append(.intent(intent))
        case .enable(let isClosed): setSwitch(closed: isClosed, scene)
        case .wait(let seconds):
            guard scene.now &- motion.began >= .seconds(seconds) else { return false }
        case .twist(let arm, let twist, let seconds):
            guard move(arm, twist, for: seconds, scene) else { return false }
        case .steer(let steer):
            guard follow(steer, scene) else { return false }
        case .gripper(let arm, let isOpen):
            guard bring(gripperOf: arm, open: isOpen, scene) else { return false }
        case .note(let text): write(text)
        case .say(let text): acts.append(.say(text.forDisplay(limit: 500)))
        case .quit:
            setSwitch(closed: false, scene)
            acts.append(.intent(.quit))
            if scene.live.lease.isMine { acts.append(.intent(.confirm)) }
        case .goto(let label, let times, let id):
            let done = jumps[id] ?? 0
            guard done < times ?? .max else { break }
            jumps[id] = done + 1
            jump(to: label, scene)
            return true
        case .fail(let reason):
            fail(reason.forDisplay(limit: 500), scene)
            return false
        }
        begin(action: (action ?? 0) + 1, scene)
        return true
    }

    private mutating func write(_ text: String) {
        acts.append(.intent(.note))
        for scalar in text.forDisplay(limit: 500).unicodeScalars {
            acts.append(.key(scalar == " " ? .space : .character(scalar)))
        }
        acts.append(.intent(.confirm))
    }

    // MARK: motion

    private mutating func move(
        _ arm: String, _ twist: Twist, for seconds: Double, _ scene: Scene
    ) -> Bool {
        guard isEngaged(arm, scene) else {
            if scene.now &- motion.began > .seconds(seconds + 10) {
                fail("\(arm) could not be driven", scene)
            }
            return false
        }
        guard motion.driven < .seconds(seconds) else {
            rest(scene)
            return true
        }
        push(twist, of: scene.live.armIndex(named: arm), scene)
        return false
    }

    private mutating func follow(_ steer: Story.Steer, _ scene: Scene) -> Bool {
        if let until = steer.until, holds(until, scene) == true {
            rest(scene)
            return true
        }
        if scene.now &- motion.began > .seconds(steer.within) {
            let nearest = motion.nearest.map { Figures.fixed($0 * 1000, places: 1) + " mm" }
            fail(
                "\(steer.arm) did not reach its target in "
                    + "\(Figures.fixed(steer.within, places: 1)) s; nearest \(nearest ?? "not known")",
                scene)
            return false
        }
        guard isEngaged(steer.arm, scene) else { return false }
        guard let index = scene.live.armIndex(named: steer.arm),
            let tool = scene.live.toolInWorld(index),
            let target = scene.live.resolve(steer.target, of: index, start: motion.start)
        else {
            rest(scene)
            return false
        }
        if motion.start == nil { motion.start = tool }
        let error = Twist(
            linear: (target.position - tool.position) * steer.axes,
            angular: target.rotation.map { ($0 * tool.rotation.inverse).axisAngle } ?? .zero)
        let distance = error.linear.length
        motion.nearest = min(motion.nearest ?? distance, distance)
        if distance <= steer.tolerance, error.angular.length <= steer.angleTolerance {
            let since = motion.arrived ?? scene.now
            motion.arrived = since
            if scene.now &- since >= .seconds(steer.settle) {
                rest(scene)
                return true
            }
        } else {
            motion.arrived = nil
        }
        let base = scene.live.baseInWorld(index).rotation.inverse
        push(
            (error * steer.gain).limited(linear: steer.speed, angular: steer.turn).rotated(
                by: base),
            of: index, scene)
        return false
    }

    private mutating func bring(
        gripperOf arm: String, open: Bool, _ scene: Scene
    ) -> Bool {
        guard let index = scene.live.armIndex(named: arm),
            let facts = scene.live.cell?.groups[index],
            facts.hasGripper
        else {
            fail("\(arm) has no gripper", scene)
            return false
        }
        let wanted = open ? facts.gripperOpen : facts.gripperClosed
        let other = open ? facts.gripperClosed : facts.gripperOpen
        if let now = scene.live.arms[index].gripper, scene.isFresh,
            (now - wanted).magnitude < (now - other).magnitude
        {
            return true
        }
        if scene.now &- motion.began > .seconds(10) {
            fail("the gripper of \(arm) did not \(open ? "open" : "close") in 10 s", scene)
            return false
        }
        guard isEngaged(arm, scene) else { return false }
        rest(scene)
        // Time for the command to go and its step to come back, then once more.
        guard motion.askedAt.map({ scene.now &- $0 > .seconds(1) }) ?? true else { return false }
        motion.askedAt = scene.now
        acts.append(.intent(.gripperToggle))
        return false
    }

    /// Whether the operator drives the arm. Where not, presses the switch as a person would: lets
    /// it go, waits, closes it again with the puck at rest.
    private mutating func isEngaged(_ arm: String, _ scene: Scene) -> Bool {
        guard let index = scene.live.armIndex(named: arm), scene.isFresh else {
            motion.drivenAt = nil
            rest(scene)
            return false
        }
        if let reason = obstacle(index, arm, scene) {
            fail(reason, scene)
            return false
        }
        if scene.live.arms[index].authority == .operator, switchClosed {
            if let last = motion.drivenAt { motion.driven &+= max(0, scene.now &- last) }
            motion.drivenAt = scene.now
            return true
        }
        motion.drivenAt = nil
        rest(scene)
        let waited = scene.now &- switchChanged
        if switchClosed, waited > .seconds(0.8) {
            setSwitch(closed: false, scene)
        } else if !switchClosed, waited > .seconds(0.3) {
            setSwitch(closed: true, scene)
        }
        return false
    }

    private func obstacle(_ index: Int, _ arm: String, _ scene: Scene) -> String? {
        guard scene.drive.groups.contains(group: index) else {
            return "the puck does not drive \(arm): take it over, or press switchArm"
        }
        guard scene.drive.frame == .base else {
            return "a story drives in the base frame, but the frame is \(scene.drive.frame.words)"
        }
        guard scene.drive.gate == .all else {
            return "a story drives all axes, but the puck is set to \(scene.drive.gate.words)"
        }
        return nil
    }

    /// What moves both arms does so in the view's frame, whatever frame is chosen for one.
    private mutating func push(_ twistInBase: Twist, of index: Int?, _ scene: Scene) {
        var twist = twistInBase
        if scene.drive.opposite != 0, let index,
            let groups = scene.live.cell?.manifest.control.groups
        {
            twist = twist.rotated(by: groups[index].baseFromView.inverse)
        }
        let counts = VirtualPuck.counts(for: twist, through: scene.conditioner)
        acts.append(.puck(VirtualPuck.sample(counts, at: scene.now)))
    }

    private mutating func rest(_ scene: Scene) {
        acts.append(.puck(VirtualPuck.sample(.zero, at: scene.now)))
    }
}
