/// Writes the JPEGs of a camera into an MP4 file as they are: no pixel is encoded again.
///
/// The rate is constant and the last picture has its full duration: readers compute a picture's
/// number from its time, and both errors would shift them silently. The pictures are streamed;
/// the index follows them, so a movie without ``finish()`` cannot be opened.
public struct MovieWriter: ~Copyable {
    /// What every picture of a movie has in common.
    public struct Format: Equatable, Sendable {
        /// As the first picture says.
        public var picture: JPEGHeader
        public var framesPerSecond: Int
    }

    /// Known with the first picture.
    public private(set) var format: Format?
    private var file: ExportFile
    private let framesPerSecond: Int
    private let timescale: Int
    /// Bytes of each picture.
    private var sizes: [UInt32] = []
    /// Where the pictures begin.
    private let dataStart: Int

    /// Starts a movie.
    ///
    /// - Parameter framesPerSecond: 1 to 1000.
    public init(creating path: String, framesPerSecond: Int) throws(ExportError) {
        guard (1...1000).contains(framesPerSecond) else {
            throw .movie(path: path, reason: "\(framesPerSecond) pictures a second is no rate")
        }
        // A picture must last a whole number of ticks, and a tick must be fine enough that readers
        // that concatenate movies lose nothing: never one tick a picture, never milliseconds.
        let usual = [90_000, 15_360].first { $0 % framesPerSecond == 0 }
        var file = try ExportFile(creating: path)
        var front = MovieBoxes()
        front.box("ftyp") { box in
            box.text("isom")
            box.integer(UInt32(0x200))
            box.text("isomiso2mp41")
        }
        // The length 1 says that the true one follows in 64 bits; it is known at the end.
        front.integer(UInt32(1))
        front.text("mdat")
        front.integer(UInt64(0))
        try file.append(front.bytes)
        self.file = file
        self.framesPerSecond = framesPerSecond
        timescale = usual ?? framesPerSecond * 1000
        dataStart = front.bytes.count
    }

    /// Pictures so far.
    public var frameCount: Int { sizes.count }

    /// Appends a picture, which must be a JPEG of the same size and kind as the first.
    public mutating func append(_ jpeg: Span<UInt8>) throws(ExportError) {
        guard let header = JPEGHeader(jpeg), let size = UInt32(exactly: jpeg.count) else {
            throw .picture(movie: file.path, frame: sizes.count, reason: "it is not a JPEG")
        }
        let format = format ?? Format(picture: header, framesPerSecond: framesPerSecond)
        guard header == format.picture else {
            let first = format.picture
            throw .picture(
                movie: file.path, frame: sizes.count,
                reason: "it is \(header.width)x\(header.height) \(header.pixelFormat), "
                    + "the first one is \(first.width)x\(first.height) \(first.pixelFormat)")
        }
        self.format = format
        try file.append(jpeg)
        sizes.append(size)
    }

    /// Writes the index and waits until the movie is on the disk.
    public consuming func finish() throws(ExportError) {
        guard let format else {
            throw .movie(path: file.path, reason: "it would have no picture")
        }
        var length = MovieBoxes()
        length.integer(UInt64(file.size - dataStart + 16))
        let index = MovieIndex(
            picture: format.picture, sizes: sizes, timescale: timescale,
            ticksPerPicture: timescale / framesPerSecond, dataStart: dataStart)
        let lengthOffset = dataStart - 8
        try file.replace(at: lengthOffset, with: length.bytes)
        try file.append(index.encoded())
        try file.finish()
    }
}
