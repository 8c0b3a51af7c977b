public import CDR
public import Control
public import Spatial

extension CDRFields {
    /// `float64[3] name`
    public mutating func vector(_ name: String, _ value: inout Vector3) throws(CDRError) {
        try array(name, .float64, count: 3)
        for lane in 0..<3 { try element(&value[lane]) }
    }

    /// `float64[8] name`
    public mutating func lanes(_ name: String, _ value: inout SIMD8<Double>) throws(CDRError) {
        try array(name, .float64, count: 8)
        for lane in 0..<8 { try element(&value[lane]) }
    }

    /// `int16[8] name`
    public mutating func counts(_ name: String, _ value: inout SIMD8<Int16>) throws(CDRError) {
        try array(name, .int16, count: 8)
        for lane in 0..<8 { try element(&value[lane]) }
    }

    /// `float64[7] name`: x y z in m, then the quaternion x y z w.
    public mutating func pose(_ name: String, _ value: inout Pose) throws(CDRError) {
        try array(name, .float64, count: 7)
        for lane in 0..<3 { try element(&value.position[lane]) }
        var x = value.rotation.vector.x
        var y = value.rotation.vector.y
        var z = value.rotation.vector.z
        var w = value.rotation.real
        try element(&x)
        try element(&y)
        try element(&z)
        try element(&w)
        value.rotation = Rotation(recordedX: x, y: y, z: z, w: w) ?? .identity
    }

    /// `float64[6] name`: linear m/s, then angular rad/s.
    public mutating func twist(_ name: String, _ value: inout Twist) throws(CDRError) {
        try array(name, .float64, count: 6)
        for lane in 0..<3 { try element(&value.linear[lane]) }
        for lane in 0..<3 { try element(&value.angular[lane]) }
    }

    /// `float64[6] name`: force N, then torque N·m.
    public mutating func wrench(_ name: String, _ value: inout Wrench) throws(CDRError) {
        try array(name, .float64, count: 6)
        for lane in 0..<3 { try element(&value.force[lane]) }
        for lane in 0..<3 { try element(&value.torque[lane]) }
    }

    /// `float64[] name`, at most 16 entries.
    public mutating func entries(_ name: String, _ value: inout Entries) throws(CDRError) {
        var count = value.count
        try sequence(name, .float64, count: &count, limit: Control.maximumEntries)
        if count != value.count { value = Entries(count: count) }
        for index in 0..<count { try element(&value.values[index & 15]) }
    }

    /// A sequence of at most as many messages as the list holds.
    public mutating func list<let capacity: Int, M: CDRMessage>(
        _ name: String, _ value: inout FixedList<capacity, M>
    ) throws(CDRError) {
        var count = value.count
        try sequence(name, of: M.self, count: &count, limit: capacity)
        if count != value.count { value = FixedList(repeating: M(), count: count) }
        for index in 0..<count { try element(message: &value[index]) }
    }

    /// One message for each group of the cell.
    public mutating func list<M: CDRMessage>(
        _ name: String, _ value: inout PerGroup<M>
    ) throws(CDRError) {
        var count = value.count
        try sequence(name, of: M.self, count: &count, limit: Control.maximumGroups)
        if count != value.count { value = PerGroup(repeating: M(), count: count) }
        for index in 0..<count { try element(message: &value[index]) }
    }

    /// A value that may be absent: `bool has_NAME`, then the field, which holds `absent` where the
    /// flag is false (NaN or empty rather than a zero that somebody could take for a measurement).
    public mutating func optional<Value>(
        _ name: String, _ value: inout Value?, absent: Value,
        _ visit: (inout Self, inout Value) throws(CDRError) -> Void
    ) throws(CDRError) {
        var present = value != nil
        try presence(of: name, &present)
        var content = value ?? absent
        try visit(&self, &content)
        value = present ? content : nil
    }
}

extension Pose {
    /// What stands in a message where a pose is absent.
    public static let absent = Pose(
        position: Vector3(repeating: .nan), rotation: .identity)
}
