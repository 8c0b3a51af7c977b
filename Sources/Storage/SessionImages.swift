internal import CDR
internal import MCAP
internal import Messages

/// The JPEGs of one camera of a recording.
public struct SessionImages {
    private let reader: SessionReader
    private let topic: String
    private var messages: MCAPMessages
    private var current: (index: Int, jpeg: [UInt8])?
    private var nextIndex = 0

    init(_ reader: SessionReader, camera: Int) {
        self.reader = reader
        let cameras = reader.manifest.cameras
        topic = cameras.indices.contains(camera) ? TopicName.camera(cameras[camera].name) : ""
        messages = reader.file.messages(in: .logTime, topics: [topic])
    }

    /// The JPEG of the image that ``ImageReference/index`` names; nil where it cannot be read.
    ///
    /// Going backwards begins at the front of the file again.
    public mutating func jpeg(_ index: Int) -> [UInt8]? {
        if let current, current.index == index { return current.jpeg }
        if index < nextIndex {
            messages = reader.file.messages(in: .logTime, topics: [topic])
            nextIndex = 0
        }
        while let message = advance() {
            guard nextIndex - 1 == index else { continue }
            let image = try? CDRDecoder.decode(CompressedImage.self, from: message.data)
            guard let image else { return nil }
            current = (index, image.data)
            return image.data
        }
        return nil
    }

    private mutating func advance() -> MCAPMessage? {
        while true {
            do throws(MCAPError) {
                guard let message = try messages.next() else { return nil }
                nextIndex += 1
                return message
            } catch {
                continue
            }
        }
    }
}
