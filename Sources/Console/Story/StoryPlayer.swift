public import Control
internal import Keymap
internal import Spatial

/// Plays a story: call ``advance(now:live:drive:conditioner:)`` at the rate of the control loop (at
/// least 20 times a second) and hand its acts on, in order, until there is a ``verdict``.
public struct StoryPlayer: Sendable {
    public enum Verdict: Sendable, Equatable {
        case finished
        /// One sentence: which step, what was waited for.
        case failed(String)
    }

    public let story: Story
    public internal(set) var verdict: Verdict?

    /// What one call sees.
    struct Scene {
        var now: Nanoseconds
        var live: LiveState
        var drive: DriveSettings
        var conditioner: ConditionerSettings
        var isFresh: Bool { live.isFresh(at: now) }
    }

    var acts: [OperatorAct] = []
    var switchClosed = false
    var switchChanged: Nanoseconds = 0
    /// When each lasting condition began to hold.
    var holdsSince: [Int: Nanoseconds] = [:]
    var jumps: [Int: Int] = [:]
    private var began: Nanoseconds?
    private var checkedNames = false
    var step = 0
    var stepBegan: Nanoseconds = 0
    /// Index of the act in progress; nil while the step waits.
    var action: Int?
    var motion = Motion(began: 0)

    /// What an act that takes time remembers.
    struct Motion {
        var began: Nanoseconds
        /// Time in which the arm was really driven, ns, and the last call in which it was.
        var driven: Nanoseconds = 0
        var drivenAt: Nanoseconds?
        var start: Pose?
        var arrived: Nanoseconds?
        /// Smallest distance so far, m.
        var nearest: Double?
        var askedAt: Nanoseconds?
    }

    public init(_ story: Story) { self.story = story }

    /// Takes the story as far as it goes now.
    ///
    /// - Parameters:
    ///   - now: console-monotonic, ns.
    ///   - live: what the console sees.
    ///   - drive: how the puck drives now, from the model.
    ///   - conditioner: what the story's puck will go through.
    /// - Returns: acts to carry out in order.
    public mutating func advance(
        now: Nanoseconds, live: LiveState, drive: DriveSettings, conditioner: ConditionerSettings
    ) -> [OperatorAct] {
        guard verdict == nil else { return [] }
        acts = []
        let scene = Scene(now: now, live: live, drive: drive, conditioner: conditioner)
        if began == nil {
            began = now
            enter(0, scene)
            setSwitch(closed: false, scene)
        }
        checkNames(scene)
        if now &- (began ?? now) > .seconds(story.within) {
            fail(
                "the whole story took longer than \(Figures.fixed(story.within, places: 0)) s",
                scene)
        }
        // A story that only jumps must not keep the caller.
        var transitions = 0
        while verdict == nil, transitions < 200, proceed(scene) { transitions += 1 }
        return acts
    }

    /// One transition; false where there is nothing to do before the next call.
    private mutating func proceed(_ scene: Scene) -> Bool {
        guard step < story.steps.count else {
            setSwitch(closed: false, scene)
            verdict = .finished
            return false
        }
        let current = story.steps[step]
        guard let action else { return waitFor(current, scene) }
        guard action < current.actions.count else {
            enter(step + 1, scene)
            return true
        }
        return perform(current.actions[action], scene)
    }

    private mutating func waitFor(_ current: Story.Step, _ scene: Scene) -> Bool {
        if let unless = current.unless, holds(unless.condition, scene) == true {
            jump(to: unless.label, scene)
            return true
        }
        if current.when.map({ holds($0, scene) == true }) ?? true {
            begin(action: 0, scene)
            return true
        }
        guard scene.now &- stepBegan >= .seconds(current.within) else { return false }
        if let label = current.otherwise {
            jump(to: label, scene)
            return true
        }
        fail("waited \(Figures.fixed(current.within, places: 1)) s in vain", scene)
        return false
    }

    // MARK: moving through the story

    mutating func begin(action index: Int, _ scene: Scene) {
        action = index
        motion = Motion(began: scene.now)
    }

    mutating func enter(_ index: Int, _ scene: Scene) {
        step = index
        action = nil
        stepBegan = scene.now
        holdsSince = [:]
    }

    mutating func jump(to label: String, _ scene: Scene) {
        enter(story.steps.firstIndex { $0.label == label } ?? story.steps.count, scene)
    }

    /// Ends the story: lets everything go, and says in which step it was.
    mutating func fail(_ reason: String, _ scene: Scene) {
        guard verdict == nil else { return }
        setSwitch(closed: false, scene)
        let name = story.steps.indices.contains(step) ? story.steps[step].name : "end"
        let seen = scene.live.arms.indices.map { index in
            let title = scene.live.cell?.groups[index].title ?? ""
            let arm = scene.live.arms[index]
            let reason = arm.holdReason == .none ? "" : " (\(arm.holdReason.words))"
            return "\(title): \(arm.authority)\(reason)"
        }
        let picture = scene.isFresh ? seen.joined(separator: ", ") : "the cell was silent"
        verdict = .failed(
            "story “\(story.name)”, step “\(name)”: \(reason); "
                + "episode \(scene.live.episode.state.words.lowercased()), \(picture)")
    }

    mutating func setSwitch(closed: Bool, _ scene: Scene) {
        // Neutral before the edge: a press counts only with the puck seen at rest.
        acts.append(.puck(VirtualPuck.sample(.zero, at: scene.now)))
        acts.append(.enablingSwitch(closed: closed))
        switchClosed = closed
        switchChanged = scene.now
    }

    /// A name that the cell does not have is found at the start, not in the middle.
    private mutating func checkNames(_ scene: Scene) {
        guard !checkedNames, let cell = scene.live.cell else { return }
        checkedNames = true
        if let reason = story.names.unknown(in: cell) { fail(reason, scene) }
    }
}
