/// A picture of 8-bit red, green, blue.
public struct RGBImage: Sendable, Equatable {
    /// Pixels.
    public let width: Int
    public let height: Int
    /// Row-major from the top left, 3 bytes each: `[height][width][3]`.
    public let pixels: [UInt8]

    /// - Throws: ``CameraError/wrongSize(width:height:)`` for sides that are not 1 to
    ///   ``Camera/maximumSide`` or too many pixels, ``CameraError/wrongByteCount(expected:found:)``
    ///   where the bytes are not exactly the pixels.
    public init(width: Int, height: Int, pixels: [UInt8]) throws(CameraError) {
        let count = try RGBImage.byteCount(width: width, height: height)
        guard pixels.count == count else {
            throw .wrongByteCount(expected: count, found: pixels.count)
        }
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Bytes of an image of this size, refused where it is not one we handle.
    static func byteCount(width: Int, height: Int) throws(CameraError) -> Int {
        let sides = 1...Camera.maximumSide
        guard sides.contains(width), sides.contains(height),
            width * height <= Camera.maximumPixels
        else { throw .wrongSize(width: width, height: height) }
        return width * height * 3
    }
}
