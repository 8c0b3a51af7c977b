import BuiltinKeymaps
import Console
import Control
import Keymap
import Link
import Messages
import Storage
import Synchronization
import Threads

@testable import Session

/// A whole console without a screen: its threads, its link, its recording. The test is its hand.
final class RunningConsole: Sendable {
    let session: LiveSession
    private let worker = Mutex<Worker?>(nil)
    private let ending = Mutex<LiveSession.Ending?>(nil)
    private let leaving = Atomic<Bool>(false)
    private let requests = Atomic<UInt32>(0)

    init(
        _ endpoint: Endpoint, _ security: ClientSecurity, recording: String? = nil
    ) throws {
        let keymap = try Keymap.parse(BuiltinKeymaps.defaultText, file: "default")
        var setup = LiveSetup(
            endpoint: endpoint, security: security, name: "anna",
            recordingDirectory: recording, keymap: keymap, keymapText: "{}")
        setup.usesDevices = false
        setup.playsStory = true
        setup.patience = 60_000_000_000
        session = LiveSession(setup)
        let console = Worker("console") {
            let end = self.session.run { self.front($0) }
            self.ending.withLock { $0 = end }
        }
        worker.withLock { $0 = console }
    }

    /// What the screen would show.
    var live: LiveState { session.board.copy }

    func ask(_ kind: RequestKind, groups: GroupMask = 0, argument: UInt64 = 0) {
        let id = requests.add(1, ordering: .relaxed).newValue
        session.effects.put(
            .effect(.request(id: id, kind, groups: groups, argument: argument)))
    }

    func note(_ text: String) { session.effects.put(.effect(.remark(.note, text))) }

    /// The puck selected for these groups, at rest or pushed away from the operator.
    func puck(pushed: Bool, at now: Nanoseconds = Threads.now) {
        let counts = PuckCounts(
            translation: SIMD3(0, pushed ? -300 : 0, 0), rotation: .zero)
        session.effects.put(
            .virtualSample(
                PuckSample(
                    counts: counts, buttons: .none, stamp: now, condition: .live,
                    isNeutral: !pushed, isCentred: !pushed)))
    }

    func drive(groups: GroupMask) {
        var drive = DriveSettings()
        drive.groups = groups
        session.effects.put(.effect(.drive(drive)))
    }

    func enable(_ isClosed: Bool) { session.effects.put(.virtualSwitch(isClosed)) }

    /// An orderly end: control goes back, the recording is completed.
    @discardableResult
    func leave() -> LiveSession.Ending? {
        leaving.store(true, ordering: .releasing)
        worker.withLock { $0 }?.join()
        return ending.withLock { $0 }
    }

    private func front(_ session: LiveSession) -> String? {
        while !leaving.load(ordering: .acquiring), !session.board.shouldStop {
            session.board.screenAdvanced(at: Threads.now)
            Threads.sleep(until: Threads.now + 5_000_000)
        }
        return nil
    }
}

/// Waits for a condition; the minute only bounds a failure.
func eventually(_ condition: () -> Bool) -> Bool {
    let deadline = Threads.now + 60_000_000_000
    while !condition() {
        if Threads.now > deadline { return false }
        Threads.sleep(until: Threads.now + 2_000_000)
    }
    return true
}
