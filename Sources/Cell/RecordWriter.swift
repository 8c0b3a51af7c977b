internal import CDR
internal import Control
internal import Messages
internal import Spatial

/// Encodes what a tick records and queues it for the link thread. Owned by the control thread; its
/// buffers and messages are kept from tick to tick.
struct RecordWriter: ~Copyable {
    private let core: CellCore
    private var encoder = CDREncoder(capacity: 16 << 10)
    private var sequences: [UInt64]
    private var jointStates: [JointState]
    private var toolPose = PoseStamped()
    private var wrench = WrenchStamped()
    private var frames: [String]
    private var nextState: Nanoseconds = .min
    /// Records that found no room, or could not be encoded, since the count was last taken.
    private var dropped: UInt64 = 0

    init(core: CellCore) {
        self.core = core
        sequences = [UInt64](repeating: 0, count: core.topics.all.count)
        frames = core.manifest.groups.map { $0.name + "_base" }
        jointStates = core.manifest.groups.map { group in
            var message = JointState()
            message.name = group.joints
            message.position = [Double](repeating: .nan, count: group.joints.count)
            return message
        }
    }

    /// The arbiter's state before this tick, now and then: a replay starts from one.
    mutating func writeState(
        of arbiter: Arbiter, every interval: Nanoseconds, at now: Nanoseconds
    ) {
        guard now >= nextState else { return }
        nextState = now &+ interval
        var state = arbiter.state
        put(&state, CellTopics.arbiterState, at: now)
    }

    /// Everything else of one tick.
    mutating func write(_ step: inout Step, _ input: inout ArbiterInput, at now: Nanoseconds) {
        put(&step, CellTopics.step, at: now)
        put(&input, CellTopics.arbiterInput, at: now)
        let measured = step.measuredAt > 0 ? step.measuredAt : now
        let stamp = Time(unixNanoseconds: measured &+ core.wallOffset)
        for index in step.groups.indices {
            writeStandard(step.groups[index].observation, index, stamp, at: now)
        }
    }

    /// How many records were lost since the last call.
    mutating func takeDropped() -> UInt64 {
        defer { dropped = 0 }
        return dropped
    }

    /// The same measurements as messages that any viewer knows.
    private mutating func writeStandard(
        _ observation: GroupObservation, _ group: Int, _ stamp: Time, at now: Nanoseconds
    ) {
        guard frames.indices.contains(group) else { return }
        if let pose = observation.tool {
            toolPose.header.stamp = stamp
            toolPose.header.frame = frames[group]
            toolPose.pose = pose
            put(&toolPose, core.topics.toolPose[group], at: now)
        }
        if let topic = core.topics.jointStates[group], let joints = observation.joints {
            jointStates[group].header.stamp = stamp
            for lane in jointStates[group].position.indices where lane < Control.maximumJoints {
                jointStates[group].position[lane] = joints[lane]
            }
            put(&jointStates[group], topic, at: now)
        }
        if let topic = core.topics.wrench[group], let value = observation.wrench {
            wrench.header.stamp = stamp
            wrench.header.frame = frames[group]
            wrench.wrench = value
            put(&wrench, topic, at: now)
        }
    }

    private mutating func put<M: CDRMessage>(
        _ message: inout M, _ topic: UInt16, at now: Nanoseconds
    ) {
        let index = Int(topic)
        guard sequences.indices.contains(index) else { return }
        sequences[index] &+= 1
        do {
            try encoder.encode(kept: &message)
        } catch {
            dropped &+= 1
            return
        }
        let queued = core.records.push(
            topic: topic, sequence: sequences[index], stamp: now, payload: encoder.bytes)
        if !queued { dropped &+= 1 }
    }
}
