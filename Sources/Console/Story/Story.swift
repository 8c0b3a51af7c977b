public import JSON5
public import Keymap
public import Spatial

/// An operator without hands: steps that wait for what the console sees, and then act through the
/// same path as keys, enabling switch and puck. For tests, demonstrations and measurements.
///
/// A story sees only what the console sees. The format is in
/// `Sources/reins/Documentation.docc/stories.md`.
public struct Story: Sendable, Equatable {
    public static let version = 1

    public var name: String
    /// For the whole story, s.
    public var within: Double
    public var steps: [Step]

    /// One thing to wait for, and what to do then.
    public struct Step: Sendable, Equatable {
        /// What other steps jump to.
        public var label: String?
        /// For messages; the number of the step where it has none.
        public var name: String
        /// nil goes on at once.
        public var when: Condition?
        /// How long to wait for it, s.
        public var within: Double
        /// Where to go on where it did not come in time; nil fails the story.
        public var otherwise: String?
        /// Checked first while waiting: where to go on where this holds.
        public var unless: Escape?
        public var actions: [Action]
    }

    public struct Escape: Sendable, Equatable {
        public var condition: Condition
        public var label: String
    }

    public indirect enum Condition: Sendable, Equatable {
        /// s since the step began.
        case after(Double)
        case episode([String])
        case outcome([String])
        case authority(arm: String, [String], reason: String?)
        case control(String)
        case compare(Quantity, above: Double?, below: Double?)
        case all([Condition])
        case any([Condition])
        case not(Condition)
        /// Holds without a break for so long, s.
        case lasting(Condition, Double, id: Int)
    }

    /// A number that the console sees.
    public enum Quantity: Sendable, Equatable {
        /// s since the episode began to run.
        case episodeTime
        case gauge(String)
        case feature(String)
        /// |F| of an arm, N.
        case force(String)
        /// fx fy fz tx ty tz of an arm, N and N·m.
        case wrench(String, axis: Int)
        /// Commanded, in the manifest's unit.
        case gripper(String)
        /// From an arm's tool to a target, m, along some of the world's axes.
        case distance(String, Target, axes: Vector3)
        /// The same, rad; nothing where the target says no orientation.
        case angle(String, Target)
    }

    /// A place, and an orientation where one is meant, in the world.
    public struct Target: Sendable, Equatable {
        public enum Place: Sendable, Equatable {
            /// Three features of the observation, m, in the world or in a group's base frame.
            case features([String], frame: Frame)
            /// Three numbers, m.
            case point(Vector3, frame: Frame)
            /// Where an arm's tool is now.
            case tool(String)
            /// The arm's own tool moved by three features, m: what a camera sees as still missing.
            case gap([String], frame: Frame)
            /// Where the arm's own tool was when the action began.
            case start
        }

        public enum Frame: Sendable, Equatable {
            case world
            case base(String)
        }

        public enum Orientation: Sendable, Equatable {
            /// Is not steered.
            case keep
            /// That of the place's tool.
            case same
            /// In the place's frame.
            case fixed(Rotation)
            /// Four features, quaternion x y z w, in the place's frame.
            case features([String])
        }

        public var place: Place
        /// m; in the world's axes, or in those of the place's own orientation.
        public var offset: Vector3
        public var offsetInTool: Bool
        public var orientation: Orientation
    }

    public enum Action: Sendable, Equatable {
        case press(Intent)
        case enable(Bool)
        /// s
        case wait(Double)
        /// In the arm's base frame, m/s and rad/s, for so long, s.
        case twist(arm: String, Twist, Double)
        case steer(Steer)
        case gripper(arm: String, open: Bool)
        case note(String)
        case say(String)
        case quit
        case goto(String, times: Int?, id: Int)
        case fail(String)
    }

    /// Moves an arm's tool to a target, closing the loop on what the console sees.
    public struct Steer: Sendable, Equatable {
        public var arm: String
        public var target: Target
        /// 1 for the world's axes that are steered, 0 for the others.
        public var axes: Vector3
        /// m and rad.
        public var tolerance: Double
        public var angleTolerance: Double
        /// Speed asked for per distance, 1/s.
        public var gain: Double
        /// Greatest speed asked for, m/s and rad/s.
        public var speed: Double
        public var turn: Double
        /// How long it must stay within the tolerances, s.
        public var settle: Double
        /// Ends the action well before it arrives.
        public var until: Condition?
        /// s, then the story fails.
        public var within: Double
    }

    /// Reads one story.
    /// - Throws: the first mistake with its place and what is allowed there.
    public init(text: String) throws(JSON5Error) {
        let root = try JSON5Text.parse(text, limits: JSON5Limits(bytes: 1 << 20, depth: 16))
        var reader = StoryReader()
        self = try reader.story(root)
    }

    init(name: String, within: Double, steps: [Step]) {
        self.name = name
        self.within = within
        self.steps = steps
    }
}
