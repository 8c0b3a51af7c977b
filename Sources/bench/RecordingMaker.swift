internal import CDR
internal import Control
internal import Messages
internal import Simulation
internal import Storage

/// Writes a recording of simulated episodes with interventions, as a console records a session but
/// without cameras: what `reins export` reads in the benchmark.
enum RecordingMaker {
    static let episodes = 40

    static func run(in directory: String) throws {
        let session = try SimulatedSession(episodes: episodes)
        let file = try RecordingFile(name: "bench", in: directory, library: "bench")
        let manifest = try withoutCameras()
        try file.addAttachment(
            name: "manifest.json", mediaType: "application/json", logTime: 1,
            data: Array(manifest.text.utf8))
        try file.addMetadata(
            name: "reins",
            [
                "session": "1", "wall_offset_ns": String(FastBench.wallOffset),
                "protocol": String(Messages.recordingVersion),
            ])
        let step = try channel(Step.self, TopicName.step, file)
        let input = try channel(ArbiterInput.self, TopicName.arbiterInput, file)
        let state = try channel(ArbiterState.self, TopicName.arbiterState, file)
        let chunk = try channel(PolicyChunk.self, TopicName.policyChunk, file)
        for record in session.records {
            switch record {
            case .step(let message): try put(message, step, message.now, file)
            case .arbiterInput(let message): try put(message, input, message.now, file)
            case .arbiterState(let message): try put(message, state, message.now, file)
            case .chunk(let message): try put(message, chunk, message.offeredAt, file)
            case .tactile, .scene: break
            }
        }
        let path = try file.finish()
        var figure = Figure("recording")
        figure.add("path", path)
        figure.add("episodes", episodes)
        figure.add("ticks", session.steps.count)
        figure.report()
    }

    /// The peer is measured without cameras too.
    private static func withoutCameras() throws -> Manifest {
        let lines = SimulatedManifest.text().split(separator: "\n").map { line in
            line.contains("cameras: [") ? "  cameras: []," : line
        }
        return try Manifest(text: lines.joined(separator: "\n"))
    }

    private static func channel<M: CDRMessage>(
        _ type: M.Type, _ topic: String, _ file: RecordingFile
    ) throws -> RecordingFile.Channel {
        try file.addChannel(
            topic: topic, schemaName: M.typeName, schemaText: ROS2Schema.text(of: type))
    }

    private static func put<M: CDRMessage>(
        _ message: M, _ channel: RecordingFile.Channel, _ now: Nanoseconds, _ file: RecordingFile
    ) throws {
        let bytes = try CDREncoder.bytes(of: message)
        let time = UInt64(clamping: now + FastBench.wallOffset)
        try file.append(channel, logTime: time, publishTime: time, bytes.span)
    }
}
