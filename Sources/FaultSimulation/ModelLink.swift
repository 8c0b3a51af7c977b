internal import Control
internal import Simulation

/// The way from one console to the cell: commands that may be lost, doubled, late and out of order,
/// requests that are neither lost nor out of order but may be late, and those by which control
/// changes hands, of which anything may become.
struct ModelLink: Sendable {
    private struct Late<Message: Sendable>: Sendable {
        var arrives: Nanoseconds
        var message: Message
    }

    private var commands: [Late<OperatorCommand>] = []
    private var requests: [Late<Request>] = []
    private var handovers: [Late<Request>] = []
    private var chance: SeededGenerator
    private let delay: Int
    private let period: Nanoseconds
    private let holdsBack: Bool
    /// Nothing passes before this time.
    private var partitionedUntil: Nanoseconds = 0

    init(_ plan: LifePlan, stream: UInt64) {
        chance = SeededGenerator(seed: plan.seed, stream: stream)
        delay = plan.linkDelay
        period = plan.configuration.tickPeriod
        holdsBack = plan.linkHoldsBack
    }

    mutating func partition(until time: Nanoseconds) {
        partitionedUntil = max(partitionedUntil, time)
    }

    mutating func send(
        _ command: OperatorCommand, at now: Nanoseconds, tick: Int, faults: FaultClock
    ) {
        // Some losses lose half of the packets, some all, while requests still pass.
        let loss = tick / 64 % 2 == 0 ? 0.5 : 1
        if faults.isOn(.commandLoss, at: tick), chance.happens(loss) { return }
        var arrives = now
        if delay > 0 { arrives &+= Int64(chance.below(delay + 1)) &* period }
        if faults.isOn(.commandDelay, at: tick) {
            arrives &+= Int64(chance.within(0...30)) &* period
        }
        if now < partitionedUntil {
            guard holdsBack else { return }
            arrives = max(arrives, partitionedUntil)
        }
        commands.append(Late(arrives: arrives, message: command))
        if faults.isOn(.commandDuplicate, at: tick) {
            let again = arrives &+ Int64(chance.within(0...20)) &* period
            commands.append(Late(arrives: again, message: command))
        }
    }

    mutating func send(_ request: Request, at now: Nanoseconds) {
        var arrives = now
        if delay > 0 { arrives &+= Int64(chance.below(delay + 1)) &* period }
        if now < partitionedUntil { arrives = max(arrives, partitionedUntil) }
        arrives = max(arrives, requests.last?.arrives ?? 0)
        requests.append(Late(arrives: arrives, message: request))
    }

    /// Control handed from one console to another goes by whatever way there is: it may be lost,
    /// come twice, and be overtaken.
    mutating func sendHandover(_ request: Request, at now: Nanoseconds) {
        let copies = chance.below(8)
        guard copies > 0 else { return }
        for _ in 0..<(copies == 1 ? 2 : 1) {
            let ticks = chance.happens(0.5) ? 0 : chance.pick([1, 5, 50, 300])
            let arrives = max(now &+ Int64(ticks) &* period, partitionedUntil)
            handovers.append(Late(arrives: arrives, message: request))
        }
    }

    /// What arrived last by `now`, of what arrived since the last call.
    mutating func command(at now: Nanoseconds) -> OperatorCommand? {
        guard !commands.isEmpty else { return nil }
        var newest: OperatorCommand?
        var newestAt = Nanoseconds.min
        var kept = 0
        for index in commands.indices {
            let late = commands[index]
            if late.arrives > now {
                if kept != index { commands[kept] = late }
                kept += 1
            } else if late.arrives >= newestAt {
                newestAt = late.arrives
                newest = late.message
            }
        }
        commands.removeLast(commands.count - kept)
        newest?.receivedAt = newestAt
        return newest
    }

    mutating func takeRequest(at now: Nanoseconds) -> Request? {
        if let index = handovers.firstIndex(where: { $0.arrives <= now }) {
            return handovers.remove(at: index).message
        }
        guard let first = requests.first, first.arrives <= now else { return nil }
        requests.removeFirst()
        return first.message
    }

    /// The console is gone, and all that it had not sent.
    mutating func breakOff() {
        requests.removeAll(keepingCapacity: true)
        handovers.removeAll(keepingCapacity: true)
    }
}
