internal import CDR
internal import Control
internal import MCAP
internal import Messages

/// What the steps and topics of a session have that its manifest does not declare, or the other
/// way round. Each kind of contradiction is said once for each group.
struct ManifestComparison {
    private let manifest: Manifest
    private var said: Set<String> = []

    init(_ manifest: Manifest) { self.manifest = manifest }

    /// The sentences on one step, without those that were said before.
    mutating func sentences(on step: Step) -> [String] {
        var found: [String] = []
        func count(_ number: Int, _ what: String, _ declared: Int, atMost: Bool) {
            guard atMost ? number > declared : number != declared else { return }
            found.append("has \(number) \(what), the manifest \(declared)")
        }
        count(step.groups.count, "groups", manifest.groups.count, atMost: false)
        count(step.features.count, "extra observations", manifest.features.count, atMost: true)
        count(step.gauges.count, "gauges", manifest.policy.gauges.count, atMost: true)
        for index in step.groups.indices where index < manifest.groups.count {
            found += sentences(on: step.groups[index], index)
        }
        return found.filter { said.insert($0).inserted }.map { "tick \(step.tick) \($0)" }
    }

    private func sentences(on step: GroupStep, _ index: Int) -> [String] {
        let group = manifest.groups[index]
        let rules = manifest.control.groups[index]
        var found: [String] = []
        func say(_ isWrong: Bool, _ sentence: @autoclosure () -> String) {
            if isWrong { found.append(sentence() + " of the group “\(printable(group.name))”") }
        }
        func width(_ entries: Entries?, _ what: String) {
            guard let entries, !entries.isEmpty else { return }
            say(
                entries.count != rules.entryCount,
                "has \(entries.count) entries in \(what), the manifest declares "
                    + "\(rules.entryCount)")
        }
        let seen = step.observation
        let decision = step.decision
        width(step.candidate?.entries, "the policy's action")
        width(decision.executed, "the executed action")
        say(seen.wrench != nil && group.wrenchFrame == nil, "has a wrench that is not declared")
        say(seen.gripper != nil && !rules.hasGripper, "has a gripper that is not declared")
        if let joints = seen.joints {
            say(
                (group.joints.count..<max(group.joints.count, joints.scalarCount))
                    .contains { joints[$0] != 0 },
                "has more joints than the \(group.joints.count) that are declared")
        }
        let range = abs(rules.gripperHigh - rules.gripperLow)
        if rules.hasGripper, let gripper = decision.gripper {
            let low = min(rules.gripperLow, rules.gripperHigh) - range * 1e-6
            say(
                !(gripper >= low && gripper <= low + range * (1 + 2e-6)),
                "commands the gripper beyond the range declared in its unit")
        }
        say(!decision.executed.isFinite, "has an executed action that is no number")
        let isDriven = decision.effective == .operator || decision.effective == .delta
        say(decision.intervention && !isDriven, "is an intervention without an operator")
        return found
    }

    /// The sentences on the topics: each names a group or camera, with its own joints.
    func sentences(onTopicsOf reader: MCAPReader) -> [String] {
        let groups = Set(manifest.groups.map(\.name))
        let cameras = Set(manifest.cameras.map(\.name))
        var found: [String] = []
        for channel in reader.summary.channels {
            let parts = channel.topic.split(separator: "/").map(String.init)
            let isCamera = parts.first == "camera" && parts.count == 3
            if isCamera, !cameras.contains(parts[1]) {
                found.append("“\(printable(channel.topic))” is of no camera of the manifest")
            }
            let streams = ["joint_states", "wrench", "tactile", "tool_pose"]
            guard parts.count == 2, streams.contains(parts[1]) else { continue }
            guard groups.contains(parts[0]) else {
                found.append("“\(printable(channel.topic))” is of no group of the manifest")
                continue
            }
            if parts[1] == "joint_states" { found += joints(channel.topic, parts[0], reader) }
        }
        return found
    }

    private func joints(_ topic: String, _ name: String, _ reader: MCAPReader) -> [String] {
        var messages = reader.messages(in: .logTime, topics: [topic])
        guard let message = try? messages.next(),
            let state = try? CDRDecoder.decode(JointState.self, from: message.data),
            let group = manifest.groups.first(where: { $0.name == name }),
            !state.name.isEmpty, state.name != group.joints
        else { return [] }
        return ["“\(printable(topic))” names other joints than the manifest"]
    }
}
