public import Spatial

extension RotationForm {
    /// The rotation written in `entries` from `start`; `otherwise` where the form has none.
    /// - Returns: nil where the numbers are no rotation (a quaternion of length zero, parallel
    ///   columns).
    public func rotation(in entries: Entries, at start: Int, otherwise: Rotation) -> Rotation? {
        func entry(_ index: Int) -> Double { entries[start + index] }
        switch self {
        case .none: return otherwise
        case .axisAngle:
            return Rotation(axisAngle: Vector3(entry(0), entry(1), entry(2)))
        case .quaternionXYZW:
            return Rotation(x: entry(0), y: entry(1), z: entry(2), w: entry(3))
        case .quaternionWXYZ:
            return Rotation(x: entry(1), y: entry(2), z: entry(3), w: entry(0))
        case .sixD:
            return Rotation(
                firstColumn: Vector3(entry(0), entry(1), entry(2)),
                secondColumn: Vector3(entry(3), entry(4), entry(5)))
        }
    }

    /// Writes `rotation` in this form from entry `start` on.
    public func write(_ rotation: Rotation, to entries: inout Entries, at start: Int) {
        let v = rotation.vector
        switch self {
        case .none: break
        case .axisAngle: put(rotation.axisAngle)
        case .quaternionXYZW:
            put(v)
            entries[start + 3] = rotation.real
        case .quaternionWXYZ:
            entries[start] = rotation.real
            for axis in 0..<3 { entries[start + 1 + axis] = v[axis] }
        case .sixD:
            put(rotation.rotating(Vector3(1, 0, 0)))
            let second = rotation.rotating(Vector3(0, 1, 0))
            for axis in 0..<3 { entries[start + 3 + axis] = second[axis] }
        }
        func put(_ values: Vector3) {
            for axis in 0..<3 { entries[start + axis] = values[axis] }
        }
    }
}
