import CDR
import Control
import MCAP
import Messages
import RecordedCell
import Spatial
import Testing

@testable import Storage

/// Files that are whole as files, and contradict themselves as recordings.
@Suite("A recording that contradicts itself is found")
struct ContradictionTests {
    private func contradictions(
        _ change: (inout RecordedCell) -> Void
    ) throws -> [String] {
        var cell = RecordedCell.story(try TwoArmManifest().make())
        cell.tellAuthorities()
        change(&cell)
        let place = TemporaryDirectory()
        let found = try RecordingVerification(cell.write(in: place.path))
        #expect(found.container.findings.isEmpty)
        #expect(found.isSound == found.contradictions.isEmpty)
        return found.contradictions
    }

    private struct Wrong: CustomTestStringConvertible, Sendable {
        var testDescription: String { sentence }
        /// What is said, once.
        var sentence: String
        var change: @Sendable (inout Step) -> Void

        init(_ sentence: String, _ change: @escaping @Sendable (inout Step) -> Void) {
            self.sentence = sentence
            self.change = change
        }
    }

    @Test("one that does not is sound")
    func sound() throws {
        #expect(try contradictions { _ in } == [])
    }

    private static let steps: [Wrong] = [
        Wrong("has 3 groups, the manifest 2") { $0.groups.append(GroupStep()) },
        Wrong("extra observations, the manifest") {
            $0.features += [Double](repeating: 0, count: 9)
        },
        Wrong("gauges, the manifest") { $0.gauges += [Double](repeating: 0, count: 60) },
        Wrong("entries in the executed action, the manifest declares") {
            $0.groups[0].decision.executed = Entries([1, 2])
        },
        Wrong("entries in the policy's action, the manifest declares") {
            $0.groups[1].candidate?.entries = Entries([Double](repeating: 0, count: 15))
        },
        Wrong("has a wrench that is not declared of the group “left”") {
            $0.groups[0].observation.wrench = Wrench(force: .zero, torque: .zero)
        },
        Wrong("has a gripper that is not declared of the group “left”") {
            $0.groups[0].observation.gripper = 0.5
        },
        Wrong("commands the gripper beyond the range declared in its unit of the group “right”") {
            $0.groups[1].decision.gripper = 40
        },
        Wrong("has more joints than the 3 that are declared") {
            $0.groups[0].observation.joints?[5] = 1
        },
        Wrong("has an executed action that is no number") {
            $0.groups[0].decision.executed[0] = .nan
        },
        Wrong("is an intervention without an operator") {
            if $0.groups[0].decision.effective == .policy {
                $0.groups[0].decision.intervention = true
            }
        },
    ]

    @Test("a step that is not the manifest's, said once", arguments: steps)
    private func step(wrong: Wrong) throws {
        let said = try contradictions { $0.alter(wrong.change) }
        let fitting = said.filter { $0.contains(wrong.sentence) && $0.hasPrefix("tick ") }
        #expect((1...2).contains(fitting.count), "\(said)")
    }

    @Test("ticks that go backward")
    func order() throws {
        let ticks = try contradictions { $0.alter { if $0.tick == 50 { $0.tick = 40 } } }
        #expect(ticks.contains("tick 40 follows tick 49"), "\(ticks)")
    }

    @Test("a change of authority without its event, and an event without its change")
    func authority() throws {
        let silent = try contradictions { cell in
            cell.alterEvents { $0.filter { $0.code != Int64(Authority.operator.rawValue) } }
        }
        #expect(
            silent.contains { $0.contains("and no event says so") }
                && silent.allSatisfy { $0.contains("and no event says so") }, "\(silent)")
        let wrong = try contradictions { cell in
            cell.alterEvents { events in
                events.map { event in
                    var event = event
                    if event.code == Int64(Authority.operator.rawValue) {
                        event.code = Int64(Authority.policy.rawValue)
                    }
                    return event
                }
            }
        }
        #expect(wrong.contains { $0.contains("another authority than its step") }, "\(wrong)")
    }

    @Test("topics of groups and cameras that nobody declared, joints of another name")
    func topics() throws {
        let manifest = try TwoArmManifest().make()
        let directory = TemporaryDirectory()
        let file = try RecordingFile(name: "a", in: directory.path, library: "test")
        try file.addAttachment(
            name: "manifest.json", mediaType: "application/json", logTime: 1,
            data: Array(manifest.text.utf8))
        try file.addMetadata(
            name: "reins",
            [
                "session": "1", "wall_offset_ns": "0",
                "protocol": String(Messages.recordingVersion),
            ])
        for topic in [
            "/third/wrench", "/camera/back/compressed", "/camera/front/compressed",
            "/left/tool_pose",
        ] {
            _ = try file.addChannel(
                topic: topic, schemaName: "std_msgs/msg/String", schemaText: "string data")
        }
        let states = try file.addChannel(
            topic: "/left/joint_states", schemaName: JointState.typeName,
            schemaText: ROS2Schema.text(of: JointState.self))
        var message = JointState()
        message.name = ["j1", "j3", "j2"]
        message.position = [0, 0, 0]
        let bytes = try CDREncoder.bytes(of: message)
        try file.append(states, logTime: 1, publishTime: 1, bytes.span)
        let found = try RecordingVerification(file.finish())
        #expect(
            found.contradictions == [
                "“/third/wrench” is of no group of the manifest",
                "“/camera/back/compressed” is of no camera of the manifest",
                "“/left/joint_states” names other joints than the manifest",
            ])
    }

    @Test("messages whose numbers run backward")
    func sequences() throws {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        let place = TemporaryDirectory()
        let path = try cell.write(in: place.path)
        #expect(try RecordingVerification(path).contradictions.isEmpty)
        let directory = TemporaryDirectory()
        let file = try RecordingFile(name: "a", in: directory.path, library: "test")
        try file.addAttachment(
            name: "manifest.json", mediaType: "application/json", logTime: 1,
            data: Array(cell.manifest.text.utf8))
        try file.addMetadata(
            name: "reins",
            [
                "session": "1", "wall_offset_ns": "0",
                "protocol": String(Messages.recordingVersion),
            ])
        let channel = try file.addChannel(
            topic: "/rosout", schemaName: "std_msgs/msg/String", schemaText: "string data")
        let data = ShortSession.data(1)
        for sequence in [1, 2, 7, 3, 4] as [UInt32] {
            try file.append(
                channel, logTime: 5, publishTime: 5, sequence: sequence, data.span)
        }
        let found = try RecordingVerification(file.finish())
        #expect(found.contradictions.count == 1)
        #expect(
            found.contradictions.first?.hasSuffix("the numbers of “/rosout” run backward 1 times")
                == true)
    }

    @Test("the hash of the content is that of its bytes, and of no others")
    func hash() throws {
        let directory = TemporaryDirectory()
        _ = try ShortSession.run(in: directory.path, disk: Disk())
        let found = try RecordingVerification(directory.path + "/session.mcap")
        // BLAKE2b-256 of the empty text, as RFC 7693's implementations print it.
        #expect(
            try ContentHash.text(of: [UInt8]())
                == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8")
        #expect(
            found.contentHash == (try ContentHash.text(of: directory.read("session.mcap"))))
        directory.write("b.mcap", directory.read("session.mcap") + [0])
        let other = try RecordingVerification(directory.path + "/b.mcap")
        #expect(other.contentHash != found.contentHash)
    }
}
