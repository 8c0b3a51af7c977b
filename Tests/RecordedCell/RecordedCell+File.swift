internal import CDR
internal import Camera
public import Control
internal import Messages
internal import Recording
internal import Storage

extension RecordedCell {
    /// Writes what was recorded as a session does: front, then every record in the order of time.
    /// - Parameters:
    ///   - isFinished: false leaves it as a writer leaves it that was killed.
    ///   - wallOffset: ns from the cell's clock to the wall clock.
    /// - Returns: path of the file.
    public func write(
        name: String = "session", in directory: String, session: UInt64 = 5,
        isFinished: Bool = true, wallOffset: Nanoseconds = 1_700_000_000_000_000_000
    ) throws -> String {
        let file = try RecordingFile(name: name, in: directory, library: "test")
        try file.addAttachment(
            name: "manifest.json", mediaType: "application/json", logTime: 1,
            data: Array(manifest.text.utf8))
        try file.addAttachment(
            name: "keymap.json5", mediaType: "application/json5", logTime: 1, data: Array("{}".utf8))
        try file.addMetadata(
            name: "reins",
            ["session": String(session), "wall_offset_ns": String(wallOffset), "protocol": "1"])
        try append(to: file, wallOffset)
        if isFinished { return try file.finish() }
        try file.sync()
        return file.partialPath
    }

    private func append(to file: RecordingFile, _ offset: Nanoseconds) throws {
        let step = try channel(Step.self, TopicName.step, file)
        let input = try channel(ArbiterInput.self, TopicName.arbiterInput, file)
        let state = try channel(ArbiterState.self, TopicName.arbiterState, file)
        let event = try channel(Event.self, TopicName.event, file)
        let cameras = try manifest.cameras.map {
            try channel(CompressedImage.self, TopicName.camera($0.name), file)
        }
        func put<M: CDRMessage>(
            _ message: M, _ channel: RecordingFile.Channel, _ time: Nanoseconds
        ) throws {
            let at = UInt64(time + offset)
            try file.append(
                channel, logTime: at, publishTime: at, CDREncoder.bytes(of: message).span)
        }
        var encoder = try JPEGEncoder()
        var images = images[...]
        for (index, recorded) in steps.enumerated() {
            while let image = images.first, image.stamp <= recorded.now {
                images.removeFirst()
                for camera in cameras {
                    var message = CompressedImage()
                    message.data = try picture(image.index, &encoder)
                    try put(message, camera, image.stamp)
                }
            }
            try put(inputs[index], input, recorded.now)
            try put(recorded, step, recorded.now)
            if let kept = states.first(where: { $0.tick == recorded.tick }) {
                try put(kept, state, recorded.now)
            }
        }
        for note in notes { try put(note, event, note.now) }
    }

    private func channel<M: CDRMessage>(
        _ type: M.Type, _ topic: String, _ file: RecordingFile
    ) throws -> RecordingFile.Channel {
        try file.addChannel(
            topic: topic, schemaName: M.typeName, schemaText: ROS2Schema.text(of: type))
    }

    /// A picture whose grey says which one it is: 64x48, `(index * 3) % 256`.
    private func picture(_ index: Int, _ encoder: inout JPEGEncoder) throws -> [UInt8] {
        let grey = UInt8(truncatingIfNeeded: index * 3)
        return try encoder.encode(
            [UInt8](repeating: grey, count: 64 * 48 * 3), width: 64, height: 48)
    }
}
