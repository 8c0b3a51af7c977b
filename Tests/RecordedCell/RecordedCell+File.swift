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
    ///   - imageDelay: ns from an image's stamp to its arrival; nil: it has no stamp of its own.
    /// - Returns: path of the file.
    public func write(
        name: String = "session", in directory: String, session: UInt64 = 5,
        isFinished: Bool = true, wallOffset: Nanoseconds = 1_700_000_000_000_000_000,
        imageDelay: Nanoseconds? = nil
    ) throws -> String {
        let file = try RecordingFile(name: name, in: directory, library: "test")
        try file.addAttachment(
            name: "manifest.json", mediaType: "application/json", logTime: 1,
            data: Array(manifest.text.utf8))
        try file.addAttachment(
            name: "keymap.json5", mediaType: "application/json5", logTime: 1, data: Array("{}".utf8)
        )
        try file.addMetadata(
            name: "reins",
            [
                "session": String(session), "wall_offset_ns": String(wallOffset),
                "protocol": String(Messages.recordingVersion),
            ])
        try append(to: file, wallOffset, imageDelay)
        if isFinished { return try file.finish() }
        try file.sync()
        return file.partialPath
    }

    private func append(
        to file: RecordingFile, _ offset: Nanoseconds, _ imageDelay: Nanoseconds?
    ) throws {
        let step = try Track<Step>(TopicName.step, file, offset)
        let input = try Track<ArbiterInput>(TopicName.arbiterInput, file, offset)
        let state = try Track<ArbiterState>(TopicName.arbiterState, file, offset)
        let event = try Track<Event>(TopicName.event, file, offset)
        let cameras = try manifest.cameras.map {
            try Track<CompressedImage>(TopicName.camera($0.name), file, offset)
        }
        var encoder = try JPEGEncoder()
        var images = images[...]
        for (index, recorded) in steps.enumerated() {
            while let image = images.first, image.stamp <= recorded.now {
                images.removeFirst()
                var message = CompressedImage()
                message.data = try picture(image.index, &encoder)
                if imageDelay != nil {
                    // The cell's own offset, as in its steps: a recording's may differ from it.
                    message.header.stamp = Time(
                        unixNanoseconds: 1_700_000_000_000_000_000 + image.stamp)
                }
                for camera in cameras { try camera.put(message, image.stamp + (imageDelay ?? 0)) }
            }
            try input.put(inputs[index], recorded.now)
            try step.put(recorded, recorded.now)
            if let kept = states.first(where: { $0.tick == recorded.tick }) {
                try state.put(kept, recorded.now)
            }
        }
        for note in notes { try event.put(note, note.now) }
    }

    /// A picture whose grey says which one it is: 64x48, `(index * 3) % 256`.
    private func picture(_ index: Int, _ encoder: inout JPEGEncoder) throws -> [UInt8] {
        let width = manifest.cameras.first?.width ?? 64
        let height = manifest.cameras.first?.height ?? 48
        let grey = UInt8(truncatingIfNeeded: index * 3)
        return try encoder.encode(
            [UInt8](repeating: grey, count: width * height * 3), width: width, height: height)
    }
}

/// One topic of the file.
private struct Track<M: CDRMessage> {
    let file: RecordingFile
    let channel: RecordingFile.Channel
    let offset: Nanoseconds

    init(_ topic: String, _ file: RecordingFile, _ offset: Nanoseconds) throws {
        self.file = file
        self.offset = offset
        channel = try file.addChannel(
            topic: topic, schemaName: M.typeName, schemaText: ROS2Schema.text(of: M.self))
    }

    func put(_ message: M, _ time: Nanoseconds) throws {
        let bytes = try CDREncoder.bytes(of: message)
        let at = UInt64(time + offset)
        try file.append(channel, logTime: at, publishTime: at, bytes.span)
    }
}
