internal import Spatial

/// Joint velocities for a twist of the tool: `q̇ = Jᵀ(JJᵀ + λ²I)⁻¹ v`, and in what that leaves
/// free a pull back to the posture that was latched at takeover.
///
/// Follows Nakamura and Hanafusa, "Inverse Kinematic Solutions With Singularity Robustness" (1986);
/// λ grows as the manipulability falls, so that the answer stays bounded at a singularity.
struct DampedLeastSquares: Sendable {
    /// 1/s: how fast the free motion returns to the posture.
    static let postureGain = 0.5
    static let damping = 0.05
    static let manipulabilityBelow = 0.02

    let kinematics: Kinematics
    /// Rows of the Cholesky factor of `JJᵀ + λ²I`.
    private var factor = FixedList<6, SIMD8<Double>>(repeating: .zero, count: 6)
    /// Whether the damping was raised because the arm is near a singularity.
    let nearSingularity: Bool

    init(_ kinematics: Kinematics) {
        self.kinematics = kinematics
        var gram = FixedList<6, SIMD8<Double>>(repeating: .zero, count: 6)
        for row in 0..<6 {
            var lanes = SIMD8<Double>.zero
            for column in 0..<6 {
                lanes[column] = (kinematics.jacobian[row] * kinematics.jacobian[column]).sum()
            }
            gram[row] = lanes
        }
        let manipulability = DampedLeastSquares.manipulability(of: gram)
        let low = DampedLeastSquares.manipulabilityBelow
        nearSingularity = manipulability < low
        let shortfall = nearSingularity ? 1 - manipulability / low : 0
        let lambda = 1e-3 + DampedLeastSquares.damping * shortfall
        factor = DampedLeastSquares.cholesky(gram, adding: lambda * lambda)
    }

    /// - Parameters:
    ///   - twist: of the tool in the base frame.
    ///   - posture: joints that the free motion returns to, rad.
    func velocity(for twist: Twist, at joints: SIMD8<Double>, posture: SIMD8<Double>)
        -> SIMD8<Double>
    {
        let pull = (posture - joints) * DampedLeastSquares.postureGain
        let rest = twist - kinematics.twist(of: pull)
        return pull + transposed(solved(ActionMapping.lanes(of: rest)))
    }

    private func transposed(_ values: SIMD8<Double>) -> SIMD8<Double> {
        var result = SIMD8<Double>.zero
        for row in 0..<6 { result += kinematics.jacobian[row] * values[row] }
        return result
    }

    private func solved(_ right: SIMD8<Double>) -> SIMD8<Double> {
        var x = right
        for row in 0..<6 {
            for column in 0..<row { x[row] -= factor[row][column] * x[column] }
            x[row] /= factor[row][row]
        }
        for row in (0..<6).reversed() {
            for column in stride(from: row + 1, to: 6, by: 1) {
                x[row] -= factor[column][row] * x[column]
            }
            x[row] /= factor[row][row]
        }
        return x
    }

    private static func cholesky(_ matrix: FixedList<6, SIMD8<Double>>, adding diagonal: Double)
        -> FixedList<6, SIMD8<Double>>
    {
        var factor = FixedList<6, SIMD8<Double>>(repeating: .zero, count: 6)
        for row in 0..<6 {
            var lanes = SIMD8<Double>.zero
            for column in 0...row {
                var sum = matrix[row][column] + (row == column ? diagonal : 0)
                for k in 0..<column {
                    sum -= lanes[k] * (column == row ? lanes[k] : factor[column][k])
                }
                lanes[column] =
                    row == column ? max(sum, 1e-12).squareRoot() : sum / factor[column][column]
            }
            factor[row] = lanes
        }
        return factor
    }

    /// Yoshikawa's measure, `sqrt(det(JJᵀ))`.
    private static func manipulability(of gram: FixedList<6, SIMD8<Double>>) -> Double {
        let factor = cholesky(gram, adding: 0)
        var product = 1.0
        for row in 0..<6 { product *= factor[row][row] }
        return product
    }
}
