internal import JSON5
internal import Spatial

/// The learnable part of ``PlugPolicy``: how the plug moves sideways.
///
/// In the right arm's base frame, x and y, with the detector's socket `s`, the plug's tip `p` and
/// its velocity `v`: velocity = socketGain·s + plugGain·p + velocityGain·v + offset. Everything
/// else of the policy is fixed.
public struct PlugPolicyParameters: Sendable, Equatable {
    /// Rows of a 2 by 2 matrix.
    public typealias Rows = [SIMD2<Double>]

    public var version: String
    /// 1/s
    public var socketGain: Rows
    /// 1/s
    public var plugGain: Rows
    public var velocityGain: Rows
    /// m/s
    public var offset: SIMD2<Double>

    /// Nominal gain of the sideways motion, 1/s. The gates of the policy compare with it.
    public static let gain = 3.0

    /// The policy as it was shipped: it believes the detector.
    public static let base = PlugPolicyParameters(
        version: "base", socketGain: diagonal(gain), plugGain: diagonal(-gain),
        velocityGain: diagonal(0), offset: .zero)

    /// The policy that knows how the detector is bent. For tests: what learning can reach.
    public static func unbent(_ settings: PlantSettings) -> PlugPolicyParameters {
        let (x, y) = (settings.bendX, settings.bendY)
        let determinant = x.x * y.y - x.y * y.x
        let inverse = [
            SIMD2(y.y, -x.y) / determinant, SIMD2(-y.x, x.x) / determinant,
        ]
        let middle3 = settings.rightBase.inverse.applied(to: settings.mouthMiddle)
        let middle = SIMD2(middle3.x, middle3.y)
        let gains = inverse.map { $0 * gain }
        return PlugPolicyParameters(
            version: "unbent", socketGain: gains, plugGain: diagonal(-gain),
            velocityGain: diagonal(0), offset: middle * gain - apply(gains, middle))
    }

    public static func diagonal(_ value: Double) -> Rows { [SIMD2(value, 0), SIMD2(0, value)] }

    static func apply(_ rows: Rows, _ vector: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2((rows[0] * vector).sum(), (rows[1] * vector).sum())
    }
}

/// Why a parameter file cannot be used.
public struct PolicyFileError: Error, Sendable, Equatable {
    public var sentence: String
}

extension PlugPolicyParameters {
    private static let kind = "plug_policy"

    /// Reads the JSON that ``text`` writes.
    /// - Throws: ``PolicyFileError`` naming what is missing or not a number.
    public init(text: String) throws(PolicyFileError) {
        let root: JSON5Value
        do {
            root = try JSON5Text.parse(text)
        } catch {
            throw PolicyFileError(sentence: "policy parameters: \(error.description)")
        }
        guard root["kind"]?.string == Self.kind else {
            throw PolicyFileError(
                sentence: "policy parameters: `kind` is not \"\(Self.kind)\": give a file that "
                    + "refit_plug_policy.py wrote")
        }
        version = String((root["version"]?.string ?? "unnamed").prefix(40))
        socketGain = try Self.rows(root, "socket_gain")
        plugGain = try Self.rows(root, "plug_gain")
        velocityGain = try Self.rows(root, "velocity_gain")
        offset = try Self.pair(root["offset"], "offset")
    }

    private static func rows(_ root: JSON5Value, _ key: String) throws(PolicyFileError) -> Rows {
        guard let list = root[key]?.array, list.count == 2 else {
            throw PolicyFileError(
                sentence: "policy parameters: `\(key)` must be two rows of two numbers")
        }
        return [try pair(list[0], key), try pair(list[1], key)]
    }

    private static func pair(
        _ value: JSON5Value?, _ key: String
    ) throws(PolicyFileError) -> SIMD2<Double> {
        let numbers = (value?.array ?? []).compactMap(\.finiteNumber)
        guard numbers.count == 2, numbers.allSatisfy({ abs($0) <= 1e3 }) else {
            throw PolicyFileError(
                sentence: "policy parameters: `\(key)` must hold two numbers from -1000 to 1000")
        }
        return SIMD2(numbers[0], numbers[1])
    }

    /// The parameters as JSON, the same form that the refit script writes.
    public var text: String {
        func list(_ pair: SIMD2<Double>) -> String { "[\(pair.x), \(pair.y)]" }
        func rows(_ rows: Rows) -> String { "[\(list(rows[0])), \(list(rows[1]))]" }
        let safe = version.filter { $0.isLetter || $0.isNumber || "._- ".contains($0) }
        return """
            {
              "kind": "\(Self.kind)",
              "version": "\(safe)",
              "socket_gain": \(rows(socketGain)),
              "plug_gain": \(rows(plugGain)),
              "velocity_gain": \(rows(velocityGain)),
              "offset": \(list(offset))
            }

            """
    }

    /// Tells two sets of parameters apart (FNV-1a of their text); no proof against forgery.
    public var fingerprint: String {
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        return "fnv1a-" + String(hash, radix: 16)
    }
}
