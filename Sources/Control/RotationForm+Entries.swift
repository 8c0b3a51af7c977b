public import Spatial

extension RotationForm {
    /// The rotation written in `entries` from `start`; `otherwise` where the form has none.
    /// - Returns: nil where the numbers are no rotation: not finite or too large, a quaternion of
    ///   length zero, parallel columns.
    public func rotation(in entries: Entries, at start: Int, otherwise: Rotation) -> Rotation? {
        let (a, b) = (vector(in: entries, at: start), vector(in: entries, at: start + 3))
        let rotation: Rotation?
        switch self {
        case .none: rotation = otherwise
        case .axisAngle: rotation = Rotation(axisAngle: a)
        case .quaternion(.xyzw, _): rotation = Rotation(x: a.x, y: a.y, z: a.z, w: b.x)
        case .quaternion(.wxyz, _): rotation = Rotation(x: a.y, y: a.z, z: b.x, w: a.x)
        case .sixD(let part):
            let read = Rotation(firstColumn: a, secondColumn: b)
            rotation = part == .rows ? read?.inverse : read
        case .euler(let order): rotation = Rotation(eulerAngles: a, order)
        }
        return rotation.flatMap { $0.isFinite ? $0 : nil }
    }

    /// Writes `rotation` in this form from entry `start` on.
    public func write(_ rotation: Rotation, to entries: inout Entries, at start: Int) {
        switch self {
        case .none: break
        case .axisAngle: put(rotation.axisAngle, in: &entries, at: start)
        case .quaternion(let order, let hemisphere):
            let q = hemisphere.representative(of: rotation)
            let first = order == .xyzw ? start : start + 1
            for lane in 0..<3 { entries[first + lane] = q[lane] }
            entries[order == .xyzw ? start + 3 : start] = q.w
        case .sixD(let part):
            let written = part == .rows ? rotation.inverse : rotation
            put(written.rotating(Axis.x.unit), in: &entries, at: start)
            put(written.rotating(Axis.y.unit), in: &entries, at: start + 3)
        case .euler(let order): put(rotation.eulerAngles(order), in: &entries, at: start)
        }
    }

    private func vector(in entries: Entries, at start: Int) -> Vector3 {
        Vector3(entries[start], entries[start + 1], entries[start + 2])
    }

    private func put(_ vector: Vector3, in entries: inout Entries, at start: Int) {
        for lane in 0..<3 { entries[start + lane] = vector[lane] }
    }
}

extension RotationForm.Hemisphere {
    /// The one of the rotation's two quaternions (x y z w) whose declared number is positive; where
    /// that number is zero, the one with w positive.
    func representative(of rotation: Rotation) -> SIMD4<Double> {
        let q = SIMD4(rotation.vector, rotation.real)
        return q[Int(rawValue)] < 0 ? -q : q
    }
}
