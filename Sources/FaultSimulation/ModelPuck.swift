internal import Control
internal import Simulation
internal import Spatial

/// A 3D mouse under a hand, and the real reading of it: the raw events that such a device sends go
/// through the frame assembler and the conditioner. What the hand does in truth stays beside it, so
/// that a checker can compare.
struct ModelPuck: Sendable {
    static let button: UInt16 = 256

    /// What the hand does, whatever the device says of it.
    var cap = PuckCounts.zero
    var isClosed = false
    /// No report comes any more: a dead radio, a firmware that hangs.
    private(set) var isSilent = false
    private(set) var isPluggedIn = true
    /// When the device last said anything.
    private(set) var spokeAt: Nanoseconds = 0
    /// Since when device and hand agree that the cap is let go; nil where it is not, or not told.
    private(set) var restingSince: Nanoseconds?
    let isRelative: Bool
    private var assembler: PuckFrameAssembler
    private var conditioner = Conditioner()
    private var sent = PuckCounts.zero
    private var sentClosed = false
    private var reportAt: Nanoseconds = 0
    private var isRotationNext = false
    private var isTorn = false
    /// Where the cap rests: worn units do not rest at zero.
    private let drift: Int32
    private var chance: SeededGenerator

    init(isRelative: Bool, now: Nanoseconds, chance: SeededGenerator) {
        self.isRelative = isRelative
        self.chance = chance
        drift = self.chance.pick([0, 0, 5, 20])
        assembler = PuckFrameAssembler(
            kind: isRelative ? .relative : .absolute(.standard), opened: now)
        if !isRelative { _ = assembler.resynchronise(axes: .zero, at: now) }
        spokeAt = now
    }

    var sample: PuckSample { assembler.latest }
    var isButtonDown: Bool { sample.buttons.contains(ModelPuck.button) }

    /// Lets time pass: reports that are due, losses that begin, deadlines that run out.
    mutating func advance(now: Nanoseconds, tick: Int, faults: FaultClock, begun: Set<Fault>) {
        if begun.contains(.deviceUnplug), isPluggedIn {
            _ = assembler.hangUp(at: now)
            isPluggedIn = false
        } else if !isPluggedIn, !faults.isOn(.deviceUnplug, at: tick) {
            plugIn(now)
        }
        guard isPluggedIn else { return }
        isSilent = faults.isOn(.deviceFreeze, at: tick)
        if begun.contains(.deviceGarbage) { tear(now) } else if isTorn { mend(now) }
        while !isSilent, reportAt <= now {
            report(at: max(reportAt, now &- .milliseconds(8)))
            reportAt = max(reportAt &+ .milliseconds(8), now &- .milliseconds(8))
        }
        _ = assembler.advance(to: now)
        follow(now)
    }

    /// The twist asked for now.
    mutating func twist(at now: Nanoseconds) -> Twist {
        conditioner.step(isPluggedIn ? sample.counts : .zero, at: now)
    }

    private mutating func plugIn(_ now: Nanoseconds) {
        let seen = chance
        self = ModelPuck(isRelative: isRelative, now: now, chance: seen)
        reportAt = now
    }

    private mutating func follow(_ now: Nanoseconds) {
        let rests = cap == .zero && !isSilent && !isTorn
        if !rests {
            restingSince = nil
        } else if restingSince == nil {
            restingSince = now
        }
    }

    // MARK: what the device sends

    private mutating func report(at stamp: Nanoseconds) {
        if isClosed != sentClosed {
            sentClosed = isClosed
            feed(EventCode.key, ModelPuck.button, isClosed ? 1 : 0, stamp)
            endFrame(stamp)
        }
        if isRelative { reportRelative(stamp) } else { reportAbsolute(stamp) }
    }

    /// Translation and rotation in turn; an axis at zero is left out, a cap at rest says nothing.
    private mutating func reportRelative(_ stamp: Nanoseconds) {
        isRotationNext.toggle()
        let first = isRotationNext ? 3 : 0
        var isAny = false
        for axis in first..<first + 3 where position(axis) != 0 {
            feed(EventCode.relative, UInt16(axis), position(axis), stamp)
            isAny = true
        }
        if isAny { endFrame(stamp) }
    }

    /// Only what changed.
    private mutating func reportAbsolute(_ stamp: Nanoseconds) {
        var isAny = false
        for axis in 0..<6 where position(axis) != sent[axis] {
            sent[axis] = position(axis)
            feed(EventCode.absolute, UInt16(axis), sent[axis], stamp)
            isAny = true
        }
        if isAny { endFrame(stamp) }
    }

    /// A hand that pushes trembles; one that is away does not.
    private mutating func position(_ axis: Int) -> Int32 {
        let wanted = cap[axis]
        guard wanted != 0 else { return axis == 1 ? drift : 0 }
        return wanted &+ Int32(chance.below(5)) &- 2
    }

    private mutating func feed(
        _ type: UInt16, _ code: UInt16, _ value: Int32, _ stamp: Nanoseconds
    ) {
        _ = assembler.feed(PuckEvent(type: type, code: code, value: value, stamp: stamp))
    }

    private mutating func endFrame(_ stamp: Nanoseconds) {
        feed(EventCode.synchronisation, EventCode.report, 0, stamp)
        spokeAt = stamp
    }

    /// The kernel's queue ran over; the reader asks for the axes a tick later.
    private mutating func tear(_ now: Nanoseconds) {
        feed(EventCode.synchronisation, EventCode.dropped, 0, now)
        isTorn = true
    }

    private mutating func mend(_ now: Nanoseconds) {
        feed(EventCode.synchronisation, EventCode.report, 0, now)
        for axis in 0..<6 { sent[axis] = position(axis) }
        _ = assembler.resynchronise(axes: isRelative ? .zero : sent, at: now)
        // What the kernel told of the button went down with the rest.
        sentClosed = isClosed
        isTorn = false
        spokeAt = now
    }
}
