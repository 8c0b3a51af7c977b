public import Control
public import Messages

/// The operator's devices as the console sees them.
public struct InputStatus: Sendable, Equatable {
    public var pucks: [PuckStatus] = []
    public var enabling = EnablingSwitchStatus()
    /// How one puck moves two arms now; nil where it does not.
    public var pairing: PuckPairing?
    /// What keeps a device from working, with its remedy; nil where nothing does.
    public var problem: String?

    public init() {}
}

/// One 3D mouse.
public struct PuckStatus: Sendable, Equatable {
    /// How far what it says may be believed.
    public enum Condition: Sendable, Equatable {
        /// There, and nobody has moved it to its centre yet: it does not drive.
        case notCentred
        case live
        /// It is on the air, so that its own button is no enabling switch, and there is no other.
        case lacksSwitch
        /// It has shown the same deflection for too long; its command fades to zero.
        case unproven
        /// Another program keeps it for itself, by its name where that is known.
        case shared(with: String?)
        /// The device is gone.
        case gone(since: Nanoseconds)

        var isShared: Bool { if case .shared = self { true } else { false } }
    }

    public var name: String
    /// Share of full deflection on x y z rx ry rz, -1 to 1; the last two lanes are unused.
    public var axes = SIMD8<Double>.zero
    /// Whether `axes` passed the conditioning (what is sent), or are the device's own.
    public var isConditioned = true
    /// Names of the buttons that are down.
    public var buttons: [String] = []
    public var condition = Condition.live
    /// Groups that it drives, a bit each.
    public var groups: GroupMask = 0

    /// - Parameter name: cleaned here.
    public init(name: String) { self.name = name.forDisplay(limit: 40) }
}

/// The hold-to-run control.
public struct EnablingSwitchStatus: Sendable, Equatable {
    /// What works as enabling switch.
    public enum Source: Sendable, Equatable {
        case pedal(String)
        /// A key of a keyboard read as evdev device.
        case key(String)
        case puckButton(String)
        /// No device at all: terminal keys have no release, each press is a short nudge.
        case nudges
        /// A story plays the operator.
        case story

        /// `pedal`, `key RIGHTCTRL`, `left puck button`, `keyboard nudges`.
        public var words: String {
            switch self {
            case .pedal: "pedal"
            case .key(let name): "key " + name.forDisplay(limit: 16)
            case .puckButton(let name): name.forDisplay(limit: 16) + " puck button"
            case .nudges: "keyboard nudges"
            case .story: "story"
            }
        }
    }

    public var isClosed = false
    public var source = Source.nudges

    public init() {}

    /// Whether pressing it can be asked of the operator.
    public var canBePressed: Bool {
        switch source {
        case .pedal, .key, .puckButton, .story: true
        case .nudges: false
        }
    }
}

/// What becomes of the recording.
public enum RecorderStatus: Sendable, Equatable {
    public struct Figures: Sendable, Equatable {
        /// The file's name without its folder.
        public var file: String
        public var bytes: UInt64
        public var duration: Nanoseconds
        /// Records that the ring or the link dropped.
        public var dropped: UInt64

        /// - Parameter file: cleaned here.
        public init(file: String, bytes: UInt64, duration: Nanoseconds, dropped: UInt64) {
            self.file = file.forDisplay(limit: 80)
            self.bytes = bytes
            self.duration = duration
            self.dropped = dropped
        }
    }

    /// Not asked for.
    case off
    /// Waits for the cell's manifest.
    case waiting
    case recording(Figures)
    /// Stopped by a fault; what was written before it is kept.
    case failed(reason: String, Figures?)
}

/// The terminal itself.
public struct ScreenStatus: Sendable, Equatable {
    /// When the terminal stopped taking what is drawn; nil while it takes it.
    public var frozenSince: Nanoseconds?
    /// The newest freeze that is over: when it ended, how long it was.
    public var thawed: (at: Nanoseconds, after: Nanoseconds)?
    public var skippedFrames: UInt64 = 0

    public init() {}

    public static func == (a: ScreenStatus, b: ScreenStatus) -> Bool {
        a.frozenSince == b.frozenSince && a.skippedFrames == b.skippedFrames
            && a.thawed?.at == b.thawed?.at && a.thawed?.after == b.thawed?.after
    }
}

/// How fast the operator's hand reaches the robot.
public struct LatencyStatus: Sendable, Equatable {
    /// From a device's event to the command on the socket, in this session.
    public var eventToCommand: LatencySpread?
    /// From a command's receipt at the cell to the step that first used it, since the cell began.
    public var commandToExecution: LatencySpread?
    public var clock: ClockStatus?
    /// How late the cell's newest tick began.
    public var tickLate: Nanoseconds = 0

    public init() {}
}

/// How the cell's clock stands to this one.
public struct ClockStatus: Sendable, Equatable {
    /// The cell's less this one's, and the bound of the error, ns.
    public var offset: Nanoseconds
    public var uncertainty: Nanoseconds
    /// How often they moved apart by more than clocks drift.
    public var jumps: UInt64

    public init(offset: Nanoseconds, uncertainty: Nanoseconds, jumps: UInt64 = 0) {
        (self.offset, self.uncertainty, self.jumps) = (offset, uncertainty, jumps)
    }
}
