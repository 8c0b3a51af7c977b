internal import Control

/// All promises, each in a file of its own beside this one.
struct Checkers: Sendable {
    var transitions = TransitionsInTable()
    var interventions = InterventionsClose()
    var replay = ReplayEqualsRecord()
    private var freshEdge = FreshEdge()
    private var holdStaysPut = HoldStaysPut()
    private var policyIsKept = PolicyIsKept()
    private var handIsKept = HandIsKept()
    private var gripperIsKept = GripperIsKept()
    private var timesAreBounded = TimesAreBounded()
    private var mostSevereWins = MostSevereWins()
    private var holdIsWatched = HoldIsWatched()
    private var coupledHoldTogether = CoupledHoldTogether()

    mutating func check(_ scene: Scene, _ findings: inout Findings) {
        SilenceEnds().check(scene, &findings)
        freshEdge.check(scene, &findings)
        LossIsLatched().check(scene, &findings)
        PolicyNeedsAnAct().check(scene, &findings)
        OneHolder().check(scene, &findings)
        ChunkEpoch().check(scene, &findings)
        ShadowIsFresh().check(scene, &findings)
        policyIsKept.check(scene, &findings)
        handIsKept.check(scene, &findings)
        timesAreBounded.check(scene, &findings)
        coupledHoldTogether.check(scene, &findings)
        RulesAreKept().check(scene, &findings)
        interventions.check(scene, &findings)
        transitions.check(scene, &findings)
        replay.check(scene, &findings)
        for group in scene.groups {
            // Handed on where they lie: these are large, and a copy for each checker would cost
            // more than all the rest.
            look(
                group, scene.before.groups[group], scene.after.groups[group],
                scene.configuration.groups[group], scene, &findings)
        }
    }

    private mutating func look(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        HumanCommandIsFresh().check(group, old, new, settings, scene, &findings)
        Bumpless().check(group, old, new, settings, scene, &findings)
        holdStaysPut.check(group, old, new, settings, scene, &findings)
        InsideLimits().check(group, old, new, settings, scene, &findings)
        gripperIsKept.check(group, old, new, settings, scene, &findings)
        mostSevereWins.check(group, old, new, settings, scene, &findings)
        holdIsWatched.check(group, old, new, settings, scene, &findings)
        OneAuthority().check(group, old, new, settings, scene, &findings)
    }
}
