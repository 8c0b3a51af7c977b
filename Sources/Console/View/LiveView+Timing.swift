internal import Control
internal import Messages
internal import Screen

/// How fast the hand reaches the robot, at the end of the help: for who wants to know, in nobody's
/// way.
extension LiveView {
    static func timingLines(_ model: LiveModel) -> [StyledText] {
        let latency = model.live.latency
        return [
            StyledText("Timing", .title),
            label(row("", "half below", "99 % below", "longest", "of")),
            line("event to command", latency.eventToCommand),
            line("command to execution", latency.commandToExecution),
            label(Figures.left("  round trip", 24))
                + StyledText(Figures.right(Figures.span(model.live.link.roundTrip), 11))
                + label("   tick late ") + StyledText(Figures.span(latency.tickLate)),
            clock(latency.clock),
        ]
    }

    private static func line(_ name: String, _ spread: LatencySpread?) -> StyledText {
        let figures = [spread?.median, spread?.percentile99, spread?.longest].map {
            Figures.span($0)
        }
        let count = spread.map { String($0.count) } ?? Figures.unknown
        return label(Figures.left("  " + name, 24))
            + StyledText(row(figures[0], figures[1], figures[2], count))
    }

    private static func row(
        _ half: String, _ high: String, _ longest: String, _ count: String
    ) -> String {
        Figures.right(half, 11) + Figures.right(high, 12) + Figures.right(longest, 12)
            + Figures.right(count, 12)
    }

    private static func row(
        _ name: String, _ half: String, _ high: String, _ longest: String, _ count: String
    ) -> String {
        Figures.left("  " + name, 24) + row(half, high, longest, count)
    }

    private static func clock(_ clock: ClockStatus?) -> StyledText {
        let name = label(Figures.left("  cell's clock less ours", 24))
        guard let clock else { return name + StyledText(Figures.right(Figures.unknown, 11)) }
        let offset = Figures.fixed(Double(clock.offset) / 1e9, places: 6)
        let bound = Figures.fixed(clock.uncertainty.inMilliseconds, places: 3)
        var text = name + StyledText(Figures.right(offset, 11)) + label(" s ± ")
        text += StyledText(bound) + label(" ms")
        if clock.jumps > 0 { text += StyledText("  jumped \(clock.jumps)×", .warning) }
        return text
    }
}
