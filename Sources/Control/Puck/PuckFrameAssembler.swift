/// Makes `PuckSample`s of the raw events of one puck. Pure: time comes in as stamps and as `now`.
///
/// The caller feeds events in order, asks `nextDeadline` how long it may sleep, and calls
/// `advance` when that time has come. A sample comes out for each complete frame and for each
/// deadline that changes something. Whatever is in doubt is zero, with the buttons released.
public struct PuckFrameAssembler: Sendable {
    private enum Motion: Sendable {
        case relative(RelativeMotion)
        case absolute(AbsoluteMotion)
    }

    private enum Phase: Sendable {
        case live
        /// After `SYN_DROPPED`: what comes before the next `SYN_REPORT` is torn.
        case discarding
        case gone
    }

    public let settings: PuckSettings
    /// The last sample given out, or the state at opening.
    public private(set) var latest: PuckSample
    private var motion: Motion
    private var phase = Phase.live
    private var frame = PuckFrame()
    private var buttons = HeldButtons.none
    /// Since when the cap is neutral, ns; nil where it is not, or is not known.
    private var neutralSince: Int64?

    /// - Parameter opened: monotonic, ns. An absolute device is not neutral before its state was
    ///   read and given to `resynchronise`; a relative one is, until a report says otherwise.
    public init(kind: PuckKind, settings: PuckSettings = .standard, opened: Int64) {
        self.settings = settings
        switch kind {
        case .relative:
            motion = .relative(RelativeMotion())
            neutralSince = opened
        case .absolute(let ranges):
            motion = .absolute(AbsoluteMotion(ranges: ranges))
            neutralSince = nil
        }
        latest = PuckSample(
            counts: .zero, buttons: .none, stamp: opened, condition: .live,
            isNeutral: neutralSince != nil, isCentred: false)
    }

    /// Takes one event.
    /// - Returns: a sample where the event ended a frame that said something, or told of a loss.
    public mutating func feed(_ event: PuckEvent) -> PuckSample? {
        switch phase {
        case .gone: return nil
        case .discarding:
            if event.isReport { phase = .live }
            return nil
        case .live: break
        }
        switch (event.type, event.code) {
        case (EventCode.synchronisation, EventCode.report): return endFrame(at: event.stamp)
        case (EventCode.synchronisation, EventCode.dropped): return drop(at: event.stamp)
        case (EventCode.key, let code):
            // 2 is auto-repeat: it says nothing new, and must not press again after a loss.
            if event.value == 0 || event.value == 1 {
                frame.set(key: code, isDown: event.value == 1)
            }
        case (EventCode.relative, let code):
            if case .relative = motion { frame.set(axis: code, to: event.value) }
        case (EventCode.absolute, let code):
            if case .absolute = motion { frame.set(axis: code, to: event.value) }
        default: break  // MSC_SCAN, LED echoes and what later kernels add
        }
        return nil
    }

    /// Lets deadlines up to `now` act. Feed first what the device has sent, or it seems silent.
    /// - Returns: a sample where one changed something.
    public mutating func advance(to now: Int64) -> PuckSample? {
        if case .gone = phase { return nil }
        let moved = expire(to: now)
        guard moved || becomesCentred(at: now) else { return nil }
        return emit(at: max(now, latest.stamp), condition)
    }

    /// The device was heard to send, changed or not, at `now`, monotonic ns.
    /// - Parameter repeats: it was seen to send again what had not changed: then every report
    ///   proves that it lives, and `repeatSilence` without one that it does not.
    public mutating func prove(at now: Int64, repeats: Bool) {
        guard repeats, case .absolute(var absolute) = motion else { return }
        absolute.prove(at: now)
        motion = .absolute(absolute)
    }

    /// What the device sends is not heard any more: it is judged by its changes alone.
    public mutating func forgetProof() {
        guard case .absolute(var absolute) = motion else { return }
        absolute.repeats = false
        motion = .absolute(absolute)
    }

    /// When `advance` has something to do next, monotonic ns; nil where nothing is pending.
    public var nextDeadline: Int64? {
        if case .gone = phase { return nil }
        let inMotion =
            switch motion {
            case .relative(let relative): relative.nextDeadline(settings)
            case .absolute(let absolute): absolute.nextDeadline(settings)
            }
        guard let neutralSince, !latest.isCentred else { return inMotion }
        return min(inMotion ?? .max, neutralSince &+ settings.centredPeriod)
    }

