internal import CDR
internal import Camera
internal import Control
public import Messages
public import Simulation
internal import Storage

/// Writes what a ``Simulation/FastBench`` does as a recording, as a console would have written it
/// from a real cell: the same topics, manifest in front, virtual time on a fixed wall offset, so
/// that the same seeds give the same bytes.
public final class BenchRecorder {
    private let file: RecordingFile
    private let step: RecordingFile.Channel
    private let input: RecordingFile.Channel
    private let state: RecordingFile.Channel
    private let chunk: RecordingFile.Channel
    private var tactile: [RecordingFile.Channel] = []
    private var cameras: [RecordingFile.Channel] = []
    private let groups: [String]
    private let renderer = Renderer()
    private var encoder: JPEGEncoder?
    private var failure: SimulatedCellError?

    /// Starts `DIRECTORY/NAME.mcap`.
    /// - Parameters:
    ///   - session: what tells this session from others, not 0.
    ///   - images: whether the cameras are drawn, encoded and written.
    /// - Throws: ``SimulatedCellError``
    public init(
        name: String, in directory: String, manifest: Manifest, session: UInt64, images: Bool
    ) throws(SimulatedCellError) {
        groups = manifest.groups.map(\.name)
        do {
            file = try RecordingFile(name: name, in: directory, library: "reins")
            let stamp = UInt64(FastBench.wallOffset)
            try file.addAttachment(
                name: "manifest.json", mediaType: "application/json", logTime: stamp,
                data: Array(manifest.text.utf8))
            try file.addMetadata(
                name: "reins",
                [
                    "session": String(session), "wall_offset_ns": String(FastBench.wallOffset),
                    "protocol": String(Messages.recordingVersion),
                ])
            step = try BenchRecorder.channel(file, TopicName.step, Step.self)
            input = try BenchRecorder.channel(file, TopicName.arbiterInput, ArbiterInput.self)
            state = try BenchRecorder.channel(file, TopicName.arbiterState, ArbiterState.self)
            chunk = try BenchRecorder.channel(file, TopicName.policyChunk, PolicyChunk.self)
            for group in groups {
                tactile.append(
                    try BenchRecorder.channel(file, TopicName.tactile(group), Tactile.self))
            }
            for camera in manifest.cameras where images {
                cameras.append(
                    try BenchRecorder.channel(
                        file, TopicName.camera(camera.name), CompressedImage.self))
            }
            encoder = images ? try JPEGEncoder() : nil
        } catch {
            throw BenchRecorder.wrapped(error)
        }
    }

    /// Takes one thing that happened. The first failure is kept for ``finish()``.
    public func take(_ record: BenchRecord) {
        guard failure == nil else { return }
        do {
            switch record {
            case .step(let message): try write(message, step, message.now)
            case .arbiterInput(let message): try write(message, input, message.now)
            case .arbiterState(let message): try write(message, state, message.now)
            case .chunk(let message): try write(message, chunk, message.offeredAt)
            case .tactile(let group, let pressure, let stamp):
                try write(touch(group, pressure, stamp), tactile[group], stamp)
            case .scene(let plant, let stamp): try look(plant, stamp)
            }
        } catch {
            failure = BenchRecorder.wrapped(error)
        }
    }

    /// Completes the recording.
    /// - Returns: its path.
    /// - Throws: ``SimulatedCellError``: the first thing that went wrong.
    public func finish() throws(SimulatedCellError) -> String {
        if let failure { throw failure }
        do {
            try file.addMetadata(
                name: "reins.losses", ["dropped_before_disk": "0", "missing_from_cell": "0"])
            return try file.finish()
        } catch {
            throw BenchRecorder.wrapped(error)
        }
    }

    private func touch(_ group: Int, _ pressure: [Float], _ stamp: Nanoseconds) -> Tactile {
        var message = Tactile()
        message.header = header(stamp, frame: groups[group] + "_tactile")
        message.rows = 4
        message.columns = 4
        message.pressure = pressure
        return message
    }

    private func look(_ plant: Plant, _ stamp: Nanoseconds) throws {
        guard encoder != nil else { return }
        for (view, channel) in zip(Renderer.View.allCases, cameras) {
            let picture = renderer.draw(view, of: plant)
            var message = CompressedImage()
            message.header = header(stamp, frame: SimulatedManifest.cameraNames[view.rawValue])
            message.data =
                try encoder?.encode(picture.pixels, width: picture.width, height: picture.height)
                ?? []
            try write(message, channel, stamp)
        }
    }

    private func header(_ stamp: Nanoseconds, frame: String) -> Header {
        var header = Header()
        header.stamp = Time(unixNanoseconds: stamp &+ FastBench.wallOffset)
        header.frame = frame
        return header
    }

    private func write<M: CDRMessage>(
        _ message: M, _ channel: RecordingFile.Channel, _ stamp: Nanoseconds
    ) throws {
        let bytes = try CDREncoder.bytes(of: message)
        let time = UInt64(clamping: stamp &+ FastBench.wallOffset)
        try file.append(channel, logTime: time, publishTime: time, bytes.span)
    }

    private static func channel<M: CDRMessage>(
        _ file: RecordingFile, _ topic: String, _ type: M.Type
    ) throws -> RecordingFile.Channel {
        try file.addChannel(
            topic: topic, schemaName: M.typeName, schemaText: ROS2Schema.text(of: type))
    }

    private static func wrapped(_ error: any Error) -> SimulatedCellError {
        switch error {
        case let error as StorageError: SimulatedCellError(sentence: error.description)
        case let error as CameraError: SimulatedCellError(sentence: error.sentence)
        case let error as CDRError: SimulatedCellError(sentence: error.sentence)
        default: SimulatedCellError(sentence: "The recording failed: \(error)")
        }
    }
}
