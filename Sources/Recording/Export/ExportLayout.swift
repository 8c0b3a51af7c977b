internal import Control
public import Messages
internal import Spatial

/// Which numbers stand where in a row of the export table, and what they are called.
///
/// `observation.state` holds for each group, in the manifest's order: the tool pose (x y z m, then
/// the quaternion x y z w) where the group acts in Cartesian space, else the joints (rad); the
/// gripper where there is one; the wrench (N, N·m) where one is declared. The features follow.
/// `action` is the manifest's action layout. All values are physical and unnormalised.
public struct ExportLayout: Equatable, Sendable {
    public private(set) var groupNames: [String] = []
    public private(set) var stateNames: [String] = []
    public private(set) var actionNames: [String] = []
    public private(set) var cameraNames: [String] = []
    /// Where each group's entries lie in the action vector.
    public private(set) var actionRanges: [Range<Int>] = []
    /// Where each group's part lies in the state vector.
    public private(set) var stateRanges: [Range<Int>] = []
    public private(set) var featureCount = 0

    public var stateWidth: Int { stateNames.count }
    public var actionWidth: Int { actionNames.count }

    public init(_ manifest: Manifest) {
        for index in manifest.groups.indices {
            let group = manifest.groups[index]
            let configuration = manifest.control.groups[index]
            groupNames.append(group.name)
            let firstState = stateNames.count
            stateNames += ExportLayout.state(of: group, configuration).map { "\(group.name).\($0)" }
            stateRanges.append(firstState..<stateNames.count)
            let firstAction = actionNames.count
            actionNames += ExportLayout.action(of: group, configuration)
                .map { "\(group.name).\($0)" }
            actionRanges.append(firstAction..<actionNames.count)
        }
        stateNames += manifest.features.map(\.name)
        featureCount = manifest.features.count
        cameraNames = manifest.cameras.map(\.name)
    }

    private static func state(of group: Manifest.Group, _ configuration: GroupConfiguration)
        -> [String]
    {
        var names =
            configuration.space.isCartesian
            ? ["x", "y", "z", "qx", "qy", "qz", "qw"] : group.joints
        if configuration.hasGripper { names.append("gripper") }
        if group.wrenchFrame != nil { names += ["fx", "fy", "fz", "tx", "ty", "tz"] }
        return names
    }

    private static func action(of group: Manifest.Group, _ configuration: GroupConfiguration)
        -> [String]
    {
        var names: [String]
        switch configuration.space {
        case .eeDelta:
            names = ["dx", "dy", "dz"] + rotation(configuration.rotationForm).map { "d" + $0 }
        case .eeVelocity:
            let turns = configuration.rotationForm != .none
            names = ["vx", "vy", "vz"] + (turns ? ["wx", "wy", "wz"] : [])
        case .eePose: names = ["x", "y", "z"] + rotation(configuration.rotationForm)
        case .jointVelocity: names = group.joints.map { $0 + ".velocity" }
        case .jointPosition: names = group.joints.map { $0 + ".position" }
        }
        if configuration.hasGripper { names.append("gripper") }
        return names
    }

    private static func rotation(_ form: RotationForm) -> [String] {
        switch form {
        case .none: []
        case .axisAngle: ["rx", "ry", "rz"]
        case .quaternion(.xyzw, _): ["qx", "qy", "qz", "qw"]
        case .quaternion(.wxyz, _): ["qw", "qx", "qy", "qz"]
        case .sixD(.columns): ["r11", "r21", "r31", "r12", "r22", "r32"]
        case .sixD(.rows): ["r11", "r12", "r13", "r21", "r22", "r23"]
        case .euler(let order): zip(1...3, order.letters).map { "euler\($0)_\($1)" }
        }
    }
}