    /// The state of the axes as the kernel holds it, after opening or after a loss. Buttons that
    /// are held stay released: only a fresh press counts.
    /// - Parameter axes: raw values of the device; unused for a relative device, which has none.
    public mutating func resynchronise(axes: PuckCounts, at stamp: Int64) -> PuckSample? {
        if case .gone = phase { return nil }
        phase = .live
        frame.clear()
        switch motion {
        case .relative(var relative):
            relative.clear()
            motion = .relative(relative)
        case .absolute(var absolute):
            absolute.replace(axes, at: stamp)
            motion = .absolute(absolute)
        }
        neutralSince = nil
        followNeutral(at: stamp)
        return emit(at: stamp, condition)
    }

    /// The device is gone: unplugged, revoked, or unreadable. Nothing comes after this sample.
    public mutating func hangUp(at stamp: Int64) -> PuckSample? {
        if case .gone = phase { return nil }
        release()
        phase = .gone
        return emit(at: stamp, .gone)
    }
}

extension PuckFrameAssembler {
    private mutating func endFrame(at stamp: Int64) -> PuckSample? {
        let stamp = max(stamp, latest.stamp)
        // What ran out before this frame ran out in fact, even if nobody looked in time.
        let expired = expire(to: stamp)
        defer { frame.clear() }
        guard !frame.isEmpty || expired else { return nil }
        frame.close(at: stamp)
        for (code, isDown) in frame.keys {
            if isDown { buttons.insert(code) } else { buttons.remove(code) }
        }
        switch motion {
        case .relative(var relative):
            relative.apply(frame, settings: settings)
            motion = .relative(relative)
        case .absolute(var absolute):
            absolute.apply(frame)
            motion = .absolute(absolute)
        }
        followNeutral(at: stamp)
        return emit(at: stamp, condition)
    }

    private mutating func drop(at stamp: Int64) -> PuckSample? {
        release()
        phase = .discarding
        // A relative device has no state to ask for: it is at zero until it says otherwise.
        if case .relative = motion { neutralSince = stamp }
        return emit(at: max(stamp, latest.stamp), .dropped)
    }

    private mutating func release() {
        frame.clear()
        buttons = .none
        neutralSince = nil
        switch motion {
        case .relative(var relative):
            relative.clear()
            motion = .relative(relative)
        case .absolute(var absolute):
            absolute.clear()
            motion = .absolute(absolute)
        }
    }

    private mutating func expire(to now: Int64) -> Bool {
        let changed: Bool
        switch motion {
        case .relative(var relative):
            changed = relative.advance(to: now, settings: settings)
            motion = .relative(relative)
        case .absolute(var absolute):
            changed = absolute.advance(to: now, settings: settings)
            motion = .absolute(absolute)
        }
        if changed { followNeutral(at: now) }
        return changed
    }

    /// Where the device says that its cap is, believed or not.
    private var cap: PuckCounts {
        switch motion {
        case .relative(let relative): relative.counts
        case .absolute(let absolute): absolute.state
        }
    }

    private var isCapKnown: Bool {
        switch motion {
        case .relative: true
        case .absolute(let absolute): absolute.isKnown
        }
    }

    private mutating func followNeutral(at stamp: Int64) {
        if isCapKnown, cap.isWithin(settings.neutralBand) {
            neutralSince = neutralSince ?? stamp
        } else {
            neutralSince = nil
        }
    }

    private func isCentred(at now: Int64) -> Bool {
        guard let neutralSince else { return false }
        return now &- neutralSince >= settings.centredPeriod
    }

    private func becomesCentred(at now: Int64) -> Bool { !latest.isCentred && isCentred(at: now) }

    private var condition: PuckSample.Condition {
        switch motion {
        case .relative: .live
        // A small offset at rest is no deflection, however long it stays.
        case .absolute(let absolute): absolute.isBelieved || neutralSince != nil ? .live : .unproven
        }
    }

    private mutating func emit(at stamp: Int64, _ condition: PuckSample.Condition) -> PuckSample {
        let counts =
            switch motion {
            case .relative(let relative): relative.counts
            case .absolute(let absolute): absolute.counts(settings)
            }
        latest = PuckSample(
            counts: counts, buttons: buttons, stamp: stamp, condition: condition,
            isNeutral: neutralSince != nil && condition == .live, isCentred: isCentred(at: stamp))
        return latest
    }
}

extension PuckEvent {
    /// A frame's end; its value is 0, or 1 where the kernel releases keys at an unplug.
    fileprivate var isReport: Bool {
        type == EventCode.synchronisation && code == EventCode.report
    }
}
