internal import Control
internal import Messages
internal import Recording

/// The times of a recording that stay whole, cell-monotonic ns, in order and apart.
struct KeptTimes {
    private(set) var ranges: [ClosedRange<Nanoseconds>] = []

    /// Reads the steps and events of a recording.
    /// - Parameter isPart: whether other files of its session go before or follow: what began at
    ///   the end of one, or ended at the beginning of another, is kept on both sides.
    init(of reader: SessionReader, _ rule: RetentionRule, isPart: Bool) {
        var moments: [ClosedRange<Nanoseconds>] = []
        var finder = InterventionFinder(manifest: reader.manifest)
        var first: Nanoseconds?
        var last: Nanoseconds = 0
        var entries = reader.entries(images: false)
        while let item = entries.next() {
            switch item {
            case .step(let step):
                first = first ?? step.value.now
                last = max(last, step.value.now)
                for found in finder.consume(step.value) { moments.append(KeptTimes.span(found)) }
                entries.spare.append(step)
            case .event(let event):
                if KeptTimes.isKept(event) { moments.append(event.now...event.now) }
            case .chunk, .input, .state, .image: break
            }
        }
        for found in finder.finish() { moments.append(KeptTimes.span(found)) }
        if isPart, let first {
            moments.append(first...first)
            moments.append(last...max(first, last))
        }
        for moment in moments.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            add((moment.lowerBound &- rule.preRoll)...(moment.upperBound &+ rule.postRoll))
        }
    }

    private static func span(_ found: Intervention) -> ClosedRange<Nanoseconds> {
        found.start...max(found.start, found.end)
    }

    private static func isKept(_ event: Event) -> Bool {
        switch event.kind {
        case .fault, .stop, .note: true
        case .authority, .lease, .refusal, .episode, .outcome, .instruction, .gap, .device, .link,
            .screen, .gripper, .session:
            false
        }
    }

    private mutating func add(_ range: ClosedRange<Nanoseconds>) {
        if let last = ranges.last, range.lowerBound <= last.upperBound {
            ranges[ranges.count - 1] =
                last.lowerBound...max(last.upperBound, range.upperBound)
        } else {
            ranges.append(range)
        }
    }

    /// Which stretch between the kept times a moment lies in; nil where it is kept.
    func stretch(of time: Nanoseconds) -> Int? {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < time { low = middle + 1 } else { high = middle }
        }
        guard low < ranges.count, ranges[low].contains(time) else { return low }
        return nil
    }
}
