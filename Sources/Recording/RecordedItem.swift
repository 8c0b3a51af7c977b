public import Control
public import Messages

/// One entry of a recording, in the order of time.
public enum RecordedItem: Sendable {
    case step(Step)
    case event(Event)
    case chunk(PolicyChunk)
    case input(ArbiterInput)
    case state(ArbiterState)
    /// An image of the camera at that place in the manifest. Its bytes stay in the file.
    case image(camera: Int, ImageReference)
}
