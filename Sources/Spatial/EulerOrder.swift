/// An axis of a frame.
public enum Axis: Int, CaseIterable, Sendable {
    case x = 0
    case y = 1
    case z = 2

    public var unit: Vector3 {
        var unit = Vector3.zero
        unit[rawValue] = 1
        return unit
    }
}

/// Three turns about axes, one after the other: which axes, and whether each turn is about the axes
/// as they stand (extrinsic) or as the turns before left them (intrinsic).
public struct EulerOrder: Hashable, Sendable {
    public let first: Axis
    public let second: Axis
    public let third: Axis
    public let isIntrinsic: Bool

    /// All 24.
    public static let all: [EulerOrder] = [true, false].flatMap { isIntrinsic in
        Axis.allCases.flatMap { first in
            Axis.allCases.flatMap { second in
                Axis.allCases.compactMap {
                    EulerOrder(first, second, $0, isIntrinsic: isIntrinsic)
                }
            }
        }
    }

    /// - Returns: nil where two turns in a row share an axis: they could not reach every rotation.
    public init?(_ first: Axis, _ second: Axis, _ third: Axis, isIntrinsic: Bool) {
        guard first != second, second != third else { return nil }
        self.first = first
        self.second = second
        self.third = third
        self.isIntrinsic = isIntrinsic
    }

    /// The letters of the axes, as in `zyx`.
    public var letters: String { [first, second, third].map { "\($0)" }.joined() }
}

extension Rotation {
    /// The turns by `angles` (rad, in the order of the letters) one after the other.
    public init(eulerAngles angles: Vector3, _ order: EulerOrder) {
        let first = Rotation(axisAngle: order.first.unit * angles.x)
        let second = Rotation(axisAngle: order.second.unit * angles.y)
        let third = Rotation(axisAngle: order.third.unit * angles.z)
        self = order.isIntrinsic ? first * second * third : third * second * first
    }

    /// The angles that ``init(eulerAngles:_:)`` makes this rotation of: the first and third from
    /// -pi to pi, the second from -pi/2 to pi/2, or from 0 to pi where first and third axis are
    /// the same. In gimbal lock, where only the sum or the difference of the first and the third
    /// is determined, the third is 0.
    ///
    /// Follows Bernardes and Viollet, "Quaternion to Euler angles conversion: A direct, general and
    /// computationally efficient method" (2022).
    public func eulerAngles(_ order: EulerOrder) -> Vector3 {
        // Intrinsic turns are the extrinsic ones in reverse.
        let i = order.isIntrinsic ? order.third : order.first
        let j = order.second
        let last = order.isIntrinsic ? order.first : order.third
        let isProper = i == last
        let k = isProper ? 3 - i.rawValue - j.rawValue : last.rawValue
        let isCyclic = (j.rawValue - i.rawValue + 3) % 3 == 1
        let sign: Double = isCyclic ? 1 : -1
        var (a, b) = (real, vector[i.rawValue])
        var (c, d) = (vector[j.rawValue], vector[k] * sign)
        if !isProper { (a, b, c, d) = (a - c, b + d, c + a, d - b) }
        let middle =
            2
            * Elementary.arcTangent(
                y: (c * c + d * d).squareRoot(), x: (a * a + b * b).squareRoot())
        var sum = Elementary.arcTangent(y: b, x: a)
        var difference = Elementary.arcTangent(y: d, x: c)
        // In gimbal lock one of them means nothing: it takes the value that makes the third zero.
        let kept: Double = order.isIntrinsic ? 1 : -1
        if middle < 1e-9 { difference = sum * kept }
        if middle > .pi - 1e-9 { sum = difference * kept }
        let early = sum - difference
        let late = (sum + difference) * (isProper ? 1 : sign)
        return Vector3(
            Rotation.wrapped(order.isIntrinsic ? late : early),
            isProper ? middle : middle - .pi / 2,
            Rotation.wrapped(order.isIntrinsic ? early : late))
    }

    /// An angle between -2 pi and 2 pi as the same one between -pi and pi.
    private static func wrapped(_ angle: Double) -> Double {
        if angle > .pi { return angle - 2 * .pi }
        return angle < -.pi ? angle + 2 * .pi : angle
    }
}
