import Control
import Messages
import RecordedCell
import Recording
import Testing

/// The columns of a table, each of which can be shifted by a row.
enum Column: String, CaseIterable, Sendable {
    case state, action, policyAction, policyActionIsValid, actionIsOperator, actionSource
    case intervention, nextSuccess, stamps, task, images

    func shifted(_ table: EpisodeTable, by rows: Int) -> EpisodeTable {
        var table = table
        let layout = table.layout
        func shift<Element>(_ values: inout [Element], _ width: Int) {
            let count = values.count
            values = (0..<count).map { values[(($0 - rows * width) + count) % count] }
        }
        switch self {
        case .state: shift(&table.state, layout.stateWidth)
        case .action: shift(&table.action, layout.actionWidth)
        case .policyAction: shift(&table.policyAction, layout.actionWidth)
        case .policyActionIsValid: shift(&table.policyActionIsValid, layout.actionWidth)
        case .actionIsOperator: shift(&table.actionIsOperator, layout.actionWidth)
        case .actionSource: shift(&table.actionSource, layout.groupNames.count)
        case .intervention: shift(&table.intervention, 1)
        case .nextSuccess: shift(&table.nextSuccess, 1)
        case .stamps: shift(&table.stamps, 1)
        case .task: shift(&table.task, 1)
        case .images: for camera in table.images.indices { shift(&table.images[camera], 1) }
        }
        return table
    }
}

@Suite("Pairing: observation n goes with action n") struct PairingTests {
    /// A correction with a policy that falls silent under it, and an instruction that changes.
    private func story() throws -> (RecordedCell, EpisodeTable) {
        var cell = RecordedCell(try TwoArmManifest().make())
        cell.begin()
        cell.run(118)
        cell.ask(.takeOver, groups: 2)
        cell.run(25)
        cell.press(1)
        cell.run(40)
        cell.silent = [1]
        cell.run(20)
        cell.silent = []
        cell.run(21)
        cell.changeInstruction(to: "now lift it")
        cell.run(40)
        cell.enabled[1] = false
        cell.run(25)
        cell.ask(.handBack, groups: 2)
        cell.run(150)
        cell.ask(.end, UInt64(Outcome.success.rawValue))
        cell.run(5)
        let tables = Resampler(manifest: cell.manifest).tables(of: cell.record()).tables
        #expect(tables.count == 1)
        return (cell, try #require(tables.first))
    }

    @Test("every rule holds as exported")
    func holds() throws {
        let (cell, table) = try story()
        #expect(table.rowCount == cell.steps.count { $0.episode.state == .running } / 5)
        #expect(Pairing(table: table, cell: cell).violations == [])
    }

    @Test(
        "a column that is shifted by one row breaks a rule", arguments: Column.allCases, [-1, 1])
    func shifted(column: Column, rows: Int) throws {
        let (cell, table) = try story()
        let wrong = column.shifted(table, by: rows)
        #expect(wrong != table)
        #expect(Pairing(table: wrong, cell: cell).violations != [])
    }
}
