/// JPEG in and out, through libjpeg-turbo.
///
/// A camera image crosses Reins as the JPEG that its source made: it is encoded once, by the
/// simulated cell, and decoded only where pixels are needed (the screen, the statistics of a
/// dataset). Bytes come from outside: nothing in them is trusted, sizes are checked before memory
/// is taken, and a broken image is an error, never a trap and never half a picture.
///
/// Must not know: where an image came from, how it is shown or stored.
/// Start at ``JPEGDecoder`` and ``JPEGEncoder``.
public enum Camera {
    /// Longest side that is encoded or decoded, pixels.
    public static let maximumSide = 8192
    /// Most pixels of one image: 48 MiB as RGB.
    public static let maximumPixels = 16 << 20
}
