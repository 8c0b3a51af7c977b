/// One evdev event of a puck, as the kernel gave it.
public struct PuckEvent: Equatable, Hashable, Sendable {
    /// `EV_SYN`, `EV_KEY`, `EV_REL`, `EV_ABS`, …
    public var type: UInt16
    public var code: UInt16
    public var value: Int32
    /// Monotonic, ns.
    public var stamp: Int64

    public init(type: UInt16, code: UInt16, value: Int32, stamp: Int64) {
        self.type = type
        self.code = code
        self.value = value
        self.stamp = stamp
    }
}

/// The few numbers of `linux/input-event-codes.h` that a puck needs. They are kernel interface and
/// never change; written here because this module takes nothing from C.
public enum EventCode {
    public static let synchronisation: UInt16 = 0
    public static let key: UInt16 = 1
    public static let relative: UInt16 = 2
    public static let absolute: UInt16 = 3

    /// `SYN_REPORT`: a frame is complete.
    public static let report: UInt16 = 0
    /// `SYN_DROPPED`: the kernel's queue ran over, and events were lost.
    public static let dropped: UInt16 = 3
}
