import Spatial

/// Lets one axis of six through: the one pushed furthest. Another takes its place only when it is
/// pushed 1.3 times as far, so that a diagonal push does not chatter; at the centre all are equal.
struct DominantAxis: Sendable {
    private static let hysteresis = 1.3
    private var chosen: Int?

    mutating func passed(_ twist: Twist) -> Twist {
        let sizes = (0..<6).map { size(of: $0, in: twist) }
        guard let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }), sizes[largest] > 0
        else {
            chosen = nil
            return .zero
        }
        if let held = chosen, sizes[held] * Self.hysteresis >= sizes[largest] {
            // Stays.
        } else {
            chosen = largest
        }
        var passed = Twist.zero
        switch chosen {
        case let axis? where axis < 3: passed.linear[axis] = twist.linear[axis]
        case let axis?: passed.angular[axis - 3] = twist.angular[axis - 3]
        case nil: break
        }
        return passed
    }

    private func size(of axis: Int, in twist: Twist) -> Double {
        axis < 3 ? twist.linear[axis].magnitude : twist.angular[axis - 3].magnitude
    }
}
