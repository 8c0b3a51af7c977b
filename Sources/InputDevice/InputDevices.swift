import Glibc

/// Every 3D mouse and enabling switch in use. Belongs to one thread, which waits in one `ppoll` on
/// `descriptors` together with its own, until `nextDeadline` at the latest, and then drains:
///
///     let devices = InputDevices(configuration, now: now)
///     …wait on devices.descriptors until devices.nextDeadline…
///     for event in devices.drain(now: now) { … }
public final class InputDevices {
    let configuration: InputConfiguration
    var pucks: [PuckReader] = []
    var switches: [SwitchReader] = []
    /// What happened outside of a drain, to be told by the next.
    private var waiting: [InputEvent] = []
    private var attempts: [String: (found: FoundDevice, attempt: OpenAttempt)] = [:]
    private let monitor: UdevMonitor?
    private var polled: [pollfd] = []
    private var lastNumber = 0

    /// Starts to listen and finds what is plugged in; the first drain opens it.
    /// - Parameter now: monotonic, ns.
    public init(_ configuration: InputConfiguration, now: Int64) {
        self.configuration = configuration
        // Listen first, look second: what is plugged in between is seen twice, never missed.
        monitor = UdevMonitor()
        for found in FoundDevice.all() { consider(found, at: now, after: 0) }
        listDescriptors()
    }

    /// False where the kernel gives no device events: what is plugged in later is not noticed.
    public var hearsOfNewDevices: Bool { monitor != nil }

    /// To wait on for reading. Changes when `drain` tells of a device added or removed.
    public private(set) var descriptors: [Int32] = []

    /// When to drain next even if nothing is readable, monotonic ns.
    public var nextDeadline: Int64? {
        guard waiting.isEmpty else { return .min }
        var next = Int64.max
        for (_, attempt) in attempts.values { next = min(next, attempt.next) }
        for puck in pucks { next = min(next, puck.nextDeadline ?? .max) }
        return next == .max ? nil : next
    }

    /// Takes everything that is ready, without waiting.
    /// - Parameter now: monotonic, ns, not before any earlier one.
    public func drain(now: Int64) -> [InputEvent] {
        var events = waiting
        waiting.removeAll(keepingCapacity: true)
        readDevices(at: now, into: &events)
        if followMonitor(at: now, into: &events) { listDescriptors() }
        if openDue(at: now, into: &events) { listDescriptors() }
        for puck in pucks {
            puck.tryAgain(at: now, into: &events)
            if !puck.listen(at: now) { listDescriptors() }
            puck.advance(to: now, into: &events)
        }
        return events
    }

    /// Takes a puck for this program alone and lights it, for as long as it drives an arm.
    /// - Returns: false where another program holds it (`drain` then tells who), or it is gone.
    @discardableResult
    public func arm(_ id: DeviceID) -> Bool {
        guard let puck = pucks.first(where: { $0.id == id }) else { return false }
        guard let reader = puck.arm() else { return true }
        waiting.append(.grabRefused(id, reader))
        return false
    }

    /// Gives a puck back to the desktop and darkens it.
    public func disarm(_ id: DeviceID) { pucks.first { $0.id == id }?.disarm() }

    /// Switches a puck's light without holding the puck: to show which one is meant.
    public func setLight(_ id: DeviceID, _ isOn: Bool) {
        pucks.first { $0.id == id }?.handle.setLight(isOn)
    }

    /// The rules that name a device which is not plugged in, or may not be read.
    public var unmetRules: [SwitchRule] {
        configuration.enablingSwitches.filter { rule in
            rule.match != .anyPedal
                && !switches.contains { rule.match.matches($0.found.identity) }
        }
    }

    /// The devices that are open.
    public var infos: [DeviceInfo] { pucks.map(\.info) + switches.map(\.info) }

    /// Gives every device back. Nothing is told any more.
    public func close() {
        for puck in pucks { puck.disarm() }
        pucks = []
        switches = []
        attempts = [:]
        waiting = []
        polled = []
        descriptors = []
    }
}

// MARK: reading

extension InputDevices {
    private func listDescriptors() {
        descriptors =
            pucks.map { $0.handle.descriptor } + switches.map { $0.handle.descriptor }
        if let descriptor = monitor?.descriptor { descriptors.append(descriptor) }
        descriptors += pucks.compactMap(\.rawDescriptor)
        polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    }

