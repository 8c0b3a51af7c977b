public import Control
public import Keymap

/// The live console as a value: what is known, and what the operator is doing.
///
/// `update` is the only thing that changes it. Its effects are values; run them in order.
public struct LiveModel: Sendable {
    public var live: LiveState
    /// Console-monotonic, ns; of the newest message that brought one.
    public var now: Nanoseconds
    public var keymap: Keymap
    public var interface: LiveInterface

    /// - Parameters:
    ///   - live: what is known at the start.
    ///   - now: console-monotonic, ns.
    public init(_ live: LiveState, keymap: Keymap, now: Nanoseconds) {
        self.live = live
        self.now = now
        self.keymap = keymap
        interface = LiveInterface(keymap.motion)
    }

    /// Whether what is shown is what is.
    public var isFresh: Bool { live.isFresh(at: now) }
}

/// What the operator is doing. Apart from ``LiveState``, so that a test can compare it whole.
public struct LiveInterface: Sendable, Equatable {
    public enum Mode: Sendable, Equatable {
        case plain
        /// The key help, from this page.
        case help(page: Int)
        case note(LineEditor)
        /// What is offered, or had back, and then to whom.
        case passing(LineEditor, Passing)
        /// The word that takes control from somebody.
        case takingControl(LineEditor, Owner)
        /// What was being typed came to nothing. The rest of the word is typed all the same: its
        /// letters are keys, and here they do nothing until the line is left.
        case void(LineEditor)
        case question(Question)
    }

    /// What may be chosen as it was when the line was opened: a number means what stands beside it.
    public struct Passing: Sendable, Equatable {
        /// What was chosen already; nil while that is asked.
        public var groups: GroupMask?
        public var choices: [Choice]

        public struct Choice: Sendable, Equatable {
            public var words: String
            public var means: Meaning
        }

        public enum Meaning: Sendable, Equatable {
            /// Control as a whole: no group.
            case offer(GroupMask)
            case recall(GroupMask)
            case to(UInt64)
        }
    }

    /// Who had control when the operator began to take it.
    public struct Owner: Sendable, Equatable {
        public var name: String
        /// To be typed.
        public var word: String
        /// Number of the grant that is to end, and no other.
        public var grant: UInt64
    }

    /// A question that waits for yes or no.
    public enum Question: Sendable, Equatable {
        /// Quit although this console has control.
        case quit
        /// Give control up although arms are taken.
        case giveControl
        /// End the episode and keep it out of the data.
        case discard
        /// Second step of the reset, naming the stop.
        case reset(stop: UInt64)
    }

    /// The line at the bottom of the screen.
    public struct BottomLine: Sendable, Equatable {
        public enum Kind: Sendable, Equatable {
            /// Something was not done; the text says why and what to do.
            case refusal
            /// Something was done or will be.
            case notice
        }
        public var kind: Kind
        public var text: String
        /// Console-monotonic, ns.
        public var until: Nanoseconds
        /// What the text says; it goes sooner where that is no longer so.
        public var claim = Claim.none
        /// Whether the picture was old when it was said.
        public var duringSilence = false
    }

    /// What must be so for a sentence at the bottom to be true.
    public enum Claim: Sendable, Equatable {
        /// It is true whatever happens.
        case none
        /// That this cannot be done now.
        case refused(Intent)
        /// That the cell does not do it, for this reason; `seen` once a step has shown that.
        case denied(Refusal, seen: Bool)
        /// That this was asked for, and the cell has not answered.
        case asked(RequestKind, GroupMask)
        /// That this was done; `seen` once a step has shown it.
        case done(RequestKind, GroupMask, seen: Bool)
    }

    /// Requests that wait for control, which was asked for on the way.
    public struct Waiting: Sendable, Equatable {
        public var request: RequestKind
        public var groups: GroupMask
        public var argument: UInt64
        public var until: Nanoseconds
    }

    public var mode = Mode.plain
    public var drive = DriveSettings()
    /// Index of the speed level in the keymap.
    public var speedLevel: Int
    public var bottom: BottomLine?
    public var waiting: Waiting?
    /// The newest grant that was this console's, and the groups that were lent by it: none where
    /// it was control.
    public var ownGrant = LeaseTag.none
    public var ownLoan: GroupMask = 0
    /// The grant of this console of which the operator was told that it ended.
    public var toldLoss = LeaseTag.none
    /// Number of the newest request; the next one has the next.
    public var newestRequest: UInt32 = 0
    /// Answers that were looked at.
    public var answersSeen: UInt64 = 0

    init(_ motion: MotionSettings) {
        speedLevel = motion.startLevel
        drive.speed = motion.speed(level: motion.startLevel)
        drive.frame =
            switch motion.frame {
            case .base: .base
            case .tool: .tool
            case .view: .view
            }
        drive.gate =
            switch motion.gate {
            case .all: .all
            case .translation: .translation
            case .rotation: .rotation
            case .dominant: .dominant
            }
    }
}

extension MotionSettings {
    /// Share of full speed of a level; levels outside the list are the nearest one.
    func speed(level: Int) -> Double {
        guard !speedLevels.isEmpty else { return 1 }
        return speedLevels[min(max(0, level), speedLevels.count - 1)]
    }
}

/// What can happen to the live console.
public enum LiveMessage: Sendable {
    /// A newer picture of the cell, and the time. Also the clock: send it at least ten times a
    /// second.
    case live(LiveState, now: Nanoseconds)
    /// A key of the terminal.
    case key(Key)
    /// What a puck button or a story asks for.
    case intent(Intent)
}
