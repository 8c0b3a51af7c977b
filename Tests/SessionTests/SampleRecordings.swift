import Glibc
import Messages
import RecordedCell
import Testing

/// Recordings of every action space for programs outside: `Scripts/stages/readers` asks for them by
/// REINS_SAMPLES, the directory to leave them in.
@Suite("Sample recordings") struct SampleRecordings {
    private static var directory: String? {
        unsafe getenv("REINS_SAMPLES").map { unsafe String(cString: $0) }
    }

    @Test("are left where they are asked for", .enabled(if: directory != nil))
    func write() throws {
        let directory = try #require(SampleRecordings.directory)
        var kinds: [(String, TwoArmManifest)] = []
        for frame in ["base", "tool"] {
            kinds.append(("ee_delta_" + frame, TwoArmManifest(frame: frame)))
            kinds.append(
                ("ee_velocity_" + frame, TwoArmManifest(space: "ee_velocity", frame: frame)))
        }
        for rotation in ["axis_angle", "quaternion_xyzw", "six_d"] {
            let manifest = TwoArmManifest(space: "ee_pose", rotation: rotation)
            kinds.append(("ee_pose_" + rotation, manifest))
        }
        for space in ["joint_velocity", "joint_position"] {
            kinds.append((space, TwoArmManifest(space: space, cameras: [])))
        }
        for (number, (name, kind)) in kinds.enumerated() {
            let cell = RecordedCell.story(try kind.make())
            _ = try cell.write(name: name, in: directory, session: UInt64(number + 1))
        }
    }
}
