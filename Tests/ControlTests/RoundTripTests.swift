import Control
import Testing

@Suite("The age of the picture that a command was made on") struct RoundTripTests {
    private static let limit = Nanoseconds.milliseconds(250)

    private func received(seen: Nanoseconds, at now: Nanoseconds = 10_000_000_000) -> Nanoseconds {
        var command = OperatorCommand()
        command.receivedAt = now
        command.countRoundTrip(seen: seen, limit: RoundTripTests.limit)
        return command.receivedAt
    }

    @Test("within the limit counts for nothing, beyond it it is the command's age")
    func ages() {
        #expect(received(seen: 10_000_000_000) == 10_000_000_000)
        #expect(received(seen: 9_750_000_000) == 10_000_000_000)
        #expect(received(seen: 9_700_000_000) == 9_950_000_000)
        #expect(received(seen: 8_500_000_000) == 8_750_000_000)
    }

    @Test("a console that has seen nothing is not fresh, and one cannot have seen the future")
    func strange() {
        #expect(received(seen: 0) == RoundTripTests.limit)
        #expect(received(seen: .min) == RoundTripTests.limit)
        #expect(received(seen: .max) == 10_000_000_000)
    }

    @Test("a switch that was released 1.5 s ago holds the arm long before that is heard")
    func holds() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.steps(30)
        #expect(bench.last.groups[1].effective == .operator)
        var decision = bench.last
        var ticks: Nanoseconds = 0
        while decision.groups[1].effective == .operator, ticks < 200 {
            // The delay grows by 10 ms a tick: commands still come, one each tick, enabled.
            ticks += 1
            var input = bench.makeInput()
            input.command?.countRoundTrip(
                seen: bench.now - ticks * 10_000_000, limit: RoundTripTests.limit)
            decision = bench.arbiter.step(input)
            bench.measured[1] = decision.groups[1].setpoint
        }
        #expect(decision.groups[1].effective == .hold)
        #expect(decision.groups[1].hold == .staleCommand)
        #expect(ticks <= 37)
    }
}
