public import Spatial

/// How the rotation part of a Cartesian action is written.
public enum RotationForm: Hashable, Sendable {
    /// No rotation entries: the orientation stays.
    case none
    /// Axis times angle, rad: 3 entries.
    case axisAngle
    /// Unit quaternion: 4 entries. Read with either sign, written on the declared side.
    case quaternion(QuaternionOrder, Hemisphere)
    /// Two columns or rows of the rotation matrix, one after the other: 6 entries.
    case sixD(MatrixPart)
    /// Three angles in the order of the letters, rad: 3 entries.
    case euler(EulerOrder)

    public enum QuaternionOrder: UInt8, CaseIterable, Sendable {
        case xyzw = 0
        case wxyz = 1
    }

    /// Which of a quaternion's four numbers is never negative when we write it: the sign of a
    /// quaternion means nothing to a robot, but a policy that learns from both signs learns
    /// neither. An arm that points down has w near 0, and flips least where x or y is kept.
    public enum Hemisphere: UInt8, CaseIterable, Sendable {
        case x = 0
        case y = 1
        case z = 2
        case w = 3
    }

    public enum MatrixPart: UInt8, CaseIterable, Sendable {
        /// The first two columns: Zhou et al. (2019).
        case columns = 0
        /// The first two rows, as PyTorch3D writes them.
        case rows = 1
    }

    public var entryCount: Int {
        switch self {
        case .none: 0
        case .axisAngle, .euler: 3
        case .quaternion: 4
        case .sixD: 6
        }
    }

    /// Every form there is.
    public static let all: [RotationForm] =
        [.none, .axisAngle] + MatrixPart.allCases.map { .sixD($0) }
        + QuaternionOrder.allCases.flatMap { order in
            Hemisphere.allCases.map { .quaternion(order, $0) }
        }
        + EulerOrder.all.map { .euler($0) }
}
