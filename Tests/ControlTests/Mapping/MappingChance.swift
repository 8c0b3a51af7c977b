import Control
import Spatial

/// Random poses, twists and groups from a seed.
struct Chance {
    var state: UInt64

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func share() -> Double { Double(next() >> 11) / Double(1 << 53) }
    mutating func happens(_ probability: Double) -> Bool { share() < probability }
    mutating func signed(_ size: Double) -> Double { (share() * 2 - 1) * size }

    mutating func vector(_ size: Double) -> Vector3 {
        Vector3(signed(size), signed(size), signed(size))
    }

    mutating func twist(_ linear: Double, _ angular: Double) -> Twist {
        Twist(linear: vector(linear), angular: vector(angular))
    }

    mutating func pose() -> Pose {
        Pose(position: vector(1), rotation: Rotation(axisAngle: vector(2)))
    }

    mutating func lanes(_ size: Double) -> SIMD8<Double> {
        var lanes = SIMD8<Double>.zero
        for lane in 0..<8 { lanes[lane] = signed(size) }
        return lanes
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int(next() % UInt64(values.count))]
    }
}

extension GroupConfiguration {
    /// Every way to write an action, each once.
    static let all: [GroupConfiguration] = ActionSpace.allCases.flatMap { space in
        guard space.isCartesian else { return [make(space)] }
        guard space != .eePose else { return RotationForm.all.map { make(space, $0) } }
        let forms = space == .eeDelta ? RotationForm.all : [.none, .axisAngle]
        let references = space == .eeDelta ? DeltaReference.allCases : [.lastTarget]
        return forms.flatMap { form in
            references.flatMap { reference in
                ActionFrame.allCases.flatMap { frame in
                    Composition.allCases.map { make(space, form, reference, frame, $0) }
                }
            }
        }
    }

    private static func make(
        _ space: ActionSpace, _ form: RotationForm = .axisAngle,
        _ reference: DeltaReference = .lastTarget, _ frame: ActionFrame = .base,
        _ composition: Composition = .world
    ) -> GroupConfiguration {
        var group = GroupConfiguration()
        group.space = space
        group.rotationForm = form
        group.deltaReference = reference
        group.actionFrame = frame
        group.composition = composition
        group.baseFromView = Rotation(axisAngle: Vector3(0.4, -1.1, 0.7))
        group.joints = space.isCartesian ? 0 : 7
        return group
    }

    var summary: String {
        "\(space) \(rotationForm) \(deltaReference) \(actionFrame) \(composition)"
    }
}
