import Control

/// What the hand did in the `edge` recordings: the reports that the device was made to send.
///
/// The recordings hold what the kernel passed on of these; a reader is right at a moment where its
/// counts are those of the last reports sent before.
struct EdgeMotion {
    enum Reports {
        /// Translation and rotation in turn, 8 ms apart.
        case split
        /// All six axes every 16 ms.
        case joint
    }

    /// Reports with the time since the first that is not zero, ns; ascending.
    private(set) var reports: [(stamp: Int64, counts: PuckCounts)] = []

    init(_ style: Reports) {
        var sent: [(stamp: Int64, counts: PuckCounts)] = []
        var buttons = [1.3, 2.3, 3.65]
        var counts = PuckCounts.zero
        var (time, quiet, isRotation) = (0.0, 99, false)
        while time < 3.74 {
            let pose = Self.pose(at: time)
            // A button report takes the place of one with axes.
            if let button = buttons.first, button <= time {
                buttons.removeFirst()
                time += 0.008
            }
            quiet = pose == .zero ? quiet + 1 : 0
            switch style {
            case .split where quiet <= 6:
                if isRotation {
                    counts.rotation = pose.rotation
                } else {
                    counts.translation = pose.translation
                }
                isRotation.toggle()
                sent.append((Int64((time * 1000).rounded()) * 1_000_000, counts))
            case .split: isRotation = false
            case .joint where quiet <= 3:
                counts = pose
                sent.append((Int64((time * 1000).rounded()) * 1_000_000, counts))
            case .joint: break
            }
            time += style == .split ? 0.008 : 0.016
        }
        let start = sent.first { $0.counts != .zero }?.stamp ?? 0
        reports = sent.map { ($0.stamp - start, $0.counts) }
    }

    /// The reports' own counts at a time since the first that is not zero, ns.
    func counts(at stamp: Int64) -> PuckCounts {
        reports.last { $0.stamp <= stamp }?.counts ?? .zero
    }

    /// Where the cap was, s.
    private static func pose(at t: Double) -> PuckCounts {
        var (x, y, z, ry, rz) = (0.0, 0.0, 0.0, 0.0, 0.0)
        // A: full twist that snaps to zero.
        if 0.1 <= t, t < 0.4 { rz = -350 * (t - 0.1) / 0.3 }
        if 0.4 <= t, t < 0.8 { rz = -350 }
        // B: one axis of a report snaps to zero while its neighbour goes on.
        if 1.2 <= t, t < 1.8 { y = 50 }
        if 1.2 <= t, t < 1.5 { x = 300 }
        // C: all translation snaps to zero while rotation goes on.
        if 2.2 <= t, t < 2.8 { ry = 100 }
        if 2.2 <= t, t < 2.5 { (x, z) = (-300, 120) }
        // D: a sweep through zero.
        if 3.2 <= t, t < 3.4 { x = 200 - 2000 * (t - 3.2) }
        // E: a saturated push that the unplug cuts off.
        if 3.6 <= t, t < 3.75 { y = 350 }
        func count(_ value: Double) -> Int32 { Int32(value.rounded(.toNearestOrEven)) }
        return PuckCounts(
            translation: SIMD3(count(x), count(y), count(z)),
            rotation: SIMD3(0, count(ry), count(rz)))
    }
}
