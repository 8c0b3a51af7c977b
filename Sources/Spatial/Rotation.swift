/// A rotation in space, kept as a unit quaternion with a non-negative real part.
public struct Rotation: Equatable, Hashable, Sendable {
    /// Imaginary part (x, y, z).
    public let vector: Vector3
    /// Real part (w), never negative: the same rotation always has the same numbers.
    public let real: Double

    public static let identity = Rotation(vector: .zero, real: 1)

    private init(vector: Vector3, real: Double) {
        self.vector = vector
        self.real = real
    }

    /// The rotation of a quaternion of any length but zero.
    /// - Returns: nil where the numbers are not finite or the length is too near zero to normalise.
    public init?(x: Double, y: Double, z: Double, w: Double) {
        let length = (x * x + y * y + z * z + w * w).squareRoot()
        guard length.isFinite, length > 1e-9 else { return nil }
        self = Rotation.unit(vector: Vector3(x, y, z) / length, real: w / length)
    }

    /// The exponential map: the rotation about `vector` by its length.
    /// - Parameter vector: axis times angle, rad.
    public init(axisAngle vector: Vector3) {
        let angle = vector.length
        guard angle > 1e-12 else {
            self = Rotation.unit(vector: vector * 0.5, real: 1)
            return
        }
        let half = angle / 2
        self = Rotation.unit(
            vector: vector * (Elementary.sine(half) / angle), real: Elementary.cosine(half))
    }

    /// The logarithm: axis times angle, rad; the angle is at most pi.
    public var axisAngle: Vector3 {
        let sine = vector.length
        guard sine > 1e-12 else { return vector * 2 }
        return vector * (2 * Elementary.arcTangent(y: sine, x: real) / sine)
    }

    /// The size of the rotation, rad, 0 to pi.
    public var angle: Double { 2 * Elementary.arcTangent(y: vector.length, x: real) }

    public var inverse: Rotation { Rotation(vector: -vector, real: real) }

    /// First `b`, then `a`.
    public static func * (a: Rotation, b: Rotation) -> Rotation {
        unit(
            vector: a.vector.cross(b.vector) + b.vector * a.real + a.vector * b.real,
            real: a.real * b.real - a.vector.dot(b.vector))
    }

    /// `point` turned by this rotation.
    public func rotating(_ point: Vector3) -> Vector3 {
        let t = vector.cross(point) * 2
        return point + t * real + vector.cross(t)
    }

    /// The rotation at share `t` (0 to 1) of the shortest way to `other`.
    public func interpolated(to other: Rotation, _ t: Double) -> Rotation {
        Rotation(axisAngle: (other * inverse).axisAngle * t) * self
    }

    public var isFinite: Bool { vector.isFinite && real.isFinite }

    /// Normalises away rounding, so that long products do not drift, and picks the hemisphere.
    private static func unit(vector: Vector3, real: Double) -> Rotation {
        let squared = vector.dot(vector) + real * real
        let scale = (real < 0 ? -1 : 1) / squared.squareRoot()
        return Rotation(vector: vector * scale, real: real * scale)
    }
}

extension Rotation {
    /// The rotation whose numbers a recording holds: taken to the bit where they are a unit
    /// quaternion already (normalising again could change the last bit and with it a replay).
    public init?(recordedX x: Double, y: Double, z: Double, w: Double) {
        let squared = x * x + y * y + z * z + w * w
        if w >= 0, abs(squared - 1) < 1e-12 {
            self.init(vector: Vector3(x, y, z), real: w)
        } else {
            self.init(x: x, y: y, z: z, w: w)
        }
    }
}

extension Rotation {
    /// The rotation whose matrix has these first two columns after Gram-Schmidt: the 6D form of
    /// Zhou et al., "On the Continuity of Rotation Representations in Neural Networks" (2019).
    /// - Returns: nil where a column is zero or both are parallel.
    public init?(firstColumn: Vector3, secondColumn: Vector3) {
        let a = firstColumn.length
        guard a > 1e-9, a.isFinite else { return nil }
        let x = firstColumn / a
        let rest = secondColumn - x * x.dot(secondColumn)
        let b = rest.length
        guard b > 1e-9, b.isFinite else { return nil }
        let y = rest / b
        self.init(columns: x, y, x.cross(y))
    }

    /// The rotation of an orthonormal, right-handed matrix given by its columns (Shepperd's
    /// method).
    private init?(columns x: Vector3, _ y: Vector3, _ z: Vector3) {
        let trace = x.x + y.y + z.z
        if trace > 0 {
            let s = (trace + 1).squareRoot() * 2
            self.init(x: (y.z - z.y) / s, y: (z.x - x.z) / s, z: (x.y - y.x) / s, w: s / 4)
        } else if x.x > y.y, x.x > z.z {
            let s = (1 + x.x - y.y - z.z).squareRoot() * 2
            self.init(x: s / 4, y: (x.y + y.x) / s, z: (z.x + x.z) / s, w: (y.z - z.y) / s)
        } else if y.y > z.z {
            let s = (1 + y.y - x.x - z.z).squareRoot() * 2
            self.init(x: (x.y + y.x) / s, y: s / 4, z: (y.z + z.y) / s, w: (z.x - x.z) / s)
        } else {
            let s = (1 + z.z - x.x - y.y).squareRoot() * 2
            self.init(x: (z.x + x.z) / s, y: (y.z + z.y) / s, z: s / 4, w: (x.y - y.x) / s)
        }
    }
}
