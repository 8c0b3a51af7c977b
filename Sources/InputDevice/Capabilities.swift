/// The capability bits of an input device as sysfs prints them.
struct Capabilities: Equatable, Sendable {
    var keys = BitField()
    var relative = BitField()
    var absolute = BitField()
    var lights = BitField()

    /// The six axes of a puck have the codes 0 to 5 in both kinds.
    private static let sixAxes: UInt64 = 0b111111

    var hasSixRelative: Bool { relative.low & Self.sixAxes == Self.sixAxes }
    var hasSixAbsolute: Bool { absolute.low & Self.sixAxes == Self.sixAxes }
    /// `BTN_GAMEPAD` or `BTN_JOYSTICK`.
    var isGamepad: Bool { keys.contains(0x130) || keys.contains(0x120) }

    /// A bit set in sysfs form: hexadecimal words, the most significant first.
    struct BitField: Equatable, Sendable {
        /// The least significant first.
        private var words: [UInt64] = []

        init() {}

        /// Words are as wide as the kernel's `long`: 64 bits on the machines this runs on.
        init(_ text: String) {
            words = text.split(whereSeparator: { $0 == " " || $0 == "\n" }).reversed()
                .map { UInt64($0, radix: 16) ?? 0 }
        }

        init(codes: [UInt16]) {
            for code in codes {
                let word = Int(code) / 64
                while words.count <= word { words.append(0) }
                words[word] |= 1 << UInt64(code % 64)
            }
        }

        var low: UInt64 { words.first ?? 0 }
        var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

        func contains(_ code: UInt16) -> Bool {
            let word = Int(code) / 64
            return word < words.count && words[word] & (1 << UInt64(code % 64)) != 0
        }
    }
}
