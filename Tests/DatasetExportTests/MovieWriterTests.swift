import Glibc
import Testing

@testable import DatasetExport

@Suite("A camera's pictures in a movie")
struct MovieWriterTests {
    /// A file name of its own for one test; the file goes with it.
    private final class Place {
        let path: String
        init(_ name: String) {
            path = "/tmp/reins-movie-\(getpid())-\(name).mp4"
            unsafe unlink(path)
        }
        deinit { unsafe unlink(path) }

        var bytes: [UInt8] {
            guard let file = unsafe fopen(path, "r") else { return [] }
            defer { unsafe fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 1 << 20)
            let count = unsafe fread(&bytes, 1, bytes.count, file)
            return Array(bytes[..<count])
        }
    }

    /// The front of a JPEG and some content. It is not decoded here.
    static func jpeg(_ n: Int, width: UInt8 = 128) -> [UInt8] {
        let application: [UInt8] = [0xFF, 0xE0, 0, 4, 1, 2]
        let frame: [UInt8] = [
            0xFF, 0xC0, 0, 17, 8, 0, 96, 0, width, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
        ]
        let scan = [UInt8](repeating: UInt8(truncatingIfNeeded: n), count: 40 + n % 7)
        return [0xFF, 0xD8] + application + frame + [0xFF, 0xDA, 0, 2] + scan + [0xFF, 0xD9]
    }

    @Test(
        "are there unchanged, at a constant rate, the last one for its full time",
        arguments: [(30, 90_000), (256, 15_360), (7, 7_000)])
    func index(rate: Int, timescale: Int) throws {
        let place = Place("index-\(rate)")
        var movie = try MovieWriter(creating: place.path, framesPerSecond: rate)
        let pictures = (0..<20).map { MovieWriterTests.jpeg($0) }
        for picture in pictures { try movie.append(picture.span) }
        #expect(movie.format?.picture.pixelFormat == "yuvj420p")
        try movie.finish()

        let file = Boxes(place.bytes)
        #expect(file.names == ["ftyp", "mdat", "moov"])
        let table = ["moov", "trak", "mdia", "minf", "stbl"]
        let times = try #require(file.content(table + ["stts"]))
        #expect(times.integers32(from: 4) == [1, 20, UInt32(timescale / rate)])
        let sizes = try #require(file.content(table + ["stsz"]))
        #expect(sizes.integers32(from: 12) == pictures.map { UInt32($0.count) })
        let offsets = try #require(file.content(table + ["co64"]))
        for (n, picture) in pictures.enumerated() {
            let at = Int(offsets.integer32(8 + 8 * n + 4))
            #expect(Array(place.bytes[at..<(at + picture.count)]) == picture)
        }
        let media = try #require(file.content(["moov", "trak", "mdia", "mdhd"]))
        #expect(media.integer32(20) == UInt32(timescale))
        #expect(media.integer32(28) == UInt32(20 * timescale / rate))
    }

    @Test("must be JPEGs of one size, and the refusal says which is not")
    func refusals() throws {
        let place = Place("refusals")
        var movie = try MovieWriter(creating: place.path, framesPerSecond: 30)
        try movie.append(MovieWriterTests.jpeg(0).span)
        #expect(throws: ExportError.self) {
            _ = try MovieWriter(creating: place.path, framesPerSecond: 30)
        }
        do throws(ExportError) {
            try movie.append(MovieWriterTests.jpeg(1, width: 64).span)
            Issue.record("a smaller picture was taken")
        } catch {
            #expect("\(error)".contains("picture 1 cannot go into"))
            #expect("\(error)".contains("64x96 yuvj420p, the first one is 128x96 yuvj420p"))
        }
        do throws(ExportError) {
            let text = Array("no picture".utf8)
            try movie.append(text.span)
            Issue.record("text was taken for a picture")
        } catch {
            #expect("\(error)".contains("it is not a JPEG"))
        }
        #expect(movie.frameCount == 1)
    }

    @Test("are needed: there is no movie without one, and none without a rate")
    func empty() throws {
        let place = Place("empty")
        #expect(throws: ExportError.self) {
            _ = try MovieWriter(creating: place.path, framesPerSecond: 0)
        }
        let movie = try MovieWriter(creating: place.path, framesPerSecond: 30)
        do throws(ExportError) {
            try movie.finish()
            Issue.record("a movie without pictures")
        } catch {
            #expect("\(error)".contains("it would have no picture"))
        }
    }

    @Test("whose bytes are wrong are refused, never a trap")
    func mutation() {
        var state: UInt64 = 7
        for _ in 0..<5000 {
            var bytes = MovieWriterTests.jpeg(0)
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 24)
            }
            bytes.removeLast(Int(state >> 40) % bytes.count)
            if let header = JPEGHeader(bytes.span) {
                #expect(header.width > 0 && header.height > 0)
            }
        }
    }
}

/// The boxes of an MP4 file, as a test reads them.
struct Boxes {
    let bytes: [UInt8]
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func integer32(_ at: Int) -> UInt32 { bytes[at..<(at + 4)].reduce(0) { $0 << 8 | UInt32($1) } }

    func integers32(from start: Int) -> [UInt32] {
        stride(from: start, to: bytes.count, by: 4).map(integer32)
    }

    /// Name and content of each box.
    private var all: [(name: String, content: [UInt8])] {
        var found: [(String, [UInt8])] = []
        var at = 0
        while at + 8 <= bytes.count {
            let isLarge = integer32(at) == 1
            let length = Int(isLarge ? integer32(at + 12) : integer32(at))
            guard length >= 8, at + length <= bytes.count else { break }
            let name = String(decoding: bytes[(at + 4)..<(at + 8)], as: UTF8.self)
            found.append((name, Array(bytes[(at + (isLarge ? 16 : 8))..<(at + length)])))
            at += length
        }
        return found
    }

    var names: [String] { all.map(\.name) }

    /// The content of a box inside boxes.
    func content(_ path: [String]) -> Boxes? {
        path.reduce(self as Boxes?) { boxes, name in
            boxes?.all.first { $0.name == name }.map { Boxes($0.content) }
        }
    }
}
