import JSON5
import RecordedCell
import Testing

@testable import DatasetExport

@Suite("Statistics of a dataset") struct StatisticsTests {
    @Test("quantiles are those of numpy, linear between ranks")
    func quantiles() {
        let statistics = Statistics(columns: [SortedSamples([4, 1, 3, 2, 10])])
        #expect(statistics.count == 5)
        #expect(statistics.values["min"] == [1])
        #expect(statistics.values["max"] == [10])
        #expect(statistics.values["mean"] == [4])
        #expect(abs((statistics.values["std"]?[0] ?? 0) - 10.0.squareRoot()) < 1e-12)
        #expect(statistics.values["q50"] == [3])
        #expect(abs((statistics.values["q10"]?[0] ?? 0) - 1.4) < 1e-12)
        #expect(abs((statistics.values["q99"]?[0] ?? 0) - 9.76) < 1e-12)
    }

    @Test(
        "samples come back from the disk, those of all episodes in order, and the file has no name")
    func sampleFile() throws {
        let scratch = Scratch()
        var file = try SampleFile(at: scratch.path + "/samples", widths: [2, 1])
        #expect(Scratch.names(scratch.path) == [])
        let large = 1_700_000_000_123_456_789.0
        func sorted(_ columns: [Double]...) -> [SortedSamples] { columns.map(SortedSamples.init) }
        try file.append(sorted([1, .nan], [0.25, -3]), of: 0, isFloat: true)
        try file.append(sorted([large, 2]), of: 1, isFloat: false)
        try file.append(sorted([], []), of: 0, isFloat: true)
        try file.append(sorted([Double(Float(0.1))], [7]), of: 0, isFloat: true)
        try file.append(sorted([3]), of: 1, isFloat: false)
        let columns = file.finish()
        #expect(try columns.column(1, of: 0).values == [-3, 0.25, 7])
        #expect(
            try columns.column(0, of: 0).values.map(\.description) == [
                "0.10000000149011612", "1.0",
            ])
        #expect(try columns.column(0, of: 1).values == [2, 3, large])
    }

    @Test("what does not exist does not count, and nothing at all still gives numbers")
    func absent() {
        let some = Statistics(columns: [SortedSamples([.nan, 2, .nan, 4])])
        #expect(some.values["mean"] == [3])
        #expect(some.count == 2)
        let none = Statistics(columns: [SortedSamples([.nan])])
        #expect(none.count == 1)
        #expect(none.values["std"] == [0])
    }

    @Test("pictures give the same from their histogram as from their pixels")
    func pictures() {
        var pixels: [UInt8] = []
        for n in 0..<4001 { pixels += [UInt8(n % 200), UInt8(n % 7) * 3, 255] }
        var histograms = PixelHistograms()
        histograms.add(pixels)
        let image = Statistics(histograms)
        for channel in 0..<3 {
            let samples = stride(from: channel, to: pixels.count, by: 3).map {
                Double(pixels[$0]) / 255
            }
            let plain = Statistics(columns: [SortedSamples(samples)])
            for name in Statistics.names where name != "count" {
                let (a, b) = (image.values[name]?[channel] ?? -1, plain.values[name]?[0] ?? -2)
                #expect(abs(a - b) < 1e-9, "\(name) of channel \(channel)")
            }
        }
        #expect(image.count == 1)
    }

    @Test("a digest is SHA-256, whatever the length")
    func digest() {
        func of(_ text: String) -> String {
            var digest = SHA256()
            digest.update(text)
            return digest.finish()
        }
        #expect(of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    }
}
