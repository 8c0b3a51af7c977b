public import Control
internal import Spatial

/// A small policy that inserts the plug: above the socket, down, push. It plans a whole chunk from
/// one observation by rolling its own model of the arm forward.
///
/// It believes the socket's detector as its parameters say; whether the plug touches the face
/// beside the hole it does not notice, it keeps pressing. That is the error to be corrected.
public struct PlugPolicy: Sendable {
    public static let horizon = 16
    /// s
    public static let period = 0.05
    public static let latency = Nanoseconds.milliseconds(80)
    /// Motion entries and the gripper, left then right.
    public static let actionWidth = 14
    public static let instruction = "insert the plug"
    public static let gaugeNames = ["confidence", "value"]

    public let parameters: PlugPolicyParameters
    /// Height over the socket at which it moves sideways, m.
    private let hover = 0.025
    /// Sideways error, as its own estimate has it, at which it goes down, m.
    private let gate = 0.0009
    /// m/s
    private let sidewaysLimit = 0.08
    private let verticalLimit = 0.08
    private let approachSpeed = 0.03
    private let touchSpeed = 0.015
    private let pushSpeed = 0.02
    /// It presses no harder than this, N.
    private let pressing = 18.0

    public init(_ parameters: PlugPolicyParameters = .base) { self.parameters = parameters }

    /// One inference.
    public struct Output: Sendable, Equatable {
        /// Row-major `[horizon][actionWidth]`, as the manifest declares: m/s, rad/s, m.
        public var values: [Double]
        /// In the order of ``PlugPolicy/gaugeNames``, 0 to 1.
        public var gauges: [Double]
    }

    /// What it predicts of the plug while it plans.
    private struct Prediction {
        var socket: Vector3
        var plug: Vector3
        var velocity: Vector3
        var force: Double
    }

    public func infer(_ observation: PlantObservation, instruction: String) -> Output {
        let right = observation.groups[Simulation.right]
        var state = Prediction(
            socket: observation.vector(.socket), plug: observation.vector(.plug),
            velocity: observation.vector(.plugVelocity), force: right.wrench?.force.length ?? 0)
        let gauges = self.gauges(state)
        guard PlugPolicy.understands(instruction), right.tool != nil else {
            return Output(values: standing, gauges: gauges)
        }
        var turn = (Plant.plugDown * (right.tool?.rotation ?? Plant.plugDown).inverse).axisAngle
        var values: [Double] = []
        values.reserveCapacity(PlugPolicy.horizon * PlugPolicy.actionWidth)
        let share = 1 - Elementary.exponential(-PlugPolicy.period / 0.07)
        for _ in 0..<PlugPolicy.horizon {
            let velocity = self.velocity(state)
            let angular = (turn * 1.5).limited(to: 0.5)
            values += [0, 0, 0, 0, 0, 0, 0]
            values += [velocity.x, velocity.y, velocity.z, angular.x, angular.y, angular.z, 0]
            state.velocity += (velocity - state.velocity) * share
            state.plug += state.velocity * PlugPolicy.period
            turn -= angular * PlugPolicy.period
        }
        return Output(values: values, gauges: gauges)
    }

    /// Whether it acts on an instruction: it knows one task. Any other leaves it standing still.
    public static func understands(_ instruction: String) -> Bool {
        let words = instruction.lowercased().split { !$0.isLetter && $0 != "'" }.map(String.init)
        let refused: Set<String> = ["not", "don't", "stop", "hold", "wait", "never"]
        return words.contains("insert") && words.contains("plug")
            && refused.isDisjoint(with: words)
    }

    /// The action that stays where it is, both grippers closed.
    private var standing: [Double] {
        [Double](repeating: 0, count: PlugPolicy.horizon * PlugPolicy.actionWidth)
    }

    /// m/s, in the right base frame.
    private func velocity(_ state: Prediction) -> Vector3 {
        let height = state.plug.z - state.socket.z
        guard height > -0.003 else {
            return Vector3(0, 0, state.force > pressing * 1.5 ? 0 : -pushSpeed)
        }
        let want = wantedSideways(state)
        let extra = PlugPolicyParameters.apply(
            parameters.velocityGain, SIMD2(state.velocity.x, state.velocity.y))
        let sideways = Vector3(want.x + extra.x, want.y + extra.y, 0).limited(to: sidewaysLimit)
        return sideways + Vector3(0, 0, vertical(state, height, want: Vector3(want.x, want.y, 0)))
    }

    private func wantedSideways(_ state: Prediction) -> SIMD2<Double> {
        let socket = PlugPolicyParameters.apply(
            parameters.socketGain, SIMD2(state.socket.x, state.socket.y))
        let plug = PlugPolicyParameters.apply(
            parameters.plugGain, SIMD2(state.plug.x, state.plug.y))
        return socket + plug + parameters.offset
    }

    private func vertical(_ state: Prediction, _ height: Double, want: Vector3) -> Double {
        // In contact it goes on pressing: the face beside the hole feels like a tight hole.
        let open = want.length < gate * PlugPolicyParameters.gain * (height < 0.006 ? 3 : 1)
        guard open else {
            return min(verticalLimit, max(-verticalLimit, 3 * (hover - height)))
        }
        if state.force > pressing { return 0 }
        return height > 0.01 ? -approachSpeed : -touchSpeed
    }

    /// Confidence falls while it presses without going in; value is how far it has come.
    private func gauges(_ state: Prediction) -> [Double] {
        let height = state.plug.z - state.socket.z
        let stuck = height > -0.003 ? min(1, max(0, (state.force - 3) / 15)) : 0
        let want = wantedSideways(state)
        let aside = Vector3(want.x, want.y, 0).length / PlugPolicyParameters.gain
        let confidence = (1 - 0.75 * stuck) * (1 - 0.3 * min(1, aside / 0.05))
        let travel = (aside * aside + max(0, height) * max(0, height)).squareRoot()
        let progress = height < -0.003 ? 0.85 - height * 10 : 0.8 * (1 - min(1, travel / 0.15))
        return [confidence, min(1, max(0, progress * (1 - 0.5 * stuck)))]
    }
}
