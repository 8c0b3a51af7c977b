internal import CDR
internal import Control
internal import Messages
internal import Spatial
internal import Synchronization

/// Writes down what a tick records. Owned by the control thread; its buffers and messages are kept
/// from tick to tick.
struct RecordWriter: ~Copyable {
    private let core: CellCore
    private var queue: RecordQueue
    private var jointStates: [JointState]
    private var toolPose = PoseStamped()
    private var wrench = WrenchStamped()
    private var frames: [String]
    private var nextState: Nanoseconds = .min
    private var nextLatency: Nanoseconds = .min
    /// How many the newest record of latency counts.
    private var toldLatency: UInt64 = 0
    /// Somebody began to record: it gets what was counted before too.
    private var isNewReader = false

    init(core: CellCore) {
        self.core = core
        queue = RecordQueue(core: core)
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
        let isWanted = core.stateWanted.exchange(false, ordering: .acquiring)
        isNewReader = isNewReader || isWanted
        guard isWanted || now >= nextState else { return }
        nextState = now &+ interval
        var state = arbiter.state
        queue.put(&state, CellTopics.arbiterState, at: now)
    }

    /// How long commands waited, while more are counted.
    mutating func writeLatency(
        _ latency: inout LatencyHistogram, every interval: Nanoseconds, at now: Nanoseconds
    ) {
        guard isNewReader || (now >= nextLatency && latency.count != toldLatency) else { return }
        isNewReader = false
        nextLatency = now &+ interval
        toldLatency = latency.count
        queue.put(&latency, CellTopics.commandToExecution, at: now)
    }

    /// Everything else of one tick.
    mutating func write(_ step: inout Step, _ input: inout ArbiterInput, at now: Nanoseconds) {
        queue.put(&step, CellTopics.step, at: now)
        queue.put(&input, CellTopics.arbiterInput, at: now)
        let measured = step.measuredAt > 0 ? step.measuredAt : now
        let stamp = Time(unixNanoseconds: measured &+ core.wallOffset)
        for index in step.groups.indices {
            writeStandard(step.groups[index].observation, index, stamp, at: now)
        }
    }

    /// How many records were lost since the last call.
    mutating func takeDropped() -> UInt64 { queue.takeDropped() }

    /// The same measurements as messages that any viewer knows.
    private mutating func writeStandard(
        _ observation: GroupObservation, _ group: Int, _ stamp: Time, at now: Nanoseconds
    ) {
        guard frames.indices.contains(group) else { return }
        if let pose = observation.tool {
            toolPose.header.stamp = stamp
            toolPose.header.frame = frames[group]
            toolPose.pose = pose
            queue.put(&toolPose, core.topics.toolPose[group], at: now)
        }
        if let topic = core.topics.jointStates[group], let joints = observation.joints {
            jointStates[group].header.stamp = stamp
            for lane in jointStates[group].position.indices where lane < Control.maximumJoints {
                jointStates[group].position[lane] = joints[lane]
            }
            queue.put(&jointStates[group], topic, at: now)
        }
        if let topic = core.topics.wrench[group], let value = observation.wrench {
            wrench.header.stamp = stamp
            wrench.header.frame = frames[group]
            wrench.wrench = value
            queue.put(&wrench, topic, at: now)
        }
    }
}
