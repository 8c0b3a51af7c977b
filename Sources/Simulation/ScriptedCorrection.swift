public import Control
public import Messages
internal import Spatial

/// What an operator does in one tick.
public struct OperatorAct: Sendable, Equatable {
    /// For the right arm.
    public var command = GroupCommand()
    /// For the right arm; lease and sequence are the console's business.
    public var requests: [RequestKind] = []

    public init() {}
}

/// A reference operator: takes the right arm when the policy is about to miss, brings the plug over
/// the hole, lets it in and hands back. It sees steps only, as a console does.
///
/// Its hand is not a machine's: what it means to do comes out with a share of noise, redrawn every
/// 50 ms.
public struct ScriptedCorrection: Sendable {
    private enum Intent: Sendable, Equatable {
        /// Suspicious since this time; nil while all is well.
        case watching(since: Nanoseconds?)
        case taking
        case driving
        case handingBack
    }

    /// How it drives and what alarms it.
    public struct Character: Sendable, Equatable {
        /// 1/s
        public var gain = 4.0
        /// Sideways error near the face that alarms it, m, and for how long, s.
        public var alarm = 0.0022
        public var dwell = 0.15
        /// Speed of lifting and lowering, m/s.
        public var lift = 0.05
        public var lower = 0.025
        /// Height over the socket at which it aligns, m.
        public var clearance = 0.010
        /// Noise of the hand: a share of the meant speed, and a floor in m/s.
        public var handShare = 0.15
        public var handFloor = 0.002

        public init() {}
    }

    private let character: Character
    private var intent = Intent.watching(since: nil)
    private var hand: SeededGenerator
    private var jitter = Vector3.zero
    private var jitterDrawn: Nanoseconds = 0
    private var command = GroupCommand()
    private var changedAt: Nanoseconds = 0
    /// Whether it lowers the plug now; else it lifts and aligns.
    private var lowering = false
    public private(set) var takeovers = 0

    public init(seed: UInt64, character: Character = Character()) {
        self.character = character
        hand = SeededGenerator(seed: seed, stream: 3)
        command.deviceAlive = true
    }

    /// What it does after it saw this step.
    public mutating func act(on step: Step) -> OperatorAct {
        var act = OperatorAct()
        let right = step.groups[Simulation.right].decision
        command.twist = .zero
        if step.episode.state != .running {
            intent = .watching(since: nil)
            command.enabled = false
        } else {
            proceed(right, step, &act)
        }
        act.command = command
        return act
    }

    private mutating func proceed(
        _ right: GroupDecision, _ step: Step, _ act: inout OperatorAct
    ) {
        switch intent {
        case .watching(let since): watch(since, right, step, &act)
        case .taking: engage(right, step.now)
        case .driving: drive(right, step, &act)
        case .handingBack:
            if right.effective == .policy {
                intent = .watching(since: nil)
            } else if right.effective == .hold, waited(step.now, .milliseconds(300)) {
                act.requests.append(.handBack)
            }
        }
    }

    private mutating func watch(
        _ since: Nanoseconds?, _ right: GroupDecision, _ step: Step, _ act: inout OperatorAct
    ) {
        let gap = ScriptedCorrection.gap(step)
        let aside = Vector3(gap.x, gap.y, 0).length
        let isAlarming =
            right.effective == .policy && -gap.z < 0.021 && -gap.z > -0.003
            && aside > character.alarm
        guard isAlarming || right.effective == .hold else {
            intent = .watching(since: nil)
            return
        }
        let began = since ?? step.now
        intent = .watching(since: began)
        guard step.now &- began >= .seconds(character.dwell) else { return }
        act.requests.append(.takeOver)
        takeovers += 1
        intent = .taking
        lowering = false
        changedAt = step.now
    }

    /// Closes the switch once the arm is at rest; presses again where something opened it.
    private mutating func engage(_ right: GroupDecision, _ now: Nanoseconds) {
        if right.effective == .operator {
            intent = .driving
        } else if right.effective == .hold, waited(now, .milliseconds(60)) {
            command.enabled.toggle()
            if command.enabled { command.presses &+= 1 }
            command.neutralSeen = true
        }
    }

    private mutating func drive(
        _ right: GroupDecision, _ step: Step, _ act: inout OperatorAct
    ) {
        guard right.effective == .operator else {
            command.enabled = false
            intent = .taking
            changedAt = step.now
            return
        }
        let gap = ScriptedCorrection.gap(step)
        let aside = Vector3(gap.x, gap.y, 0)
        let height = -gap.z
        if height < -0.005, aside.length < 0.0012 {
            command.enabled = false
            intent = .handingBack
            changedAt = step.now
            return
        }
        lowering = aside.length < (lowering ? 0.0016 : 0.0008)
        let vertical: Double
        if height < -0.003 || lowering {
            vertical = height > 0.004 ? -character.lower : -character.lower * 0.6
        } else {
            let error = character.clearance - height
            vertical = min(character.lift, max(-character.lift, error * 5))
        }
        let meant = aside * character.gain + Vector3(0, 0, vertical)
        command.twist.linear = meant + tremor(meant, step.now)
    }

    private mutating func tremor(_ meant: Vector3, _ now: Nanoseconds) -> Vector3 {
        if now &- jitterDrawn >= .milliseconds(50) {
            jitter = hand.normalVector(1)
            jitterDrawn = now
        }
        return jitter * (meant.length * character.handShare + character.handFloor)
    }

    private mutating func waited(_ now: Nanoseconds, _ time: Nanoseconds) -> Bool {
        guard now &- changedAt >= time else { return false }
        changedAt = now
        return true
    }

    /// From the plug's tip to the mouth as the step's features give it, m.
    private static func gap(_ step: Step) -> Vector3 {
        let at = PlantFeature.gap.rawValue
        guard step.features.count >= at + 3 else { return .zero }
        return Vector3(step.features[at], step.features[at + 1], step.features[at + 2])
    }
}
