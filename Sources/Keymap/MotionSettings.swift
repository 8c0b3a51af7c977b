/// How a puck's deflection, or a nudge, becomes speed: plain values, in range when they come from
/// a keymap. The names and ranges are those of Control's `ConditionerSettings`.
public struct MotionSettings: Sendable, Equatable {
    /// Which axes of the puck pass.
    public enum Gate: String, Sendable, CaseIterable { case all, translation, rotation, dominant }
    /// In which frame the puck steers.
    public enum Frame: String, Sendable, CaseIterable { case base, tool, view }
    /// An axis of the puck with the sign in which it is used.
    public enum SignedAxis: String, Sendable, CaseIterable {
        case plusX = "+x"
        case minusX = "-x"
        case plusY = "+y"
        case minusY = "-y"
        case plusZ = "+z"
        case minusZ = "-z"

        var letter: Character? { rawValue.last }
    }

    /// Share of full deflection in which nothing happens. 0 to 0.5.
    public var deadBand = 0.1
    /// k of `s (1 - k) + k s³`. 0 (straight) to 1 (soft about the centre).
    public var curve = 0.4
    /// Speed at full deflection, m/s. 0.001 to 1.5.
    public var linearFullScale = 0.25
    /// Speed at full deflection, rad/s. 0.001 to 3.2.
    public var angularFullScale = 0.8
    /// Per axis of the puck, times full scale. Each 0 to 4.
    public var translationGain = SIMD3<Double>(repeating: 1)
    public var rotationGain = SIMD3<Double>(repeating: 1)
    /// Of the smoothing, s. 0 to 0.2.
    public var timeConstant = 0.04
    /// Greatest growth of the linear command, m/s². 0.01 to 20.
    public var linearSlew = 2.0
    /// Greatest growth of the angular command, rad/s². 0.01 to 60.
    public var angularSlew = 6.0
    /// Shares of full scale, ascending, each 0.02 to 1; at least one, at most 8.
    public var speedLevels = [0.1, 0.25, 0.5, 1.0]
    /// The level to start with, an index of `speedLevels`.
    public var startLevel = 3
    public var gate = Gate.all
    public var frame = Frame.base
    /// Which axis of the puck drives forward (x), left (y) and up (z). Each letter comes once.
    public var axes: [SignedAxis] = [.minusY, .minusX, .minusZ]
    /// Turn of the operator about the base frame's z, in the file degrees, here rad; positive
    /// where the operator stands turned to the left of x.
    public var operatorYaw = 0.0
    /// An absolute puck whose deflection has not changed for this long is not believed, s.
    /// 0.65 to 3.
    public var stillLimit = 1.0
    /// Speed of a keyboard nudge, m/s. 0.001 to 0.1.
    public var nudgeLinear = 0.03
    /// Speed of a keyboard nudge, rad/s. 0.01 to 0.5.
    public var nudgeAngular = 0.2
    /// How long one nudge lasts, s. 0.05 to 0.5.
    public var nudgeSeconds = 0.2

    public init() {}

    /// A number of a keymap with what it may be.
    struct Number {
        var name: String
        var path: WritableKeyPath<MotionSettings, Double>
        var range: ClosedRange<Double>
        var unit: String

        init(
            _ name: String, _ path: WritableKeyPath<MotionSettings, Double>,
            _ range: ClosedRange<Double>, _ unit: String = ""
        ) {
            self.name = name
            self.path = path
            self.range = range
            self.unit = unit
        }
    }

    static var numbers: [Number] {
        [
            Number("deadBand", \.deadBand, 0...0.5),
            Number("curve", \.curve, 0...1),
            Number("linearFullScale", \.linearFullScale, 0.001...1.5, " m/s"),
            Number("angularFullScale", \.angularFullScale, 0.001...3.2, " rad/s"),
            Number("timeConstant", \.timeConstant, 0...0.2, " s"),
            Number("linearSlew", \.linearSlew, 0.01...20, " m/s²"),
            Number("angularSlew", \.angularSlew, 0.01...60, " rad/s²"),
            Number("stillLimit", \.stillLimit, 0.65...3, " s"),
            Number("nudgeLinear", \.nudgeLinear, 0.001...0.1, " m/s"),
            Number("nudgeAngular", \.nudgeAngular, 0.01...0.5, " rad/s"),
            Number("nudgeSeconds", \.nudgeSeconds, 0.05...0.5, " s"),
        ]
    }
}
