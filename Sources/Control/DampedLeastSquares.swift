internal import Spatial

/// Joint velocities for a twist of the tool: `q̇ = Jᵀ(JJᵀ + λ²I)⁻¹ v`, and in what that leaves
/// free a pull back to the posture that was latched at takeover.
///
/// Follows Nakamura and Hanafusa, "Inverse Kinematic Solutions With Singularity Robustness" (1986);
/// λ grows as the manipulability falls, so that the answer stays bounded at a singularity. A joint
/// that would run into its end takes part the less the nearer it is, and the others take over:
/// Chan and Dubey, "A Weighted Least-Norm Solution Based Scheme for Avoiding Joint Limits" (1995).
struct DampedLeastSquares: Sendable {
    /// 1/s: how fast the free motion returns to the posture.
    static let postureGain = 0.5
    static let leastDamping = 1e-3
    static let damping = 0.05
    static let manipulabilityBelow = 0.02

    private let kinematics: Kinematics
    private let group: GroupConfiguration

    init(_ kinematics: Kinematics, _ group: GroupConfiguration) {
        self.kinematics = kinematics
        self.group = group
    }

    /// - Parameters:
    ///   - twist: of the tool in the base frame.
    ///   - joints: as commanded last, rad; the kinematics are those of this configuration.
    ///   - posture: joints that the free motion returns to, rad.
    /// - Returns: rad/s, and whether the damping was raised because the arm is near a singularity.
    func velocity(for twist: Twist, at joints: SIMD8<Double>, posture: SIMD8<Double>)
        -> (joints: SIMD8<Double>, nearSingularity: Bool)
    {
        var pull = SIMD8<Double>.zero
        for joint in 0..<group.joints {
            pull[joint & 7] = (posture[joint & 7] - joints[joint & 7]) * Self.postureGain
        }
        let rest = ActionMapping.lanes(of: twist - kinematics.twist(of: pull))
        let all = WeighedJacobian(kinematics.jacobian, weights: present)
        let free = pull + all.solution(for: rest)
        let weights = weights(of: free, at: joints)
        guard weights != present else { return (free, all.nearSingularity) }
        let some = WeighedJacobian(kinematics.jacobian, weights: weights)
        return (pull + some.solution(for: rest), all.nearSingularity)
    }

    /// 1 for every joint of the group.
    private var present: SIMD8<Double> {
        var weights = SIMD8<Double>.zero
        for joint in 0..<group.joints { weights[joint & 7] = 1 }
        return weights
    }

    /// How much each joint may take part, 0 to 1, where all of them together would move like this.
    private func weights(of velocity: SIMD8<Double>, at joints: SIMD8<Double>) -> SIMD8<Double> {
        var weights = present
        for joint in 0..<group.joints {
            let lane = joint & 7
            let room = group.limits.room(ofJoint: lane, at: joints[lane], towards: velocity[lane])
            weights[lane] = min(1, max(0, room / group.limits.endZone(ofJoint: lane)))
        }
        return weights
    }
}

extension GroupLimits {
    /// Before its end a joint slows down over this way, rad, or a quarter of its range.
    static let longestEndZone = 0.1

    func endZone(ofJoint lane: Int) -> Double {
        max(1e-6, min(Self.longestEndZone, (jointHigh[lane] - jointLow[lane]) / 4))
    }

    /// Way left to the end that a joint moves to, rad.
    func room(ofJoint lane: Int, at position: Double, towards velocity: Double) -> Double {
        velocity > 0 ? jointHigh[lane] - position : position - jointLow[lane]
    }
}

/// A Jacobian whose columns are weighed, ready to solve `(JᵀJ + λ²I) x = Jᵀ v`: the same x as by
/// the rows, for any number of joints. A joint that is not there has a column of zeros and stays.
private struct WeighedJacobian {
    private typealias Matrix = FixedList<8, SIMD8<Double>>

    private var rows: FixedList<6, SIMD8<Double>>
    private let weights: SIMD8<Double>
    private var factor: Matrix
    let nearSingularity: Bool

    init(_ jacobian: FixedList<6, SIMD8<Double>>, weights: SIMD8<Double>) {
        rows = jacobian
        for row in 0..<6 { rows[row] *= weights }
        self.weights = weights
        var gram = Matrix(repeating: .zero, count: 8)
        for lane in 0..<8 { for row in 0..<6 { gram[lane] += rows[row] * rows[row][lane] } }
        let least = DampedLeastSquares.leastDamping
        factor = Self.cholesky(gram, adding: least * least)
        var taking = 0
        for lane in 0..<8 where weights[lane] > 0 { taking += 1 }
        let manipulability = Self.manipulability(factor, joints: taking)
        let low = DampedLeastSquares.manipulabilityBelow
        nearSingularity = manipulability < low
        guard nearSingularity else { return }
        let lambda = least + DampedLeastSquares.damping * (1 - manipulability / low)
        factor = Self.cholesky(gram, adding: lambda * lambda)
    }

    func solution(for velocity: SIMD8<Double>) -> SIMD8<Double> {
        var x = SIMD8<Double>.zero
        for row in 0..<6 { x += rows[row] * velocity[row] }
        for row in 0..<8 {
            for column in 0..<row { x[row] -= factor[row][column] * x[column] }
            x[row] /= factor[row][row]
        }
        for row in (0..<8).reversed() {
            for below in (row + 1)..<8 { x[row] -= factor[below][row] * x[below] }
            x[row] /= factor[row][row]
        }
        return x * weights
    }

    /// The rows of the lower factor of `matrix + diagonal · I`.
    private static func cholesky(_ matrix: Matrix, adding diagonal: Double) -> Matrix {
        var factor = Matrix(repeating: .zero, count: 8)
        for row in 0..<8 {
            for column in 0...row {
                var sum = matrix[row][column] + (row == column ? diagonal : 0)
                for k in 0..<column { sum -= factor[row][k] * factor[column][k] }
                factor[row][column] =
                    row == column ? max(sum, 1e-12).squareRoot() : sum / factor[column][column]
            }
        }
        return factor
    }

    /// Yoshikawa's measure, the product of the singular values, with the least damping in each.
    /// What that adds in the directions that no joint or no axis is for is taken out again.
    private static func manipulability(_ factor: Matrix, joints: Int) -> Double {
        var product = 1.0
        for row in 0..<8 { product *= factor[row][row] }
        for _ in min(6, joints)..<8 { product /= DampedLeastSquares.leastDamping }
        return product
    }
}