    private func readDevices(at now: Int64, into events: inout [InputEvent]) {
        // What read says is not enough to notice a dead device: ask poll as well, each time.
        guard unsafe poll(&polled, nfds_t(polled.count), 0) > 0 else { return }
        var lost: [(node: String, found: FoundDevice, code: Int32)] = []
        for (index, entry) in polled.enumerated() where entry.revents != 0 {
            if index < pucks.count {
                let puck = pucks[index]
                guard let code = failure(entry) ?? puck.read(at: now, into: &events) else {
                    continue
                }
                lost.append((puck.found.identity.node, puck.found, code))
            } else if index < pucks.count + switches.count {
                let device = switches[index - pucks.count]
                guard let code = failure(entry) ?? device.read(at: now, into: &events) else {
                    continue
                }
                lost.append((device.found.identity.node, device.found, code))
            }
        }
        for (node, found, code) in lost {
            let isThere = unsafe access(node, F_OK) == 0
            dismiss(node, isThere ? .unreadable(code) : .unplugged, at: now, into: &events)
            // A session switch takes the device away and may give it back.
            if isThere { consider(found, at: now, after: 100_000_000) }
        }
        if !lost.isEmpty { listDescriptors() }
    }

    private func failure(_ entry: pollfd) -> Int32? {
        entry.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 ? ENODEV : nil
    }

    /// The last words of a device, and its end.
    private func dismiss(
        _ node: String, _ departure: InputEvent.Departure, at now: Int64,
        into events: inout [InputEvent]
    ) {
        for puck in pucks where puck.found.identity.node == node {
            puck.hangUp(at: now, into: &events)
            events.append(.removed(puck.id, departure))
        }
        for device in switches where device.found.identity.node == node {
            device.release(at: now, into: &events)
            events.append(.removed(device.id, departure))
        }
        pucks.removeAll { $0.found.identity.node == node }
        switches.removeAll { $0.found.identity.node == node }
    }
}

// MARK: coming and going

extension InputDevices {
    /// - Returns: whether a device went.
    private func followMonitor(at now: Int64, into events: inout [InputEvent]) -> Bool {
        var hasChanged = false
        while let change = monitor?.next() {
            switch change {
            case .added(let found): consider(found, at: now, after: 0)
            case .removed(let node):
                attempts[node] = nil
                dismiss(node, .unplugged, at: now, into: &events)
                hasChanged = true
            }
        }
        return hasChanged
    }

    /// Plans to open a device of interest, unless it is open: a device sends several events.
    private func consider(_ found: FoundDevice, at now: Int64, after delay: Int64) {
        let node = found.identity.node
        guard role(of: found) != .none, !pucks.contains(where: { $0.found.identity.node == node }),
            !switches.contains(where: { $0.found.identity.node == node })
        else { return }
        attempts[node] = (found, OpenAttempt(at: now, first: now &+ delay))
    }

    /// - Returns: whether a device was opened.
    private func openDue(at now: Int64, into events: inout [InputEvent]) -> Bool {
        var hasOpened = false
        for (node, pending) in attempts where pending.attempt.next <= now {
            do throws(OpenFailure) {
                try open(pending.found, at: now, into: &events)
                attempts[node] = nil
                hasOpened = true
            } catch {
                var attempt = pending.attempt
                switch attempt.failed(error, at: now) {
                case .retry: break
                case .report: events.append(.openRefused(pending.found.identity, error))
                }
                attempts[node] = (pending.found, attempt)
            }
        }
        return hasOpened
    }

    private func open(
        _ found: FoundDevice, at now: Int64, into events: inout [InputEvent]
    ) throws(OpenFailure) {
        let id = DeviceID(number: lastNumber + 1)
        switch role(of: found) {
        case .none: return
        case .puck:
            let puck = try PuckReader(id, found, settings: configuration.puck, now: now)
            pucks.append(puck)
            events.append(.added(puck.info))
            puck.begin(at: now, into: &events)
        case .enablingSwitch(let rule, let isPedal):
            let device = try SwitchReader(id, found, rule: rule, isPedal: isPedal)
            switches.append(device)
            events.append(.added(device.info))
            device.begin(into: &events)
        }
        lastNumber += 1
    }

    private enum Role: Equatable {
        case none
        case puck
        case enablingSwitch(SwitchRule, isPedal: Bool)
    }

    private func role(of found: FoundDevice) -> Role {
        let isAdmitted = configuration.admittedPucks.contains { $0.matches(found.identity) }
        let verdict = DeviceVerdict(found.identity, found.capabilities, isAdmitted: isAdmitted)
        if case .puck = verdict { return .puck }
        let keys = found.capabilities.keys
        // A keyboard with a volume wheel is still a keyboard, so its verdict is not asked.
        let isPedal = keys.count <= DeviceVerdict.mostPedalKeys
        let rule = configuration.enablingSwitches.first { rule in
            guard rule.match == .anyPedal else { return rule.match.matches(found.identity) }
            return isPedal && rule.keys.contains { keys.contains($0) }
        }
        guard let rule, keys.count > 0 else { return .none }
        return .enablingSwitch(rule, isPedal: isPedal)
    }
}
