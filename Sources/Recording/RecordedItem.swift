public import Control
public import Messages

/// One entry of a recording, in the order of time. The large ones lie in a box: entries are handed
/// on many times, and each time would copy kilobytes.
public enum RecordedItem: Sendable {
    case step(Boxed<Step>)
    case event(Event)
    case chunk(PolicyChunk)
    indirect case input(ArbiterInput)
    indirect case state(ArbiterState)
    /// An image of the camera at that place in the manifest. Its bytes stay in the file.
    case image(camera: Int, ImageReference)
}
