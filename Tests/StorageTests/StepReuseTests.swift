import CDR
import Control
import Messages
import RecordedCell
import Recording
import Spatial
import Testing

@Suite("Steps decoded over used ones") struct StepReuseTests {
    @Test("nothing of the step before shows through")
    func used() throws {
        let steps = RecordedCell.story(try TwoArmManifest().make()).steps
        let first = try #require(steps.first)
        // Each over one of another time: other drivers, commands present and absent.
        for (index, step) in steps.enumerated() {
            var before = steps[(index * 7 + 31) % steps.count]
            before.instruction = "another"
            before.features.append(1)
            before.groups = PerGroup(repeating: before.groups[0], count: index % 5)
            var decoder = try CDRDecoder(try CDREncoder.bytes(of: step))
            try before.decode(from: &decoder)
            #expect(before == step)
        }
        #expect(steps.contains { $0.groups != first.groups })
    }

    @Test("a rotation that is none gives the identity, not the one before")
    func rotation() throws {
        var step = Step()
        step.groups = PerGroup(repeating: GroupStep(), count: 1)
        step.groups[0].decision.setpoint.position.z = 1.2345678901234567
        var bytes = try CDREncoder.bytes(of: step)
        let bits = 1.2345678901234567.bitPattern
        let mark = (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
        let at = try #require((0..<bytes.count - 8).first { Array(bytes[$0..<($0 + 8)]) == mark })
        for byte in (at + 8)..<(at + 40) { bytes[byte] = 0 }
        var used = step
        used.groups[0].decision.setpoint = used.groups[0].decision.setpoint.advanced(
            by: Twist(linear: .zero, angular: [1, 0, 0]), for: 1)
        #expect(used.groups[0].decision.setpoint.rotation != .identity)
        var decoder = try CDRDecoder(bytes)
        try used.decode(from: &decoder)
        #expect(used.groups[0].decision.setpoint.rotation == .identity)
    }

    @Test("changing a box that somebody else has too leaves theirs alone")
    func boxes() {
        var a = Boxed(1)
        let b = a
        a.value += 1
        #expect(a.value == 2 && b.value == 1)
        a.value += 1
        #expect(a.value == 3)
    }
}
