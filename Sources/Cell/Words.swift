internal import Control
internal import Messages

// The words of events: how an enumeration value reads inside a sentence.

extension Authority {
    func sentenceEnd(_ hold: HoldReason, after earlier: Authority) -> String {
        switch self {
        case .policy: "is driven by the policy"
        case .returning: "returns to the policy"
        case .delta: "is driven by the policy with the operator's correction"
        case .operator: "is driven by the operator"
        case .taking: "is being taken over"
        case .hold where earlier == .stopped && hold == .acknowledged: "holds: the stop was reset"
        case .hold: "holds: " + hold.words
        case .deviceLost: "holds: the operator's device is gone"
        case .linkLost: "holds: the operator's console is gone"
        case .fault: "holds in fault: " + hold.words
        case .stopped where hold == .drift: "is stopped: " + hold.words
        case .stopped: "is stopped"
        }
    }

    func level(_ hold: HoldReason) -> UInt8 {
        switch self {
        case .policy, .returning, .delta, .operator, .taking: Log.info
        case .hold: hold.isTrouble ? Log.warning : Log.info
        case .deviceLost, .linkLost: Log.warning
        case .fault, .stopped: Log.error
        }
    }
}

extension HoldReason {
    var words: String {
        switch self {
        case .none: "no reason given"
        case .notRunning: "no episode runs"
        case .taken: "taken over, waiting for the operator's hand"
        case .released: "the operator let go"
        case .requested: "the operator asked for it"
        case .staleCommand: "the operator's commands stopped coming"
        case .policyStale: "the policy has no valid action"
        case .handBackFailed: "the hand-back could not be completed"
        case .leaseLost: "control ended"
        case .unattended: "nobody attends the cell"
        case .robotMode: "the robot is or was not ready"
        case .stateMissing: "a part of the robot's state is missing"
        case .wrench: "the force passed its threshold"
        case .acknowledged: "acknowledged, waiting for the operator"
        case .stateFrozen: "the robot's state does not change any more"
        case .drift: "it moved on while it should have held"
        case .robotFault: "the robot reports a fault"
        case .brokenAssumption: "a number of the cell's own is none"
        case .leaseTaken: "another console took control"
        case .leasePassed: "control was passed on"
        case .coupled: "a group that it is coupled with had to hold"
        case .otherTaken: "another group is in human hands"
        }
    }

    var isTrouble: Bool {
        switch self {
        case .none, .notRunning, .taken, .released, .requested, .acknowledged, .leasePassed,
            .otherTaken:
            false
        case .staleCommand, .policyStale, .handBackFailed, .leaseLost, .unattended, .robotMode,
            .stateMissing, .wrench, .stateFrozen, .drift, .robotFault, .brokenAssumption,
            .leaseTaken, .coupled:
            true
        }
    }
}

extension GripperAuthority {
    var sentenceEnd: String {
        switch self {
        case .policy: "is the policy's"
        case .operator: "is the operator's"
        case .kept: "keeps the operator's value"
        }
    }
}

extension Outcome {
    var words: String {
        switch self {
        case .unlabelled: "no outcome yet"
        case .success: "success"
        case .failure: "failure"
        case .aborted: "discarded"
        case .truncated: "time limit"
        }
    }
}

extension RobotMode {
    var words: String {
        switch self {
        case .ready: "that it is ready"
        case .freedrive: "freedrive"
        case .protectiveStop: "a protective stop"
        case .emergencyStop: "an emergency stop"
        case .fault: "a fault"
        }
    }
}

extension RequestKind {
    var words: String {
        switch self {
        case .acquireLease: "control"
        case .renewLease: "keeping control"
        case .releaseLease: "giving control up"
        case .takeLease: "taking control"
        case .offerLease: "offering control"
        case .withdrawOffer: "withdrawing the offer"
        case .acceptLease: "accepting control"
        case .recallLease: "recalling an arm"
        case .takeOver: "a takeover"
        case .takeDelta: "correcting"
        case .hold: "a hold"
        case .handBack: "a hand-back"
        case .acknowledge: "an acknowledgement"
        case .stop: "a stop"
        case .armReset, .confirmReset: "resetting the stop"
        case .start: "starting the episode"
        case .end: "ending the episode"
        case .next: "the next episode"
        case .resetDone: "the end of the reset"
        case .releaseGripper: "releasing the gripper"
        }
    }
}

extension Refusal {
    func words(owner: String) -> String {
        switch self {
        case .none: "nothing is wrong"
        case .notLeaseHolder: "\(owner) has control"
        case .leaseHeldByAnother: "\(owner) has it"
        case .episodeNotRunning: "no episode runs"
        case .episodeNotReady: "the episode is not ready"
        case .deltaDisabled: "the manifest does not allow it"
        case .wrongStop: "it does not name the stop in force"
        case .nothingToAcknowledge: "there is nothing to acknowledge"
        case .robotNotReady: "the robot is not ready"
        case .noSuchGroup: "no arm was named"
        case .stopped: "the stop is in force"
        case .linkNotFresh: "the link is not fresh"
        case .runtimeMayNotStart: "the manifest lets only who has control start"
        case .malformed: "the request makes no sense"
        case .acknowledgeFirst: "what was lost must be acknowledged first"
        case .policyNotDriving: "the policy does not drive the arm"
        case .keyDoesNotAllow: "its key does not allow it"
        case .leaseChanged: "control changed hands meanwhile, \(owner) has it"
        case .notOffered: "no such offer is open, \(owner) has control"
        case .hasAnother: "who is to have it has an arm already"
        case .notLent: "none of it is lent"
        case .coupledGroups: "coupled arms are lent together"
        }
    }
}
