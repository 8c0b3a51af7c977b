internal import CDR
internal import Console
internal import Control
internal import Messages

/// How the two clocks stand to each other, and how long an event takes to the socket: measured
/// here, onto the board, into the recording.
extension ControlLoop {
    private static let recordPeriod = Nanoseconds.milliseconds(500)

    /// Round trip and clock relation. The first answer fixes the recording's wall offset.
    func takeClock(_ probe: ClockProbe, at now: Nanoseconds) {
        let isTold = plane.watch.isConfirmed(at: now)
        let roundTrip = max(0, Now.monotonic &- probe.asked)
        // Datagrams tell it better and oftener.
        if !isTold { board.update { $0.link.roundTrip = roundTrip } }
        seen = max(seen, probe.cell)
        if !recordingAsked, let welcome = board.welcome {
            recordingAsked = true
            recorder.put(.begin(welcome, wallOffset: probe.cellWall &- probe.cell))
        }
        relateClocks(asked: probe.asked, held: 0, cell: probe.cell)
    }

    /// An answer with the cell's clock in it, of either plane: on a connection that stalls a pulse
    /// has the shorter way. Called with it in hand: a time from before it came would make the way
    /// too short.
    func relateClocks(asked: Nanoseconds, held: Nanoseconds, cell: Nanoseconds) {
        let now = Now.monotonic
        let jump = clocks.note(asked: asked, held: held, cell: cell, at: now)
        if let jump, clocks.jumps == 1 {
            board.warn(
                "The cell's clock and this one are \(jump / 1_000_000) ms further apart than "
                    + "before: was a machine suspended?")
        }
        guard let estimate = clocks.estimate(at: now) else { return }
        cellOffset = estimate.offset
        guard now >= nextTiming || jump != nil else { return }
        nextTiming = now &+ ControlLoop.recordPeriod
        var clock = ClockOffset()
        clock.stamp = now
        clock.offset = estimate.offset
        clock.uncertainty = estimate.uncertainty
        record(clock, topic: TopicName.clock, at: now)
        recordLatency(at: now)
        let status = ClockStatus(
            offset: estimate.offset, uncertainty: estimate.uncertainty, jumps: clocks.jumps)
        let spread = latency.spread
        board.update { live in
            live.latency.clock = status
            live.latency.eventToCommand = spread
        }
    }

    /// The histogram so far, where anything was counted since it was last written.
    func recordLatency(at now: Nanoseconds) {
        guard latency.count != recordedLatency else { return }
        recordedLatency = latency.count
        record(latency, topic: TopicName.eventToCommand, at: now)
    }
}
