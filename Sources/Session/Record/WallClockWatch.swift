internal import Control

/// Notices when somebody sets the wall clock. Nothing in a recording follows it: every time is the
/// cell's monotonic clock and an offset that is fixed for the session.
struct WallClockWatch {
    /// A step; what a time service slews is less.
    static let least = Nanoseconds.milliseconds(100)

    private var offset: Nanoseconds
    private(set) var steps: UInt64 = 0
    private let matter: RecorderNotice.Matter

    init(
        monotonic: Nanoseconds, wall: Nanoseconds, _ matter: RecorderNotice.Matter = .wallStep
    ) {
        offset = wall &- monotonic
        self.matter = matter
    }

    mutating func note(monotonic: Nanoseconds, wall: Nanoseconds) -> RecorderNotice? {
        let step = (wall &- monotonic) &- offset
        offset = wall &- monotonic
        guard step.magnitude >= WallClockWatch.least.magnitude else { return nil }
        steps &+= 1
        let milliseconds = step / 1_000_000
        let whose = matter == .cellWallStep ? "the cell's wall clock" : "the wall clock"
        let way = step > 0 ? "forward" : "back"
        return RecorderNotice(
            matter: matter, count: milliseconds,
            text: "\(whose) was set \(milliseconds.magnitude) ms \(way): the times of this "
                + "recording do not follow it")
    }
}
