internal import CAllocationCount
internal import CLinux
internal import Cell
internal import Control
internal import Glibc
internal import Link
internal import Messages
internal import Simulation

/// What `Cell.step` costs at its real pace, 100 Hz, with its link thread serving a console that
/// sends a command every 5 ms: caches are cold, the other threads are at work, and a tick also
/// wakes the link thread.
///
/// The console shares the stepping thread and has its turn between the steps; allocations are
/// counted by thread and over the step alone.
enum LinkedCellBench {
    static let ticks = 2000

    static func run() throws {
        try CellStepBench.proveCounting()
        var template = Array("/tmp/reins-bench-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw BenchError("no folder in /tmp") }
        let folder = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            for name in ["/cell", "/cell.bulk", ""] { _ = unsafe remove(folder + name) }
        }
        let cell = try Cell(
            manifest: SimulatedManifest.text(),
            options: CellOptions(endpoint: "ipc://\(folder)/cell"))
        defer { cell.close() }
        var console = try PacedConsole("ipc://\(folder)/cell")
        var state = cell.emptyState()
        state.fillForBench()
        var command = CellCommand()
        var spans = Spans(room: ticks)
        var allocations: UInt64 = 0
        var driven = 0
        let rows = [PolicyRows.values(sign: 1), PolicyRows.values(sign: -1)]
        var deadline = reins_monotonic_ns()
        for tick in 0..<(ticks + 300) {
            deadline += 10_000_000
            console.live(until: deadline)
            if tick % 5 == 0, command.observation > 0 {
                let offer = ChunkOffer(
                    observation: command.observation, observedAt: command.now,
                    inferenceBegan: command.now, rows: PolicyRows.count, width: PolicyRows.width)
                try cell.offer(offer, values: rows[tick / 5 % 2])
            }
            if command.decision.episode.state == .resetting { try cell.ask(.resetDone) }
            let before = allocation_count()
            let began = reins_monotonic_ns()
            try cell.step(state, into: &command)
            let ended = reins_monotonic_ns()
            let count = allocation_count() - before
            state.follow(command)
            // The first three seconds are the greeting and the takeover.
            guard tick >= 300 else { continue }
            spans.note(ended - began)
            allocations += count
            let right = command.decision.groups[Simulation.right]
            driven += right.effective == .operator ? 1 : 0
        }
        console.close()
        guard driven > ticks * 9 / 10 else {
            throw BenchError("the operator drove in \(driven) of \(ticks) ticks only")
        }
        var figure = Figure("cell-step-linked")
        figure.add(spans)
        figure.add("ticks", spans.count)
        figure.add("allocations", Int(allocations))
        figure.report()
    }
}

/// A console that takes control, starts an episode, takes the right arm and drives it.
private struct PacedConsole {
    private let link: RobotLink
    private let bulk: BulkLink
    private var lease = LeaseTag.none
    private var hand = OperatorHand()
    private var sequence: UInt32 = 0
    private var isTaken = false
    /// Newest time of the cell, ns.
    private var seen: Int64 = 0
    private var nextCommand: Int64 = 0
    private var nextRequest: Int64 = 0

    init(_ endpoint: String) throws {
        link = try RobotLink(
            endpoint: try Endpoint(endpoint), security: .none(), name: "bench")
        bulk = try BulkLink(endpoint: try Endpoint(endpoint), security: .none())
    }

    func close() {
        link.close()
        bulk.close()
    }

    /// Sends what is due and takes what comes until then.
    mutating func live(until deadline: Int64) {
        while true {
            let now = reins_monotonic_ns()
            while let message = link.receive() { take(message, at: now) }
            while bulk.receive() != nil {}
            guard now < deadline - 200_000 else { break }
            if lease != .none, now >= nextCommand {
                nextCommand = now + 5_000_000
                sequence += 1
                link.send(
                    .command(
                        hand.command(
                            sequence: sequence, lease: lease, isTaken: isTaken, at: now),
                        seen: seen))
            }
            let wake = min(deadline - 200_000, lease == .none ? now + 1_000_000 : nextCommand)
            usleep(UInt32(clamping: max(100, (wake - now) / 1000)))
        }
        while reins_monotonic_ns() < deadline { usleep(20) }
    }

    private mutating func take(_ message: ControlMessage, at now: Int64) {
        guard case .step(let step) = message, let me = link.welcome?.client else { return }
        seen = step.now
        let isHolder = step.lease.isHeld && step.lease.holder == me
        lease = isHolder ? step.lease.tag : .none
        let right = step.groups[Simulation.right].decision
        isTaken = step.episode.state == .running && right.requested != .policy
        guard now >= nextRequest else { return }
        nextRequest = now + 100_000_000
        if !isHolder { return ask(.acquireLease) }
        ask(.renewLease)
        switch step.episode.state {
        case .idle, .ended: ask(.next)
        case .ready: ask(.start)
        case .resetting: break
        case .running:
            if right.requested == .policy {
                ask(.takeOver, groups: 1 << GroupMask(Simulation.right))
            }
        }
    }

    private func ask(_ kind: RequestKind, groups: GroupMask = 0) {
        link.send(.request(Request(kind, lease: lease, groups: groups)))
    }
}
