/// What a bulk record is for: under pressure images go first, steps last.
public enum BulkClass: UInt8, CaseIterable, Sendable {
    case step = 0
    case other = 1
    case image = 2

    /// What one slow subscriber may keep waiting. At 100 steps a second of about 2 kB the first
    /// bound is some 40 s of steps; the last some 5 s of three cameras.
    var bound: (records: Int, bytes: Int) {
        switch self {
        case .step: (8192, 16 << 20)
        case .other: (8192, 8 << 20)
        case .image: (512, 16 << 20)
        }
    }
}
