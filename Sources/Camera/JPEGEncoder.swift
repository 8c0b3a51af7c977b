internal import CTurboJPEG

/// Encodes pictures one after the other, reusing the codec and its buffer. Not for two threads at
/// once.
public struct JPEGEncoder: ~Copyable {
    private let codec: TurboHandle
    private var buffer: [UInt8] = []
    private let quality: Int32

    /// - Parameter quality: 1 (small) to 100; clamped.
    /// - Throws: ``CameraError/unavailable``
    public init(quality: Int = 85) throws(CameraError) {
        codec = try unsafe TurboHandle(tjInitCompress())
        self.quality = Int32(clamping: min(100, max(1, quality)))
    }

    /// The JPEG (4:2:0) of a picture.
    /// - Parameter pixels: `[height][width][3]`, red, green, blue.
    /// - Throws: ``CameraError/wrongSize(width:height:)``,
    ///   ``CameraError/wrongByteCount(expected:found:)``, ``CameraError/encodingFailed(_:)``
    public mutating func encode(
        _ pixels: [UInt8], width: Int, height: Int
    ) throws(CameraError) -> [UInt8] {
        let count = try RGBImage.byteCount(width: width, height: height)
        guard pixels.count == count else {
            throw .wrongByteCount(expected: count, found: pixels.count)
        }
        let sampling = Int32(bitPattern: TJSAMP_420.rawValue)
        let (w, h) = (Int32(clamping: width), Int32(clamping: height))
        let room = Int(clamping: tjBufSize(w, h, sampling))
        if buffer.count < room { buffer = [UInt8](repeating: 0, count: room) }
        var size = UInt(buffer.count)
        let status = unsafe pixels.withUnsafeBufferPointer { source in
            unsafe buffer.withUnsafeMutableBufferPointer { target -> Int32 in
                var start = target.baseAddress
                return unsafe tjCompress2(
                    codec.raw, source.baseAddress, w, 0, h, TJPF_RGB.rawValue,
                    &start, &size, sampling, quality, TJFLAG_NOREALLOC)
            }
        }
        guard status == 0, size <= UInt(buffer.count) else {
            throw .encodingFailed(codec.complaint)
        }
        return Array(buffer[0..<Int(size)])
    }

    public mutating func encode(_ image: RGBImage) throws(CameraError) -> [UInt8] {
        try encode(image.pixels, width: image.width, height: image.height)
    }
}
