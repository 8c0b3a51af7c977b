internal import CTurboJPEG

/// Owner of one libjpeg-turbo instance. Not for two threads at once.
@safe
struct TurboHandle: ~Copyable {
    private let handle: tjhandle

    /// Takes an instance that `tjInitCompress` or `tjInitDecompress` made.
    init(_ made: tjhandle?) throws(CameraError) {
        guard let made = unsafe made else { throw .unavailable }
        unsafe handle = made
    }

    deinit { _ = unsafe tjDestroy(handle) }

    @unsafe var raw: tjhandle { unsafe handle }

    /// What the codec says of its last failure, as one printable line.
    var complaint: String {
        guard let text = unsafe tjGetErrorStr2(handle) else { return "no reason given" }
        let plain = unsafe String(cString: text).unicodeScalars.map {
            $0.value >= 32 && $0.value < 127 ? Character($0) : "?"
        }
        return String(plain.prefix(120))
    }
}
