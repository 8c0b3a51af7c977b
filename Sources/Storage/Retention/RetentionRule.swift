public import Control

/// What of a recording is kept when room is needed: interventions, and other moments that a human
/// or a fault made, with what lies before and behind them. The autonomous stretches between them
/// are thinned.
public struct RetentionRule: Equatable, Sendable {
    /// How far autonomous stretches are thinned. Each one includes those before it.
    public enum Depth: Int, CaseIterable, Comparable, Sendable {
        /// No images.
        case images = 1
        /// And nothing but steps and events.
        case records = 2
        /// And no steps: events alone.
        case steps = 3

        /// As options and files spell it.
        public var word: String {
            switch self {
            case .images: "images"
            case .records: "records"
            case .steps: "steps"
            }
        }

        public init?(word: String) {
            guard let depth = Depth.allCases.first(where: { $0.word == word }) else { return nil }
            self = depth
        }

        public static func < (one: Depth, other: Depth) -> Bool { one.rawValue < other.rawValue }
    }

    /// Kept before and behind each moment that is kept, ns.
    public var preRoll: Nanoseconds
    public var postRoll: Nanoseconds

    public init(preRoll: Nanoseconds = .seconds(10), postRoll: Nanoseconds = .seconds(10)) {
        self.preRoll = preRoll
        self.postRoll = postRoll
    }

    /// In words, as it stands in the file.
    func sentence(_ depth: Depth) -> String {
        let gone =
            switch depth {
            case .images: "images"
            case .records: "everything but steps and events"
            case .steps: "everything but events"
            }
        return "autonomous stretches without \(gone); interventions, stops, faults and notes kept "
            + "with \(RetentionRule.seconds(preRoll)) s before and "
            + "\(RetentionRule.seconds(postRoll)) s after"
    }

    private static func seconds(_ time: Nanoseconds) -> String {
        let tenths = time / 100_000_000
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
