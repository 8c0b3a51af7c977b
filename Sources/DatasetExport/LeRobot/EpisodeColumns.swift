internal import Control
internal import Parquet
internal import Recording

/// The values of every feature for one episode of the dataset.
struct EpisodeColumns {
    let table: EpisodeTable
    /// Number of the episode in the dataset, and of its first row.
    let episode: Int
    let firstRow: Int
    let framesPerSecond: Int
    /// Task number in the dataset, one per row.
    let tasks: [Int]

    /// The values in the order of the rows, row after row.
    func values(of feature: Feature) -> ParquetValues {
        let rows = 0..<table.rowCount
        switch feature.name {
        case "observation.state": return .float(table.state)
        case "action": return .float(table.action)
        case "policy_action": return .float(table.policyAction)
        case "policy_action_is_valid": return .bool(table.policyActionIsValid)
        case "action_is_operator": return .bool(table.actionIsOperator)
        case "action_source": return .int64(table.actionSource)
        case "intervention": return .bool(table.intervention)
        case "outcome": return .int64(rows.map { _ in Int64(table.outcome.rawValue) })
        case "next.success": return .bool(table.nextSuccess)
        case "next.done":
            return .bool(rows.map { table.endsEpisode && $0 == table.rowCount - 1 })
        case "observation.stamp_ns": return .int64(table.stamps)
        // Never a running sum: readers compute the row from the time.
        case "timestamp": return .float(rows.map { Float(Double($0) / Double(framesPerSecond)) })
        case "frame_index": return .int64(rows.map(Int64.init))
        case "episode_index": return .int64(rows.map { _ in Int64(episode) })
        case "index": return .int64(rows.map { Int64(firstRow + $0) })
        default: return .int64(tasks.map(Int64.init))
        }
    }

    /// The samples of each entry of a feature.
    static func samples(of values: ParquetValues, width: Int) -> [SortedSamples] {
        func columns<Value>(_ values: [Value], _ number: (Value) -> Double) -> [SortedSamples] {
            (0..<width).map { entry in
                var column: [Double] = []
                column.reserveCapacity(values.count / width)
                for index in stride(from: entry, to: values.count, by: width) {
                    column.append(number(values[index]))
                }
                return SortedSamples(column)
            }
        }
        return switch values {
        case .bool(let values): columns(values) { $0 ? 1 : 0 }
        case .int32(let values): columns(values, Double.init)
        case .int64(let values): columns(values, Double.init)
        case .float(let values): columns(values, Double.init)
        case .double(let values): columns(values) { $0 }
        case .utf8: []
        }
    }

    /// Adds everything that the table holds to a digest.
    static func digest(_ values: ParquetValues, into digest: inout SHA256) {
        switch values {
        case .bool(let values): digest.update(values.map { $0 ? 1 : 0 } as [UInt8])
        case .int32(let values): digest.update(values)
        case .int64(let values): digest.update(values)
        case .float(let values): digest.update(values)
        case .double(let values): digest.update(values)
        case .utf8(let values): for value in values { digest.update(value) }
        }
    }
}
