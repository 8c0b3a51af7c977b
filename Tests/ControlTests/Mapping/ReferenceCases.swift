import Control
import Glibc
import Spatial

/// What scipy and numpy worked out: one case per line, see `Scripts/reference/action_mapping.py`.
struct ReferenceCase: CustomStringConvertible {
    let kind: Substring
    private let fields: [Substring: Substring]
    let description: String

    init(_ line: Substring) {
        let words = line.split(separator: " ")
        kind = words[0]
        description = String(line.prefix(90))
        fields = Dictionary(
            uniqueKeysWithValues: words.dropFirst().map { word in
                let at = word.firstIndex(of: "=") ?? word.endIndex
                return (word[..<at], word[at...].dropFirst())
            })
    }

    /// All cases of a kind.
    static func all(_ kind: String) -> [ReferenceCase] {
        lines.filter { $0.hasPrefix(kind + " ") }.map { ReferenceCase($0) }
    }

    private static let lines: [Substring] = {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let text = contents(of: "/" + tests + "/Reference/action_mapping.txt") ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }()

    var keys: [Substring] { fields.keys.sorted() }

    func word(_ key: Substring) -> String { String(fields[key] ?? "") }

    func numbers(_ key: Substring) -> [Double] {
        (fields[key] ?? "").split(separator: ",").compactMap { Double($0) }
    }

    func vector(_ key: Substring) -> Vector3 {
        let n = numbers(key)
        return n.count == 3 ? Vector3(n[0], n[1], n[2]) : Vector3(repeating: .nan)
    }

    /// A quaternion x y z w.
    func rotation(_ key: Substring) -> Rotation {
        let n = numbers(key)
        guard n.count == 4 else { return .identity }
        return Rotation(x: n[0], y: n[1], z: n[2], w: n[3]) ?? .identity
    }

    /// Where the case starts and where it leads.
    var start: Pose {
        Pose(position: vector("position"), rotation: Rotation(axisAngle: vector("tool")))
    }
    var end: Pose { Pose(position: vector("to"), rotation: rotation("rotation")) }

    /// The group that the case is about, without a gripper.
    func group(_ space: ActionSpace) -> GroupConfiguration {
        var group = GroupConfiguration()
        group.space = space
        group.rotationForm = RotationForm(word: word("form")) ?? .axisAngle
        group.actionFrame = ["tool": .tool, "view": .view][word("frame")] ?? .base
        group.composition = word("composition") == "body" ? .body : .world
        group.baseFromView = Rotation(axisAngle: Vector3(0.4, -1.1, 0.7))
        return group
    }
}

extension RotationForm {
    /// `axis_angle`, `quaternion_xyzw/w`, `euler/zyx/intrinsic`, …
    init?(word: String) {
        let parts = word.split(separator: "/")
        switch parts.first {
        case "none": self = .none
        case "axis_angle": self = .axisAngle
        case "six_d": self = .sixD(.columns)
        case "six_d_rows": self = .sixD(.rows)
        case "quaternion_xyzw", "quaternion_wxyz":
            guard let side = Hemisphere.allCases.first(where: { "\($0)" == parts[1] }) else {
                return nil
            }
            self = .quaternion(parts[0].hasSuffix("xyzw") ? .xyzw : .wxyz, side)
        case "euler":
            let found = EulerOrder.all.first {
                $0.letters == parts[1] && $0.isIntrinsic == (parts[2] == "intrinsic")
            }
            guard let found else { return nil }
            self = .euler(found)
        default: return nil
        }
    }
}

extension Pose {
    /// The largest difference, m or rad.
    func error(to other: Pose) -> Double {
        let way = displacement(to: other)
        return max(way.linear.length, way.angular.length)
    }
}

extension ActionMapping.Reference {
    init(_ pose: Pose, joints: SIMD8<Double> = .zero) {
        self.init(setpoint: pose, joints: joints, measured: pose)
    }
}

extension PolicyCandidate {
    /// One row, at its beginning.
    init(_ entries: Entries, anchor: Pose? = nil, remaining: Nanoseconds = 50_000_000) {
        self.init(
            entries: entries, chunk: 1, index: 0, remaining: remaining, anchor: anchor,
            observation: 1, observedAt: 1, inferenceBegan: 1, offeredAt: 1)
    }
}
