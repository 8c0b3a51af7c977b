internal import Control
internal import Messages

/// Whether the events say of the authority what the steps say: each change in the steps has its
/// event, and each event is what the step of its tick has.
///
/// Events come by another way than steps and may stand behind them: both are gathered and compared
/// at the end. Only changes are kept.
struct AuthorityComparison {
    private struct Change {
        var tick: UInt64
        /// The last tick of the run that begins with it.
        var end: UInt64 = 0
        var authority: UInt8
    }

    /// By group, in the order of their ticks; the first entry is the first step.
    private var runs: [[Change]] = []
    /// Changes between two steps that follow each other.
    private var changes: [(group: Int, change: Change)] = []
    private var events: [(group: Int, change: Change, isFault: Bool)] = []
    private var ticks: ClosedRange<UInt64>?
    private var eventTicks: ClosedRange<UInt64>?
    private static let most = 1_000_000

    mutating func take(_ step: Step) {
        let follows = ticks.map { $0.upperBound &+ 1 == step.tick } ?? false
        ticks =
            ticks.map { min($0.lowerBound, step.tick)...max($0.upperBound, step.tick) }
            ?? step.tick...step.tick
        for group in step.groups.indices {
            if group == runs.count { runs.append([]) }
            let now = Change(
                tick: step.tick, end: step.tick,
                authority: step.groups[group].decision.effective.rawValue)
            if runs[group].last?.authority == now.authority, follows {
                runs[group][runs[group].count - 1].end = step.tick
                continue
            }
            let isChange = follows && runs[group].last?.authority != now.authority
            guard runs[group].count < AuthorityComparison.most else { continue }
            runs[group].append(now)
            if isChange { changes.append((group, now)) }
        }
    }

    mutating func take(_ event: Event) {
        // Those of a cell only: a console counts no ticks.
        if event.tick > 0 {
            eventTicks =
                eventTicks.map { min($0.lowerBound, event.tick)...max($0.upperBound, event.tick) }
                ?? event.tick...event.tick
        }
        guard event.kind == .authority || event.kind == .fault, event.group != 255,
            let code = UInt8(exactly: event.code), events.count < AuthorityComparison.most
        else { return }
        events.append(
            (Int(event.group), Change(tick: event.tick, authority: code), event.kind == .fault))
    }

    /// - Parameters:
    ///   - isWhole: whether nothing of the recording is lost, so that an event must be there.
    ///   - names: of the groups.
    func sentences(isWhole: Bool, _ names: [String]) -> [String] {
        func name(_ group: Int) -> String {
            group < names.count ? "“\(printable(names[group]))”" : "\(group)"
        }
        var found: [String] = []
        for event in events where !event.isFault {
            guard let stated = authority(of: event.group, at: event.change.tick),
                stated != event.change.authority
            else { continue }
            found.append(
                "the event of tick \(event.change.tick) gives the group \(name(event.group)) "
                    + "another authority than its step")
        }
        guard isWhole, let known = eventTicks, events.contains(where: { !$0.isFault }) else {
            return found
        }
        var told: Set<[UInt64]> = []
        for event in events { told.insert([UInt64(event.group), event.change.tick]) }
        for (group, change) in changes
        where known.contains(change.tick) && !told.contains([UInt64(group), change.tick]) {
            found.append(
                "the authority of the group \(name(group)) changes at tick \(change.tick), and no "
                    + "event says so")
        }
        return found
    }

    /// nil where there is no step of that tick.
    private func authority(of group: Int, at tick: UInt64) -> UInt8? {
        guard group < runs.count else { return nil }
        let runs = runs[group]
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].tick <= tick { low = middle + 1 } else { high = middle }
        }
        guard low > 0, tick <= runs[low - 1].end else { return nil }
        return runs[low - 1].authority
    }
}
