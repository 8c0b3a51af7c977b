import Control
import Glibc

/// One open pedal or keyboard that serves as an enabling switch. Closed while any of its keys is
/// down; after any doubt it is open until a key is pressed anew.
final class SwitchReader {
    let id: DeviceID
    let found: FoundDevice
    let handle: EvdevHandle
    private let rule: SwitchRule
    private let isPedal: Bool
    private var held = HeldKeys()
    private var isClosed = false

    init(
        _ id: DeviceID, _ found: FoundDevice, rule: SwitchRule, isPedal: Bool
    ) throws(OpenFailure) {
        self.id = id
        self.found = found
        self.rule = rule
        self.isPedal = isPedal
        handle = try EvdevHandle(node: found.identity.node)
    }

    var info: DeviceInfo {
        DeviceInfo(
            id: id, identity: found.identity, role: .enablingSwitch(isPedal: isPedal),
            hasLight: handle.hasLight)
    }

    /// Takes the device for itself where the rule says so.
    func begin(into events: inout [InputEvent]) {
        let holds =
            switch rule.hold {
            case .pedal: isPedal
            case .always: true
            case .never: false
            }
        if holds, handle.grab() == EBUSY {
            events.append(.grabRefused(id, .holding(found.identity.node)))
        }
    }

    /// Reads until nothing is left.
    /// - Returns: the `errno` where the device cannot be read any more.
    func read(at now: Int64, into events: inout [InputEvent]) -> Int32? {
        for _ in 0..<4096 {
            switch handle.next(now: now) {
            case .event(let event): take(event, &events)
            case .lost: release(at: now, into: &events)
            case .idle: return nil
            case .failed(let code): return code
            }
        }
        return nil
    }

    func release(at now: Int64, into events: inout [InputEvent]) {
        held = HeldKeys()
        tell(at: now, &events)
    }

    private func take(_ event: PuckEvent, _ events: inout [InputEvent]) {
        switch (event.type, event.code) {
        case (EventCode.synchronisation, EventCode.report): tell(at: event.stamp, &events)
        case (EventCode.key, let code) where counts(code): held.set(code, to: event.value)
        default: break
        }
    }

    private func counts(_ key: UInt16) -> Bool {
        rule.keys.isEmpty ? isPedal : rule.keys.contains(key)
    }

    private func tell(at stamp: Int64, _ events: inout [InputEvent]) {
        guard held.isEmpty == isClosed else { return }
        isClosed = !held.isEmpty
        events.append(.enablingSwitch(id, isClosed: isClosed, stamp: stamp))
    }
}

/// The keys of a switch that are down.
private struct HeldKeys {
    private var codes: Set<UInt16> = []

    var isEmpty: Bool { codes.isEmpty }

    /// - Parameter value: 1 pressed, 0 released; 2 is auto-repeat and says nothing new.
    mutating func set(_ code: UInt16, to value: Int32) {
        switch value {
        case 0: codes.remove(code)
        case 1: codes.insert(code)
        default: break
        }
    }
}
