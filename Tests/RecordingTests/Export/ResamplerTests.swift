import Control
import Messages
import RecordedCell
import Spatial
import Testing

@testable import Recording

@Suite("The export table") struct ResamplerTests {
    @Test("names say group and quantity in the manifest's order")
    func names() throws {
        let layout = ExportLayout(try TwoArmManifest().make())
        #expect(
            layout.actionNames == [
                "left.dx", "left.dy", "left.dz", "left.drx", "left.dry", "left.drz",
                "right.dx", "right.dy", "right.dz", "right.drx", "right.dry", "right.drz",
                "right.gripper",
            ])
        #expect(layout.actionRanges == [0..<6, 6..<13])
        #expect(layout.stateNames.count == 7 + 7 + 1 + 6 + 1)
        #expect(layout.stateNames.last == "plug_depth")
        let joints = ExportLayout(try TwoArmManifest(space: "joint_position").make())
        #expect(
            joints.actionNames[3...] == [
                "right.j1.position", "right.j2.position", "right.j3.position", "right.gripper",
            ])
        #expect(joints.stateNames[0] == "left.j1")
    }

    @Test(
        "at the control rate every row is its step",
        arguments: ["ee_delta", "ee_velocity", "ee_pose", "joint_velocity", "joint_position"])
    func controlRate(space: String) throws {
        let manifest = try TwoArmManifest(space: space).make()
        let cell = RecordedCell.story(manifest)
        let resampler = Resampler(manifest: manifest, rowPeriod: manifest.control.tickPeriod)
        let (tables, counts) = resampler.tables(of: cell.record())
        let table = try #require(tables.first)
        #expect(tables.count == 1)
        let running = cell.steps.filter { $0.episode.state == .running }
        #expect(table.rowCount == running.count)
        #expect(counts[.exported] == running.count)
        #expect(counts.total == cell.steps.filter { $0.episode.number == 1 }.count)
        for (row, step) in running.enumerated() {
            let executed = step.groups[1].decision.executed
            for entry in 0..<executed.count {
                let at = row * table.layout.actionWidth + table.layout.actionRanges[1].lowerBound
                #expect(abs(Double(table.action[at + entry]) - executed[entry]) < 1e-6)
            }
            #expect(table.intervention[row] == step.groups[1].decision.intervention)
            let source = Int64(step.groups[1].decision.effective.rawValue)
            #expect(table.actionSource[row * 2 + 1] == source)
        }
    }

    @Test("rows at a third of the control rate hold three or four ticks and look back only")
    func unevenRate() throws {
        let manifest = try TwoArmManifest().make()
        let cell = RecordedCell.story(manifest)
        let resampler = Resampler(manifest: manifest, rowPeriod: .seconds(1 / 30.0))
        #expect(resampler.rate == 30)
        let table = try #require(resampler.tables(of: cell.record()).tables.first)
        #expect(Set(table.ticks.map(\.count)) == [3, 4])
        for (a, b) in zip(table.ticks, table.ticks.dropFirst()) {
            #expect(a.upperBound + 1 == b.lowerBound)
        }
        let first = table.ticks[0].lowerBound
        for row in table.ticks.indices {
            let nominal = Double(row) / 30
            let seen = Double(table.ticks[row].lowerBound - first) / 100
            #expect(seen <= nominal + 1e-6 && seen > nominal - 0.0101)
        }
    }

    @Test("a missing tick splits the episode, and nothing spans it")
    func gap() throws {
        let manifest = try TwoArmManifest().make()
        var cell = RecordedCell(manifest)
        cell.begin()
        cell.run(52)
        cell.run(3, lost: true)
        cell.run(50)
        let (tables, counts) = Resampler(manifest: manifest).tables(of: cell.record())
        #expect(tables.map(\.rowCount) == [10, 9])
        #expect(counts[.afterGap] == 1)
        #expect(counts[.partialRow] == 2 + 4)
        #expect(tables[0].ticks[9].upperBound < tables[1].ticks[0].lowerBound)
        #expect(tables.allSatisfy { !$0.nextSuccess.contains(true) })
        #expect(!tables[0].endsEpisode)
    }

    @Test("a control loop that stood still made a pause, one that was late did not")
    func lateTicks() throws {
        let manifest = try TwoArmManifest().make()
        var record = RecordedCell.story(manifest).record()
        let at = try #require(record.steps.firstIndex { $0.episode.state == .running }) + 40
        record.steps[at + 10].now += .milliseconds(9)
        #expect(Resampler(manifest: manifest).tables(of: record).tables.count == 1)
        for index in at..<record.steps.count { record.steps[index].now += .milliseconds(95) }
        let paused = Resampler(manifest: manifest).tables(of: record).tables
        #expect(paused.count == 2)
        #expect(paused.allSatisfy { $0.longestTick < .milliseconds(20) })
    }

    @Test("a discarded episode gives no rows and is counted")
    func discarded() throws {
        let manifest = try TwoArmManifest().make()
        let cell = RecordedCell.story(manifest, outcome: .aborted)
        let (tables, counts) = Resampler(manifest: manifest).tables(of: cell.record())
        #expect(tables.isEmpty)
        #expect(counts[.discarded] > 300)
        #expect(counts[.exported] == 0)
    }

    @Test("a step without a declared part of its state is left out, never filled with zeros")
    func stateMissing() throws {
        let manifest = try TwoArmManifest().make()
        let cell = RecordedCell.story(manifest)
        var record = cell.record()
        let at = try #require(record.steps.firstIndex { $0.episode.state == .running })
        record.steps[at + 20].groups[1].observation.wrench = nil
        record.steps[at + 60].features = [.nan]
        let (tables, counts) = Resampler(manifest: manifest).tables(of: record)
        #expect(tables.count == 3)
        #expect(counts[.stateMissing] == 2)
    }

    @Test("no row before the first image, none on an image that is long gone")
    func images() throws {
        let manifest = try TwoArmManifest().make()
        let cell = RecordedCell.story(manifest)
        var record = cell.record()
        let running = record.steps.filter { $0.episode.state == .running }
        record.images = [
            record.images[0].filter {
                $0.stamp > running[30].now && $0.stamp < running[80].now
            }
        ]
        let (tables, counts) = Resampler(manifest: manifest).tables(of: record)
        #expect(tables.count == 1)
        #expect(tables[0].ticks[0].lowerBound > running[30].tick)
        #expect(counts[.imageMissing] > 100)
        record.images = [[]]
        #expect(Resampler(manifest: manifest).tables(of: record).tables.isEmpty)
    }

    @Test("a setpoint that was set to the arm splits: no action led there")
    func reseated() throws {
        let manifest = try TwoArmManifest().make()
        var record = RecordedCell.story(manifest).record()
        let at = try #require(record.steps.firstIndex { $0.episode.state == .running }) + 40
        for index in at..<record.steps.count {
            record.steps[index].groups[0].decision.setpoint.position.x += 0.2
        }
        let (tables, counts) = Resampler(manifest: manifest).tables(of: record)
        #expect(tables.count == 2)
        #expect(counts[.reseated] == 1)
    }

    @Test("corrections alone, policy alone")
    func inclusion() throws {
        let manifest = try TwoArmManifest().make()
        let record = RecordedCell.story(manifest).record()
        let resampler = Resampler(manifest: manifest)
        let all = resampler.tables(of: record).tables[0]
        let (corrections, counts) = resampler.tables(of: record, wanted: [.corrections])
        #expect(corrections.count == 1)
        #expect(corrections[0].intervention.allSatisfy { $0 })
        #expect(corrections[0].rowCount == all.intervention.count { $0 })
        #expect(counts[.notWanted] > 0)
        let policy = resampler.tables(of: record, wanted: [.policy]).tables
        #expect(policy.count == 2)
        #expect(policy.allSatisfy { $0.actionSource.allSatisfy { $0 == 0 } })
        #expect(policy[1].endsEpisode && !policy[0].endsEpisode)
    }

    @Test("the quaternion of a tool that points down does not change its sign")
    func hemisphere() throws {
        let manifest = try TwoArmManifest().make()
        let table = Resampler(manifest: manifest).tables(of: RecordedCell.story(manifest).record())
            .tables[0]
        let x = (0..<table.rowCount).map { table.state[$0 * table.layout.stateWidth + 3] }
        #expect(x.allSatisfy { $0 > 0.5 })
    }

    /// The episode as far as `last` ticks from its end and with steps that lack a part before it.
    private func tables(unusable: Range<Int>) throws -> [EpisodeTable] {
        let manifest = try TwoArmManifest().make()
        var record = RecordedCell.story(manifest).record()
        let end = try #require(record.steps.lastIndex { $0.episode.state == .running }) + 1
        for back in unusable { record.steps[end - 1 - back].features = [] }
        return Resampler(manifest: manifest).tables(of: record).tables
    }

    @Test("an end that lies less than a row behind the last one is that row's", arguments: 1...3)
    func endBehindUnusable(ticks: Int) throws {
        let tables = try tables(unusable: 0..<ticks)
        let last = try #require(tables.last)
        #expect(last.end == .lastRow && last.nextSuccess.last == true)
        #expect(last.nextSuccess.count { $0 } == 1)
        let split = try self.tables(unusable: 2..<3)
        #expect(split.last?.end == .lastRow)
    }

    @Test("an end that is left out, not asked for or not recorded is named, and no row is terminal")
    func endMissing() throws {
        let behind = try #require(try tables(unusable: 0..<12).last)
        #expect(behind.end == .leftOut && !behind.nextSuccess.contains(true))
        let manifest = try TwoArmManifest().make()
        var record = RecordedCell.story(manifest).record()
        let resampler = Resampler(manifest: manifest)
        let corrections = resampler.tables(of: record, wanted: [.corrections]).tables
        #expect(corrections.map(\.end) == [.leftOut])
        record.steps.removeAll { $0.episode.state == .ended }
        let cut = try #require(resampler.tables(of: record).tables.last)
        #expect(cut.end == .notRecorded && !cut.endsEpisode)
        #expect(!cut.nextSuccess.contains(true))
    }

    @Test("a row of a blend and operator ticks is a blend, one with a ramp is no operator's")
    func severity() {
        func code(_ authorities: Authority..., ramp: Bool = false) -> String {
            let decisions = authorities.map { authority in
                var decision = GroupDecision()
                decision.effective = authority
                if ramp, authority == .operator { decision.limits = .staleRamp }
                return decision
            }
            let code = ActionSource.mostSevere(of: decisions.map { ActionSource.code(of: $0) })
            return ActionSource.names.first { $0.code == code }?.name ?? "?"
        }
        #expect(code(.returning, .operator) == "returning")
        #expect(code(.returning, .delta) == "returning")
        #expect(code(.policy, .delta, .operator) == "operator")
        #expect(code(.taking, .returning) == "taking")
        #expect(code(.hold, .operator, .taking) == "hold")
        #expect(code(.operator, .operator, ramp: true) == "ramp")
        #expect(code(.operator, .returning, ramp: true) == "ramp")
        #expect(code(.operator, .taking, ramp: true) == "taking")
        #expect(Set(ActionSource.names.map(\.code)).count == ActionSource.names.count)
    }

    @Test("an episode that is too long is left out whole, and every step of it is counted")
    func tooLong() throws {
        let manifest = try TwoArmManifest().make()
        let cell = RecordedCell.story(manifest)
        var collector = EpisodeCollector(session: 5, manifest: manifest, maximumSteps: 100)
        for step in cell.steps where collector.consume(.step(Boxed(step))) != nil {
            Issue.record("an episode ended early")
        }
        let finished = collector.finish()
        let record = try #require(finished)
        #expect(record.isTooLong && record.steps.count == 1)
        #expect(record.outcome == .success)
        let (tables, counts) = Resampler(manifest: manifest).tables(of: record)
        let first = try #require(cell.steps.firstIndex { $0.episode.state == .running })
        #expect(tables.isEmpty)
        #expect(
            counts[.tooLong] == cell.steps.count - first + 1 && counts.total == counts[.tooLong])
    }
}
