internal import CDR
internal import Control
internal import Messages

/// The topics of one cell, numbered as its manifest orders them.
struct CellTopics: Sendable {
    static let step: UInt16 = 0
    static let event: UInt16 = 1
    static let arbiterInput: UInt16 = 2
    static let arbiterState: UInt16 = 3
    static let policyChunk: UInt16 = 4
    static let log: UInt16 = 5
    static let commandToExecution: UInt16 = 6

    /// Per group of the manifest; nil where it declares no such thing.
    private(set) var jointStates: [UInt16?] = []
    private(set) var wrench: [UInt16?] = []
    private(set) var toolPose: [UInt16] = []
    private(set) var tactile: [UInt16?] = []
    private(set) var cameras: [UInt16] = []
    /// All of them; the place in this list is the id.
    private(set) var all: [Topic] = []

    init(_ manifest: Manifest) {
        _ = add(TopicName.step, Step.self)
        _ = add(TopicName.event, Event.self)
        _ = add(TopicName.arbiterInput, ArbiterInput.self)
        _ = add(TopicName.arbiterState, ArbiterState.self)
        _ = add(TopicName.policyChunk, PolicyChunk.self)
        _ = add(TopicName.log, Log.self)
        _ = add(TopicName.commandToExecution, LatencyHistogram.self)
        for group in manifest.groups {
            jointStates.append(
                group.joints.isEmpty ? nil : add(TopicName.jointStates(group.name), JointState.self)
            )
            wrench.append(
                group.wrenchFrame == nil
                    ? nil : add(TopicName.wrench(group.name), WrenchStamped.self))
            toolPose.append(add(TopicName.toolPose(group.name), PoseStamped.self))
            tactile.append(
                group.tactile == nil ? nil : add(TopicName.tactile(group.name), Tactile.self))
        }
        cameras = manifest.cameras.map { add(TopicName.camera($0.name), CompressedImage.self) }
    }

    private mutating func add<M: CDRMessage>(_ name: String, _ type: M.Type) -> UInt16 {
        let id = UInt16(clamping: all.count)
        all.append(Topic(id: id, name: name, of: type))
        return id
    }
}
