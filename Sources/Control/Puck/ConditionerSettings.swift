public import Spatial

/// How an operator's puck becomes a twist. The stages act in the order of the properties.
public struct ConditionerSettings: Equatable, Hashable, Sendable {
    /// Which axes pass.
    public enum Gate: String, CaseIterable, Equatable, Hashable, Sendable {
        case all
        case translation
        case rotation
        /// Only the axis that is pushed furthest; another takes over at 1.3 times as much.
        case dominant
    }

    /// Counts at rest, taken off before anything else. Each -175 to 175.
    public var translationBias: Vector3 = .zero
    public var rotationBias: Vector3 = .zero
    /// Share of full deflection in which nothing happens; the rest is stretched, so that motion
    /// starts from zero. 0 to 0.5.
    public var deadBand: Double = 0.1
    /// k of `s (1 - k) + k s³`: 0 is straight, 1 is softest about the centre. 0 to 1.
    public var curve: Double = 0.4
    public var gate = Gate.all
    /// Multiplies full scale per axis of the puck. Each 0 to 4.
    public var translationGain = Vector3(repeating: 1)
    public var rotationGain = Vector3(repeating: 1)
    /// Speed at full deflection, m/s. Above 0 to 1.5.
    public var linearFullScale: Double = 0.25
    /// Speed at full deflection, rad/s. Above 0 to 3.2.
    public var angularFullScale: Double = 0.8
    /// Of the smoothing, s; an axis that is let go is not smoothed. 0 to 0.2.
    public var timeConstant: Double = 0.04
    /// How the puck lies and where the operator stands.
    public var mounting = PuckMounting.standard
    /// Speed level, multiplies both full scales. 0.02 to 1; `fine` and `coarse` are the usual two.
    public var speed: Double = coarse
    /// Greatest growth of the linear command, m/s². Letting go is not limited here: the cell
    /// brakes. Above 0 to 20.
    public var linearSlew: Double = 2
    /// The same for the angular command, rad/s². Above 0 to 60.
    public var angularSlew: Double = 6

    public static let fine = 0.25
    public static let coarse = 1.0

    public init() {}

    /// The first value outside its range, as a sentence with the range; nil where all are inside.
    public var fault: String? {
        let scalars: [(String, Double, ClosedRange<Double>)] = [
            ("dead band", deadBand, 0...0.5),
            ("curve", curve, 0...1),
            ("linear full scale", linearFullScale, 0.001...1.5),
            ("angular full scale", angularFullScale, 0.001...3.2),
            ("time constant", timeConstant, 0...0.2),
            ("speed", speed, 0.02...1),
            ("linear slew", linearSlew, 0.01...20),
            ("angular slew", angularSlew, 0.01...60),
            ("operator yaw", mounting.operatorYaw, -6.3...6.3),
        ]
        let vectors: [(String, Vector3, ClosedRange<Double>)] = [
            ("translation bias", translationBias, -175...175),
            ("rotation bias", rotationBias, -175...175),
            ("translation gain", translationGain, 0...4),
            ("rotation gain", rotationGain, 0...4),
        ]
        let flat =
            scalars
            + vectors.flatMap { name, vector, range in
                (0..<3).map { (name, vector[$0], range) }
            }
        // A NaN is in no range.
        guard let (name, value, range) = flat.first(where: { !$0.2.contains($0.1) }) else {
            return mounting.axes.isProper
                ? nil : "the axis map must use each puck axis once; give x, y and z in some order"
        }
        return "\(name) is \(value); it must be \(range.lowerBound) to \(range.upperBound)"
    }
}
