/// What the front of a JPEG says about the picture.
public struct JPEGHeader: Equatable, Sendable {
    /// Pixels.
    public var width: Int
    public var height: Int
    /// 1 grey, 3 colours.
    public var channels: Int
    /// As FFmpeg names it: "yuvj420p", "yuvj422p", "yuvj444p", "gray".
    public var pixelFormat: String

    /// The header of a JPEG, or nil where the bytes are none.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count > 4, bytes[0] == 0xFF, bytes[1] == 0xD8 else { return nil }
        var at = 2
        while at + 4 <= bytes.count {
            guard bytes[at] == 0xFF else { return nil }
            let marker = bytes[at + 1]
            if marker == 0xFF {  // fill byte
                at += 1
                continue
            }
            let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
            let isFrame = (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
            if isFrame {
                guard at + 2 + length <= bytes.count else { return nil }
                self.init(frame: bytes.extracting((at + 4)..<(at + 2 + max(length, 2))))
                return
            }
            guard length >= 2, marker != 0xDA else { return nil }
            at += 2 + length
        }
        return nil
    }

    /// The content of a frame header: precision, height, width, then three bytes a component.
    private init?(frame: Span<UInt8>) {
        guard frame.count >= 6 else { return nil }
        height = Int(frame[1]) << 8 | Int(frame[2])
        width = Int(frame[3]) << 8 | Int(frame[4])
        channels = Int(frame[5])
        guard width > 0, height > 0, channels > 0, frame.count >= 6 + 3 * channels else {
            return nil
        }
        if channels == 1 {
            pixelFormat = "gray"
            return
        }
        guard channels == 3 else { return nil }
        switch (frame[7], frame[10], frame[13]) {
        case (0x11, 0x11, 0x11): pixelFormat = "yuvj444p"
        case (0x21, 0x11, 0x11): pixelFormat = "yuvj422p"
        case (0x22, 0x11, 0x11): pixelFormat = "yuvj420p"
        default: return nil
        }
    }
}
