import Control
import Glibc

/// One open puck.
final class PuckReader {
    let id: DeviceID
    let found: FoundDevice
    let handle: EvdevHandle
    private(set) var isArmed = false
    /// When to see whether another program still holds the device; nil where none does.
    private(set) var nextTrial: Int64?
    private static let betweenTrials: Int64 = 500_000_000
    private var assembler: PuckFrameAssembler
    private var buttons = HeldButtons.none
    private let kind: PuckKind
    /// nil where hidraw cannot be read, and for relative devices, whose silence is a release.
    private var raw: RawReports?

    init(_ id: DeviceID, _ found: FoundDevice, settings: PuckSettings, now: Int64)
        throws(OpenFailure)
    {
        self.id = id
        self.found = found
        handle = try EvdevHandle(node: found.identity.node)
        kind = handle.kind
        assembler = PuckFrameAssembler(kind: kind, settings: settings, opened: now)
        if case .absolute = kind { raw = found.rawFolder.flatMap { RawReports(folder: $0) } }
        // Some units start lit and do not go dark unless they were told to light up first.
        handle.setLight(true)
        handle.setLight(false)
    }

    deinit {
        if isArmed { handle.setLight(false) }
    }

    var info: DeviceInfo {
        DeviceInfo(
            id: id, identity: found.identity,
            role: .puck(kind, PuckButtonTable { handle.has(EventCode.key, $0) }),
            hasLight: handle.hasLight)
    }

    var nextDeadline: Int64? {
        guard let nextTrial else { return assembler.nextDeadline }
        return min(nextTrial, assembler.nextDeadline ?? .max)
    }

    /// The state of an absolute device is known at once; a relative one is silent until it moves.
    func begin(at now: Int64, into events: inout [InputEvent]) {
        tell(assembler.resynchronise(axes: handle.axes, at: now), &events)
        guard let reader = grabTrial() else { return }
        nextTrial = now &+ PuckReader.betweenTrials
        events.append(.grabRefused(id, reader))
    }

    /// Sees whether a program that held the device let it go: no event of the kernel says so.
    func tryAgain(at now: Int64, into events: inout [InputEvent]) {
        guard let due = nextTrial, due <= now else { return }
        guard grabTrial() == nil else {
            nextTrial = now &+ PuckReader.betweenTrials
            return
        }
        nextTrial = nil
        // What happened meanwhile went to the other program alone.
        tell(assembler.resynchronise(axes: handle.axes, at: now), &events)
        events.append(.grabFreed(id))
    }

    /// Reads until nothing is left.
    /// - Returns: the `errno` where the device cannot be read any more.
    func read(at now: Int64, into events: inout [InputEvent]) -> Int32? {
        // More than a queue can hold while it is read; a device that floods is looked at again
        // after the others.
        for _ in 0..<4096 {
            switch handle.next(now: now) {
            case .event(let event): tell(assembler.feed(event), &events)
            case .lost:
                let loss = PuckEvent(
                    type: EventCode.synchronisation, code: EventCode.dropped, value: 0, stamp: now)
                tell(assembler.feed(loss), &events)
                tell(assembler.resynchronise(axes: handle.axes, at: now), &events)
            case .idle: return nil
            case .failed(let code): return code
            }
        }
        return nil
    }

    /// What to wait on besides the events.
    var rawDescriptor: Int32? { raw?.descriptor }

    /// Hears what the kernel keeps to itself. Call it before ``advance(to:into:)``.
    /// - Returns: false where there is no more to hear: the descriptor is closed.
    func listen(at now: Int64) -> Bool {
        guard let heard = raw?.drain(at: now) else { return true }
        switch heard {
        case .nothing: break
        case .reports:
            assembler.prove(at: now, repeats: raw?.repeats ?? false)
        case .lost:
            raw = nil
            assembler.forgetProof()
            return false
        }
        return true
    }

    func advance(to now: Int64, into events: inout [InputEvent]) {
        tell(assembler.advance(to: now), &events)
    }

    func hangUp(at now: Int64, into events: inout [InputEvent]) {
        tell(assembler.hangUp(at: now), &events)
    }

    /// - Returns: nil, or who holds the device.
    func arm() -> OtherReader? {
        guard !isArmed else { return nil }
        if handle.grab() == EBUSY {
            nextTrial = 0
            return .holding(found.identity.node)
        }
        handle.setLight(true)
        isArmed = true
        return nil
    }

    func disarm() {
        guard isArmed else { return }
        handle.ungrab()
        handle.setLight(false)
        isArmed = false
    }

    /// Another program that holds the device gets every event, and this one would wait for ever
    /// without a sign. The grab lasts for microseconds.
    private func grabTrial() -> OtherReader? {
        let result = handle.grab()
        if result == EBUSY { return .holding(found.identity.node) }
        handle.ungrab()
        return nil
    }

    private func tell(_ sample: PuckSample?, _ events: inout [InputEvent]) {
        guard let sample else { return }
        events.append(.sample(id, sample))
        guard sample.buttons != buttons else { return }
        for code in buttons.subtracting(sample.buttons).list {
            events.append(.button(id, code: code, isDown: false, stamp: sample.stamp))
        }
        for code in sample.buttons.subtracting(buttons).list {
            events.append(.button(id, code: code, isDown: true, stamp: sample.stamp))
        }
        buttons = sample.buttons
    }
}
