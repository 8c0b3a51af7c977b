/// Which rows an export takes.
public enum RowInclusion: String, CaseIterable, Sendable {
    /// Every row of a running episode, holds and ramps too: they carry their own source.
    case all
    /// Only rows in which the policy drives every group.
    case policy
    /// Only rows in which the operator's velocity counts.
    case corrections

    /// Cuts a table into the longest stretches of rows that are wanted by any of `wanted`.
    static func stretches(of table: EpisodeTable, wanted: Set<RowInclusion>) -> [EpisodeTable] {
        if wanted.contains(.all) { return [table] }
        var result: [EpisodeTable] = []
        var start: Int?
        for row in 0...table.rowCount {
            let isWanted =
                row < table.rowCount && wanted.contains { $0.accepts(row: row, of: table) }
            if isWanted, start == nil { start = row }
            if !isWanted, let first = start {
                result.append(table.rows(first..<row))
                start = nil
            }
        }
        return result
    }

    private func accepts(row: Int, of table: EpisodeTable) -> Bool {
        switch self {
        case .all: return true
        case .corrections: return table.intervention[row]
        case .policy:
            let sources = row * table.groupCount..<(row + 1) * table.groupCount
            return table.actionSource[sources].allSatisfy { $0 == 0 }
        }
    }
}
