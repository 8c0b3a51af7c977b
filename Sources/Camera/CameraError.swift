/// Why a picture could not be encoded or decoded.
public enum CameraError: Error, Sendable, Equatable {
    /// libjpeg-turbo could not be started: memory is short.
    case unavailable
    /// Sides, in pixels, that are not handled.
    case wrongSize(width: Int, height: Int)
    case wrongByteCount(expected: Int, found: Int)
    /// The bytes are not a whole, sound JPEG; the codec's own words.
    case notJPEG(String)
    case encodingFailed(String)

    /// One sentence with a remedy.
    public var sentence: String {
        switch self {
        case .unavailable:
            "The JPEG codec could not be started: free some memory and try again."
        case .wrongSize(let width, let height):
            "An image of \(width)x\(height) pixels is not handled: give one of at most "
                + "\(Camera.maximumSide) pixels a side and \(Camera.maximumPixels) pixels in all."
        case .wrongByteCount(let expected, let found):
            "An image has \(found) bytes of pixels where its size needs \(expected): "
                + "give 3 bytes (red, green, blue) for each pixel."
        case .notJPEG(let detail):
            "An image is not a whole JPEG (\(detail)): its record is damaged or of another format."
        case .encodingFailed(let detail):
            "An image could not be encoded as JPEG (\(detail)): check the camera's picture."
        }
    }
}
