internal import CTurboJPEG

/// Decodes JPEGs one after the other, reusing the codec. Not for two threads at once.
public struct JPEGDecoder: ~Copyable {
    private var codec: TurboHandle

    /// - Throws: ``CameraError/unavailable``
    public init() throws(CameraError) {
        codec = try unsafe TurboHandle(tjInitDecompress())
    }

    /// The size that a JPEG's header names, without decoding it.
    /// - Throws: ``CameraError/notJPEG(_:)``, ``CameraError/wrongSize(width:height:)``
    public mutating func size(of jpeg: [UInt8]) throws(CameraError) -> (width: Int, height: Int) {
        var (width, height, sampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        let status = unsafe jpeg.withUnsafeBufferPointer {
            unsafe tjDecompressHeader3(
                codec.raw, $0.baseAddress, UInt($0.count), &width, &height, &sampling, &colours)
        }
        guard status == 0 else { throw try failure() }
        _ = try RGBImage.byteCount(width: Int(width), height: Int(height))
        return (Int(width), Int(height))
    }

    /// The picture of a JPEG, grey ones included.
    ///
    /// The size is checked before memory is taken; a truncated image is refused, and so is one
    /// with so many scans that decoding it would take long.
    /// - Throws: ``CameraError/notJPEG(_:)``, ``CameraError/wrongSize(width:height:)``
    public mutating func decode(_ jpeg: [UInt8]) throws(CameraError) -> RGBImage {
        let (width, height) = try size(of: jpeg)
        var pixels = [UInt8](repeating: 0, count: width * height * 3)
        let status = unsafe jpeg.withUnsafeBufferPointer { source in
            unsafe pixels.withUnsafeMutableBufferPointer { target in
                unsafe tjDecompress2(
                    codec.raw, source.baseAddress, UInt(source.count), target.baseAddress,
                    Int32(clamping: width), 0, Int32(clamping: height),
                    TJPF_RGB.rawValue, TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS)
            }
        }
        guard status == 0 else { throw try failure() }
        return try RGBImage(width: width, height: height, pixels: pixels)
    }

    /// What the codec complains of. It is replaced: after a failure it may keep what it read of
    /// the broken image and mix that into the next one.
    private mutating func failure() throws(CameraError) -> CameraError {
        let complaint = codec.complaint
        codec = try unsafe TurboHandle(tjInitDecompress())
        return .notJPEG(complaint)
    }
}
