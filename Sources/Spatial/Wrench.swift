/// Force and torque on a body; the variable's name says on what, in which frame, of which sign.
public struct Wrench: Equatable, Hashable, Sendable {
    /// N
    public var force: Vector3
    /// N·m
    public var torque: Vector3

    public static let zero = Wrench(force: .zero, torque: .zero)

    public init(force: Vector3, torque: Vector3) {
        self.force = force
        self.torque = torque
    }

    public var isFinite: Bool { force.isFinite && torque.isFinite }
}
