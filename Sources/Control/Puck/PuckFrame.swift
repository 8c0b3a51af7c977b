/// The events since the last `SYN_REPORT`. Nothing in it acts before the frame is complete.
struct PuckFrame: Sendable {
    /// Raw values; meaningful where `has(axis)`.
    private(set) var axes = PuckCounts.zero
    private(set) var stamp: Int64 = 0
    /// Bit n: axis n came with this frame.
    private var seen: UInt8 = 0
    /// Presses and releases in the order they came; a frame of a puck holds one or two.
    private(set) var keys: [(code: UInt16, isDown: Bool)] = []

    var hasTranslation: Bool { seen & 0b000111 != 0 }
    var hasRotation: Bool { seen & 0b111000 != 0 }
    var isEmpty: Bool { seen == 0 && keys.isEmpty }

    func has(_ axis: Int) -> Bool { (0..<6).contains(axis) && seen & (1 << UInt8(axis)) != 0 }

    mutating func set(axis code: UInt16, to value: Int32) {
        guard code < 6 else { return }
        axes[Int(code)] = value
        seen |= 1 << UInt8(code)
    }

    mutating func set(key code: UInt16, isDown: Bool) {
        // A hostile device could send keys without ever ending the frame.
        guard keys.count < 64 else { return }
        keys.append((code, isDown))
    }

    mutating func close(at stamp: Int64) { self.stamp = stamp }

    mutating func clear() {
        axes = .zero
        seen = 0
        keys.removeAll(keepingCapacity: true)
    }
}
