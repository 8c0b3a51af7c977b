import Console
import Control
import Link
import Messages
import RecordedCell
import Testing
import Threads

@testable import Session
@testable import Storage

/// On the real wire: a recorder without a console, with a key that may only observe.
@Suite("A recorder beside the robot", .serialized) struct RecorderWireTests {
    private let scratch = Scratch()
    private let security: ClientSecurity

    init() throws {
        let store = try KeyStore(making: scratch.path + "/keys")
        let cell = try store.create("cell")
        let recorder = try store.create("recorder")
        try store.allow(recorder.publicKey, as: "recorder", role: .observe)
        security = .curve(own: recorder, cell: cell.publicKey)
    }

    private func cell(_ endpoint: String) throws -> RunningCell {
        try RunningCell(endpoint, keys: scratch.path + "/keys")
    }

    private func recorder(
        _ endpoint: Endpoint, rule: RotationRule = .never
    ) -> CellRecorder {
        let cell = CellToRecord(
            name: "", endpoint: endpoint, security: security, recorder: "recorder",
            directory: scratch.path + "/recordings")
        var plan = DiskLoop.Plan(directory: cell.directory, rule: rule)
        plan.retryAfter = .seconds(1)
        let recorder = CellRecorder(cell, plan: plan, log: ServiceLog(usesPriorities: false))
        recorder.start()
        return recorder
    }

    private func figures(_ recorder: CellRecorder) -> RecorderStatus.Figures? {
        guard case .recording(let figures) = recorder.board.copy.recorder else { return nil }
        return figures
    }

    private var recordings: [String] {
        Scratch.names(scratch.path + "/recordings").map { scratch.path + "/recordings/" + $0 }
    }

    @Test("it waits for a cell, and gets what it missed while the network was gone")
    func outage() throws {
        let cell = try cell("tcp://127.0.0.1:0")
        guard case .tcp(_, let port) = try cell.endpoint else { throw RelayError.noPort }
        let relay = try Relay(to: port)
        let recorder = recorder(
            .tcp(host: "127.0.0.1", port: relay.port),
            rule: RotationRule(bytes: nil, duration: .seconds(1), slack: 0))
        #expect(eventually { self.figures(recorder) != nil })
        let before = cell.tick
        #expect(eventually { cell.tick > before + 150 })
        relay.cut()
        let cut = cell.tick
        #expect(eventually { cell.tick > cut + 200 })
        relay.mend()
        #expect(eventually { recorder.board.copy.connections == 2 })
        let back = cell.tick
        #expect(eventually { cell.tick > back + 300 })
        guard case .finished = recorder.stop() else {
            Issue.record("not completed")
            return
        }
        relay.stop()
        cell.stop()
        // Several files, and every tick in one of them.
        #expect(recordings.count > 2)
        let ticks = try Recorded.ticks(recordings)
        #expect(ticks.count > 500)
        #expect(ticks == Array((ticks.first ?? 0)...(ticks.last ?? 0)))
        for path in recordings {
            let found = try RecordingVerification(path)
            #expect(found.isSound, "\(found.contradictions)")
            #expect(found.session?.countedLosses == 0)
        }
    }

    @Test("a cell that begins anew begins another recording, and the first one is complete")
    func anotherSession() throws {
        let address = "ipc://\(scratch.path)/cell"
        let first = try cell(address)
        let recorder = recorder(try Endpoint(address))
        #expect(eventually { self.figures(recorder) != nil && first.tick > 100 })
        first.stop()
        let second = try cell(address)
        #expect(eventually { self.recordings.count == 2 && second.tick > 100 })
        let tick = second.tick
        #expect(eventually { second.tick > tick + 100 })
        guard case .finished = recorder.stop() else {
            Issue.record("not completed")
            return
        }
        second.stop()
        #expect(recordings.count == 2)
        var sessions: Set<UInt64> = []
        for path in recordings {
            #expect(path.hasSuffix(".mcap"))
            let found = try RecordingVerification(path)
            #expect(found.isSound)
            #expect((found.session?.steps ?? 0) > 50)
            sessions.insert(found.session?.number ?? 0)
        }
        #expect(sessions.count == 2)
    }

    @Test("a disk that refuses is tried again, and the recorder says that it does not record")
    func refusingDisk() throws {
        let cell = try cell("ipc://\(scratch.path)/cell")
        // A file is where the folder should be.
        _ = try Disk().create(scratch.path + "/recordings")
        let recorder = recorder(try cell.endpoint)
        #expect(eventually { recorder.summary.hasPrefix("NOT RECORDING") })
        try Disk().remove(scratch.path + "/recordings")
        #expect(eventually { self.figures(recorder) != nil })
        _ = recorder.stop()
        cell.stop()
        #expect(recordings.count == 1)
    }
}
