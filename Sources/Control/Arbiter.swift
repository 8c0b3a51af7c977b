internal import Spatial

/// Decides, tick by tick, who drives each group and what it executes.
///
/// A total, pure function of (state, input): no clock, no allocation, no throwing. What it promises
/// is listed as ``AuthorityContract`` and in the README.
///
/// Most of what only reads here is `mutating` too: a value of seven kilobytes that is lent to a
/// method is copied for it, one that is handed on in place is not. Those copies were half of a step
/// (`Scripts/bench arbiter-step`).
public struct Arbiter: Sendable {
    public let configuration: ControlConfiguration
    public internal(set) var state: ArbiterState
    let times: ControlTimes
    let bonds: GroupBonds

    /// - Parameter leaseEpoch: random per start of the cell, so that grants of an earlier life are
    ///   never taken for current ones.
    public init(configuration: ControlConfiguration, leaseEpoch: UInt64) {
        var state = ArbiterState()
        state.lease.tag.epoch = leaseEpoch
        for index in configuration.groups.indices {
            var group = GroupState()
            group.gripper = configuration.groups[index].gripperHigh
            state.groups.append(group)
            state.loans.append(Loan())
            state.hands.append(HandState())
        }
        self.init(configuration: configuration, state: state)
    }

    /// Goes on from a recorded state.
    public init(configuration: ControlConfiguration, state: ArbiterState) {
        self.configuration = configuration
        self.state = state
        times = configuration.effectiveTimes
        bonds = GroupBonds(configuration)
    }

    /// One tick.
    public mutating func step(_ input: ArbiterInput) -> Decision {
        var tick = Tick(input: input, since: state.now, period: configuration.tickPeriod)
        tick.beganInReset = state.episode.state == .resetting
        noteStamp(input.measuredAt, at: tick.now)
        tick.isFrozen = tick.now &- state.freshAt > times.stateFrozen
        var decision = Decision()
        var groups = input.groups
        for index in input.commands.indices { accept(input.commands[index], at: tick.now) }
        expireLease(at: tick.now)
        for index in input.requests.indices {
            let request = input.requests[index]
            let refusal = answer(request, at: tick)
            decision.answers.append(
                Answer(
                    client: request.client, id: request.id, kind: request.kind, refusal: refusal,
                    owner: refusal == .none ? 0 : owner(ofWhat: request)))
        }
        decide(&groups, tick)
        for index in state.groups.indices {
            decision.groups.append(drive(index, &groups[index], tick))
        }
        state.tick = input.tick
        state.now = input.now
        decision.episode = state.episode
        decision.lease = state.lease
        decision.offer = state.offer
        decision.stop = state.stop.active
        return decision
    }

    /// Who drives each group. What groups have to do with each other comes between the steps that
    /// each takes alone, so that their order decides nothing.
    private mutating func decide(_ groups: inout PerGroup<GroupInput>, _ tick: Tick) {
        var drifting: GroupMask = 0
        for index in state.groups.indices
        where isDrifting(afterConditionsOf: index, groups[index].observation, tick) {
            drifting |= GroupBonds.bit(index)
        }
        stopDrifting(drifting, at: tick.now)
        // Before anything goes on: a switch that opened and closed again counts as opened.
        holdCoupled(at: tick.now)
        for index in state.groups.indices {
            progress(of: index, &groups[index], tick)
            checkAssumptions(index, at: tick.now)
        }
        holdRuled(at: tick.now)
        holdCoupled(at: tick.now)
    }

    /// What every part of a tick needs to know of time and mode.
    struct Tick {
        let now: Nanoseconds
        /// Time to integrate over: never more than two periods, so that a late tick cannot jump.
        let span: Nanoseconds
        let robotMode: RobotMode
        /// The scene was being reset before this tick: what is measured now is where it stands.
        var beganInReset = false
        /// The stamps of the robot's state stand still for too long.
        var isFrozen = false

        init(input: ArbiterInput, since last: Nanoseconds, period: Nanoseconds) {
            now = input.now
            robotMode = input.robotMode
            let elapsed = last == 0 ? period : input.now &- last
            span = min(max(elapsed, 0), period &* 2)
        }

        var seconds: Double { span.inSeconds }
    }

    /// The policy's action, unless it was planned before the group's epoch: such a one is none.
    mutating func current(_ candidate: PolicyCandidate?, of index: Int) -> PolicyCandidate? {
        guard let candidate, candidate.inferenceBegan >= state.groups[index].epochBegan else {
            return nil
        }
        return candidate
    }

    /// A stamp that is later than the last one shows that the robot's state lives. One that goes
    /// back (its clock began anew) shows nothing by itself, the next one does. A state without one
    /// says nothing: it is neither alive nor frozen.
    private mutating func noteStamp(_ stamp: Nanoseconds, at now: Nanoseconds) {
        if stamp == 0 || stamp > state.measuredAt { state.freshAt = now }
        state.measuredAt = stamp
    }
}
