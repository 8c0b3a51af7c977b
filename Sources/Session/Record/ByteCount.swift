/// Bytes and times as options and messages spell them.
enum ByteCount {
    private static let units: [(suffix: String, bytes: UInt64)] = [
        ("T", 1 << 40), ("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10),
    ]

    /// `1.2 GB`: for people, in powers of 1024 as `ls -h` has them.
    static func text(_ bytes: UInt64) -> String {
        for unit in units where bytes >= unit.bytes {
            let tenths = bytes / (unit.bytes / 10)
            return "\(tenths / 10).\(tenths % 10) \(unit.suffix)B"
        }
        return "\(bytes) B"
    }

    /// `512M`, `4G`, `50GB`, `1.5G`, `1048576`; nil for what is none.
    static func bytes(_ text: String) -> UInt64? {
        var digits = text.uppercased()
        for ending in ["IB", "B"] where digits.hasSuffix(ending) {
            digits.removeLast(ending.count)
            break
        }
        var scale: UInt64 = 1
        if let unit = units.first(where: { digits.hasSuffix($0.suffix) }) {
            digits.removeLast()
            scale = unit.bytes
        }
        guard let number = Double(digits), number >= 0, number * Double(scale) < 1e18 else {
            return nil
        }
        return UInt64(number * Double(scale))
    }

    /// `30s`, `90min`, `2h`, `7d`, `45` (seconds); ns, nil for what is none.
    static func duration(_ text: String) -> Int64? {
        let units: [(String, Double)] = [
            ("min", 60), ("m", 60), ("s", 1), ("h", 3600), ("d", 86_400),
        ]
        let unit = units.first { text.hasSuffix($0.0) }
        let digits = text.dropLast(unit?.0.count ?? 0)
        guard let number = Double(digits), number >= 0, number * (unit?.1 ?? 1) <= 3.2e7 else {
            return nil
        }
        return Int64(number * (unit?.1 ?? 1) * 1e9)
    }
}
