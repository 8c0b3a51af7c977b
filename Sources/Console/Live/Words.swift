internal import Control
internal import Messages

// The contract's values as an operator reads them. Every value has its own words: a new one must
// break the build here.

extension HoldReason {
    /// Why it holds, to follow `HOLD: ` or `FAULT: `.
    var words: String {
        switch self {
        case .none: "no reason given"
        case .notRunning: "no episode runs"
        case .taken: "taken"
        case .released: "switch released"
        case .requested: "asked for"
        case .staleCommand: "command too old"
        case .policyStale: "no policy action"
        case .handBackFailed: "hand-back failed"
        case .leaseLost: "control ended"
        case .unattended: "nobody attends"
        case .robotMode: "robot not ready"
        case .stateMissing: "robot state missing"
        case .wrench: "force too high"
        case .acknowledged: "acknowledged"
        case .stateFrozen: "robot state frozen"
        case .drift: "moved while held"
        case .robotFault: "robot fault"
        case .brokenAssumption: "error in the cell"
        case .leaseTaken: "control taken"
        case .leasePassed: "control passed on"
        case .coupled: "coupled arm held"
        case .otherTaken: "other arm taken"
        }
    }
}

extension RobotMode {
    var words: String {
        switch self {
        case .ready: "ready"
        case .freedrive: "freedrive: moved by hand"
        case .protectiveStop: "protective stop"
        case .emergencyStop: "emergency stop"
        case .fault: "fault"
        }
    }
}

extension EpisodeState {
    var words: String {
        switch self {
        case .idle: "idle"
        case .resetting: "resetting"
        case .ready: "ready"
        case .running: "RUNNING"
        case .ended: "ended"
        }
    }
}

extension Outcome {
    var words: String {
        switch self {
        case .unlabelled: "no outcome yet"
        case .success: "SUCCESS"
        case .failure: "FAILURE"
        case .aborted: "discarded"
        case .truncated: "time limit"
        }
    }
}

extension OperatorFrame {
    var words: String {
        switch self {
        case .base: "base"
        case .tool: "tool"
        case .view: "view"
        }
    }
}

extension ConditionerSettings.Gate {
    var words: String {
        switch self {
        case .all: "all axes"
        case .translation: "translation"
        case .rotation: "rotation"
        case .dominant: "main axis"
        }
    }
}

extension GripperAuthority {
    var words: String {
        switch self {
        case .policy: "policy"
        case .operator: "yours"
        case .kept: "KEPT"
        }
    }
}

extension Refusal {
    /// Why the cell refused, and what to do.
    /// - Parameter owner: who has control, as far as it is known.
    func words(owner: String) -> String {
        let name = owner.isEmpty ? "another console" : owner
        return switch self {
        case .none: "done"
        case .notLeaseHolder:
            owner.isEmpty
                ? "this console does not have control: get it first" : "\(owner) has control"
        case .leaseHeldByAnother: "\(name) has it: ask there to give it up"
        case .hasAnother: "one console has one loan: it has an arm already"
        case .notLent: "nothing of it is lent any more"
        case .coupledGroups: "these arms are coupled: lend them together"
        case .leaseChanged: "control changed hands meanwhile: look who has it"
        case .notOffered: "no such offer is open any more"
        case .episodeNotRunning: "the episode is not in a state for that"
        case .episodeNotReady: "the episode is not ready: wait until the scene is reset"
        case .deltaDisabled: "this cell does not allow correcting on top of the policy"
        case .wrongStop: "that stop is over or another one came: reset again"
        case .nothingToAcknowledge: "nothing waits to be acknowledged"
        case .robotNotReady: "the robot is not ready: clear its own stop at the robot first"
        case .noSuchGroup: "the cell has no such arm"
        case .stopped: "the cell is stopped: reset the stop first"
        case .linkNotFresh: "link or device is not back yet: wait a moment, then acknowledge"
        case .runtimeMayNotStart: "only the operator may do that here"
        case .malformed: "the cell did not understand; versions may differ"
        case .acknowledgeFirst: "acknowledge the lost link, device or fault first"
        case .policyNotDriving: "the policy does not drive this arm"
        case .keyDoesNotAllow: "the cell does not allow it to this console's key"
        }
    }
}

extension RequestKind {
    /// What was asked, to begin a sentence.
    var words: String {
        switch self {
        case .acquireLease: "Control"
        case .renewLease: "Keeping control"
        case .releaseLease: "Giving control up"
        case .takeLease: "Taking control"
        case .offerLease: "Offering control"
        case .withdrawOffer: "Withdrawing the offer"
        case .acceptLease: "Accepting control"
        case .recallLease: "Recalling"
        case .takeOver, .takeDelta: "Takeover"
        case .hold: "Hold"
        case .handBack: "Hand-back"
        case .acknowledge: "Acknowledging"
        case .stop: "STOP"
        case .armReset, .confirmReset: "Reset"
        case .start: "Start"
        case .end: "Outcome"
        case .next, .resetDone: "Next episode"
        case .releaseGripper: "Gripper"
        }
    }
}

extension Role {
    /// After `may only`.
    var reach: String {
        switch self {
        case .observe: "watch"
        case .stop: "watch and stop"
        case .operate: "operate"
        case .admin: "operate and take control"
        }
    }
}
