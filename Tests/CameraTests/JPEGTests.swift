import Camera
import Testing

/// A picture with slopes, an edge and a little seeded grain.
private func picture(width: Int, height: Int, seed: UInt64) throws -> RGBImage {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    for y in 0..<height {
        for x in 0..<width {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let grain = UInt8(truncatingIfNeeded: state >> 61)
            let disc = (x - width / 2) * (x - width / 2) + (y - height / 2) * (y - height / 2)
            let inside = disc < height * height / 9
            pixels.append(UInt8(clamping: 40 + 160 * x / width) &+ grain)
            pixels.append(UInt8(clamping: 40 + 160 * y / height) &+ grain)
            pixels.append((inside ? 190 : 60) &+ grain)
        }
    }
    return try RGBImage(width: width, height: height, pixels: pixels)
}

private func meanDifference(_ a: RGBImage, _ b: RGBImage) -> Double {
    let sum = zip(a.pixels, b.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(a.pixels.count)
}

@Suite("JPEG")
struct JPEGTests {
    @Test(
        "a picture comes back nearly the same",
        arguments: [(160, 120), (33, 17), (1, 1), (200, 150)])
    func roundTrip(width: Int, height: Int) throws {
        var encoder = try JPEGEncoder()
        var decoder = try JPEGDecoder()
        for seed in UInt64(1)...3 {
            let original = try picture(width: width, height: height, seed: seed)
            let jpeg = try encoder.encode(original)
            let back = try decoder.decode(jpeg)
            #expect(back.width == width && back.height == height)
            #expect(meanDifference(original, back) < 6)
            #expect(jpeg.starts(with: [0xFF, 0xD8]) && jpeg.suffix(2) == [0xFF, 0xD9])
        }
    }

    @Test("another picture is seen as another")
    func differs() throws {
        var encoder = try JPEGEncoder()
        var decoder = try JPEGDecoder()
        let original = try picture(width: 64, height: 64, seed: 1)
        let flipped = try RGBImage(width: 64, height: 64, pixels: original.pixels.reversed())
        let back = try decoder.decode(try encoder.encode(flipped))
        #expect(meanDifference(original, back) > 12)
    }

    @Test("the same picture gives the same bytes, whatever was encoded before")
    func deterministic() throws {
        var first = try JPEGEncoder()
        var second = try JPEGEncoder()
        let large = try picture(width: 320, height: 240, seed: 9)
        let small = try picture(width: 160, height: 120, seed: 4)
        _ = try second.encode(large)
        #expect(try first.encode(small) == second.encode(small))
    }

    @Test("a JPEG cut anywhere is an error, never a trap nor half a picture")
    func truncated() throws {
        var encoder = try JPEGEncoder()
        var decoder = try JPEGDecoder()
        let jpeg = try encoder.encode(try picture(width: 96, height: 64, seed: 2))
        for length in 0..<(jpeg.count - 2) {
            do {
                _ = try decoder.decode(Array(jpeg[0..<length]))
                Issue.record("a JPEG of \(length) of \(jpeg.count) bytes was taken as whole")
            } catch {
                if case .notJPEG(let detail) = error { #expect(!detail.isEmpty) }
            }
        }
        #expect(try decoder.decode(jpeg).width == 96)
    }

    @Test("damaged bytes never trap", arguments: [UInt64](1...4))
    func damaged(seed: UInt64) throws {
        var encoder = try JPEGEncoder()
        var decoder = try JPEGDecoder()
        let jpeg = try encoder.encode(try picture(width: 80, height: 60, seed: seed))
        var state = seed
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        for _ in 0..<300 {
            var copy = jpeg
            for _ in 0...(next() % 4) { copy[next() % copy.count] = UInt8(next() & 255) }
            if let image = try? decoder.decode(copy) {
                #expect(image.pixels.count == image.width * image.height * 3)
            }
        }
        let garbage = (0..<500).map { _ in UInt8(next() & 255) }
        #expect(throws: CameraError.self) { try decoder.decode(garbage) }
        #expect(throws: CameraError.self) { try decoder.decode([]) }
    }

    @Test("a header that names a huge picture is refused before memory is taken")
    func hugeHeader() throws {
        var encoder = try JPEGEncoder()
        var decoder = try JPEGDecoder()
        var jpeg = try encoder.encode(try picture(width: 64, height: 64, seed: 5))
        // The frame header: FF C0, length, precision, then height and width as 16 bit.
        let at = try #require(jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
        jpeg.replaceSubrange((at + 5)..<(at + 9), with: [0xFF, 0x00, 0xFF, 0x00])
        #expect(throws: CameraError.wrongSize(width: 65280, height: 65280)) {
            try decoder.decode(jpeg)
        }
        // 8000 x 8000 has allowed sides, but too many pixels together.
        jpeg.replaceSubrange((at + 5)..<(at + 9), with: [0x1F, 0x40, 0x1F, 0x40])
        #expect(throws: CameraError.wrongSize(width: 8000, height: 8000)) {
            try decoder.decode(jpeg)
        }
    }

    @Test("sizes and bytes that do not fit are refused with their numbers")
    func wrongInput() throws {
        var encoder = try JPEGEncoder()
        #expect(throws: CameraError.wrongByteCount(expected: 12, found: 11)) {
            try encoder.encode([UInt8](repeating: 0, count: 11), width: 2, height: 2)
        }
        for (width, height) in [(0, 4), (4, -1), (9000, 1), (Int.max, Int.max)] {
            #expect(throws: CameraError.wrongSize(width: width, height: height)) {
                try encoder.encode([], width: width, height: height)
            }
        }
        #expect(CameraError.wrongByteCount(expected: 12, found: 11).sentence.contains("11"))
    }
}
