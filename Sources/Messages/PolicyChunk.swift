public import CDR
public import Control

/// One inference: the whole trajectory that the policy predicted.
public struct PolicyChunk: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/PolicyChunk"
    public static let maximumValues = 4096

    public var chunk: UInt64 = 0
    /// The observation it was inferred on, and when that was made (cell-monotonic ns).
    public var observation: UInt64 = 0
    public var observedAt: Nanoseconds = 0
    public var inferenceBegan: Nanoseconds = 0
    public var offeredAt: Nanoseconds = 0
    /// Time that one row covers, ns.
    public var period: Nanoseconds = 0
    /// Row-major `[rows][width]`: width is the manifest's whole action vector.
    public var rows: UInt32 = 0
    public var width: UInt32 = 0
    public var values: [Double] = []

    public init() {}

    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("chunk", &chunk)
        try fields.field("observation", &observation)
        try fields.field("observed_at_ns", &observedAt)
        try fields.field("inference_began_ns", &inferenceBegan)
        try fields.field("offered_at_ns", &offeredAt)
        try fields.field("period_ns", &period)
        try fields.field("rows", &rows)
        try fields.field("width", &width)
        try fields.doubles("values", &values, limit: PolicyChunk.maximumValues)
    }
}

/// Pressure on the pads of one gripper.
public struct Tactile: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Tactile"
    public var header = Header()
    public var rows: UInt16 = 0
    public var columns: UInt16 = 0
    /// Row-major, in the manifest's unit.
    public var pressure: [Float] = []
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("header", &header)
        try fields.field("rows", &rows)
        try fields.field("columns", &columns)
        try fields.floats("pressure", &pressure, limit: 4096)
    }
}

/// One raw sample of a 3D mouse, with the kernel's stamp. Written by the console.
public struct OperatorInput: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/OperatorInput"
    /// The console's monotonic clock, ns.
    public var stamp: Nanoseconds = 0
    /// Physical path of the device: tells two equal devices apart.
    public var device = ""
    /// x y z rx ry rz
    public var counts = SIMD8<Int16>.zero
    /// A bit per button of the evdev codes 256 to 319, bit 0 left, bit 1 right.
    public var buttons: UInt64 = 0
    /// Evdev codes of all buttons that are down: large mice have some that no bit is for. Came
    /// after the rest, and is not in older recordings.
    public var codes: [Int16] = []
    /// The ``PuckPairing`` in force: how the device moved two arms at once; 0 where it did not.
    /// Came after the rest, and is 0 in older recordings.
    public var pairing: UInt8 = 0
    public init() {}

    public mutating func set(_ held: HeldButtons) {
        buttons = 0
        for code in held.list where code >= 256 && code < 320 {
            buttons |= 1 << UInt64(code &- 256)
        }
        codes = held.list.map { Int16(clamping: $0) }
    }

    /// Reads a record of any age.
    public static func decoding(_ bytes: [UInt8]) throws(CDRError) -> OperatorInput {
        // What an older record lacks reads as an empty list; behind a newer one it is ignored.
        try CDRDecoder.decode(OperatorInput.self, from: bytes + [0, 0, 0, 0, 0, 0, 0, 0])
    }

    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("stamp_ns", &stamp)
        try fields.field("device", &device)
        try fields.counts("counts", &counts)
        try fields.field("buttons", &buttons)
        var count = codes.count
        try fields.sequence("button_codes", .int16, count: &count, limit: 16)
        if count != codes.count { codes = [Int16](repeating: 0, count: count) }
        for index in codes.indices { try fields.element(&codes[index]) }
        try fields.field("pairing", &pairing)
    }
}

/// The measured relation between the console's clock and the cell's.
public struct ClockOffset: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Clock"
    /// The console's monotonic clock at the measurement, ns.
    public var stamp: Nanoseconds = 0
    /// Cell clock minus console clock, ns, and the bound of its error: half the shortest round trip
    /// and what the clocks may have drifted since.
    public var offset: Nanoseconds = 0
    public var uncertainty: Nanoseconds = 0
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("stamp_ns", &stamp)
        try fields.field("offset_ns", &offset)
        try fields.field("uncertainty_ns", &uncertainty)
    }
}
