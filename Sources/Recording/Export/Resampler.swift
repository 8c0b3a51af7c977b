public import Control
public import Messages

/// Makes tables of a fixed rate from the steps of an episode.
///
/// A row begins at a tick and covers the ticks up to the next row. Its observation is that of its
/// first tick, its images the latest at or before it: nothing looks ahead. Over its ticks, deltas
/// are composed from the setpoints, velocities averaged, absolute targets and grippers take the
/// last, `action_source` the most severe, and a flag is true where it is true in every tick.
/// Nothing is interpolated: a missing tick, or a step that lacks a part, ends a table.
public struct Resampler: Sendable {
    public let manifest: Manifest
    public let layout: ExportLayout
    /// Time from one row to the next, ns; never below a control tick.
    public let rowPeriod: Nanoseconds

    /// - Parameter rowPeriod: ns; nil takes the policy's period.
    public init(manifest: Manifest, rowPeriod: Nanoseconds? = nil) {
        self.manifest = manifest
        layout = ExportLayout(manifest)
        let tick = max(1, manifest.control.tickPeriod)
        let wanted = max(rowPeriod ?? manifest.control.policy.period, tick)
        let ticks = (wanted &+ tick / 2) / tick
        // A rate that is a whole number of ticks but for rounding is exactly that.
        self.rowPeriod = abs(wanted &- ticks &* tick) < max(1, tick / 1000) ? ticks &* tick : wanted
    }

    /// Rows per second. A period that rounding took from a whole number gives the whole number.
    public var rate: Double {
        let rate = 1e9 / Double(rowPeriod)
        return abs(rate - rate.rounded()) < 1e-6 * rate ? rate.rounded() : rate
    }

    /// The tables of one episode, in the order of time, and what became of its ticks.
    public func tables(of record: EpisodeRecord, wanted: Set<RowInclusion> = [.all])
        -> (tables: [EpisodeTable], counts: StepCounts)
    {
        var counts = StepCounts()
        let own = record.steps.indices.filter {
            record.steps[$0].value.episode.number == record.number
        }
        let running = own.filter { record.steps[$0].value.episode.state == .running }
        counts[.notRunning] = own.count - running.count + record.stepsLeftOut
        guard !record.isTooLong else {
            counts = StepCounts()
            counts[.tooLong] = own.count + record.stepsLeftOut
            return ([], counts)
        }
        guard record.outcome != .aborted else {
            counts[.discarded] = running.count
            return ([], counts)
        }
        var whole: [EpisodeTable] = []
        var cut: Set<StepUse> = []
        for stretch in stretches(of: record, running, &counts) {
            var table = table(of: record, stretch.steps)
            counts[.partialRow] += stretch.steps.count - table.tickCount
            cut.formUnion(stretch.after)
            guard table.rowCount > 0 else { continue }
            table.cutBefore = whole.isEmpty ? [] : cut
            whole.append(table)
            cut = []
        }
        let end = end(of: record, after: whole.last?.ticks.last?.upperBound)
        if let last = whole.indices.last { whole[last].markEnd(end) }
        var result: [EpisodeTable] = []
        for table in whole {
            for part in RowInclusion.stretches(of: table, wanted: wanted) where part.rowCount > 0 {
                result.append(part)
                counts[.exported] += part.tickCount
            }
        }
        // The rows with the end were not asked for.
        if let last = result.indices.last, result[last].end == .later {
            result[last].markEnd(end == .notRecorded ? .notRecorded : .leftOut)
        }
        counts[.notWanted] = own.count + record.stepsLeftOut - counts.total
        return (result, counts)
    }

    // MARK: - Stretches

    /// A run of usable steps without a gap, as indices of the record's steps, as long as can be.
    private struct Stretch {
        var steps: Range<Int>
        /// What the steps before it lack, back to the stretch before.
        var after: Set<StepUse>
    }

    private func stretches(
        of record: EpisodeRecord, _ running: [Int], _ counts: inout StepCounts
    ) -> [Stretch] {
        let check = StepCheck(manifest: manifest, layout: layout, rowPeriod: rowPeriod)
        var result: [Stretch] = []
        var lacks: Set<StepUse> = []
        for index in running {
            let use = check.use(of: index, in: record)
            guard use == .exported else {
                counts[use] += 1
                lacks.insert(use)
                continue
            }
            if let last = result.last?.steps, last.upperBound == index {
                result[result.count - 1].steps = last.lowerBound..<(index + 1)
            } else {
                result.append(Stretch(steps: index..<(index + 1), after: lacks))
                lacks = []
            }
        }
        return result
    }

    /// Where row `row` begins, in ticks from the stretch's first.
    private func start(of row: Int) -> Int {
        Int(clamping: Int64(row) &* rowPeriod / max(1, manifest.control.tickPeriod))
    }

    private func table(of record: EpisodeRecord, _ stretch: Range<Int>) -> EpisodeTable {
        var builder = TableBuilder(
            manifest: manifest, layout: layout, rowPeriod: rowPeriod, record: record)
        var row = 0
        while stretch.lowerBound + start(of: row + 1) <= stretch.upperBound {
            let first = stretch.lowerBound + start(of: row)
            builder.append(first..<(stretch.lowerBound + start(of: row + 1)))
            row += 1
        }
        return builder.finish()
    }

    /// Where the episode ends, seen from its last row: less than a row behind it is no more than
    /// rounding, whatever those ticks lack.
    private func end(of record: EpisodeRecord, after lastInRows: UInt64?) -> EpisodeEnd {
        let steps = record.steps
        let last = steps.lastIndex { $0.value.episode.number == record.number }
        let running = steps.lastIndex {
            $0.value.episode.number == record.number && $0.value.episode.state == .running
        }
        guard let last, let running, running < last else { return .notRecorded }
        guard let lastInRows, steps[running].value.tick >= lastInRows else { return .leftOut }
        let behind = Int64(clamping: steps[running].value.tick - lastInRows)
        let (time, isLong) = behind.multipliedReportingOverflow(by: manifest.control.tickPeriod)
        return !isLong && time < rowPeriod ? .lastRow : .leftOut
    }
}
