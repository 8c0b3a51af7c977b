internal import JSON5

/// The ten statistics of one feature that LeRobot's normalisers read, exact.
///
/// One number per entry of the feature (per channel of an image). The official writer estimates
/// quantiles from histograms; exact ones are what those estimate.
struct Statistics: Equatable {
    static let names = ["min", "max", "mean", "std", "count", "q01", "q10", "q50", "q90", "q99"]
    static let quantiles: [(name: String, share: Double)] = [
        ("q01", 0.01), ("q10", 0.10), ("q50", 0.50), ("q90", 0.90), ("q99", 0.99),
    ]

    /// All but `count`, by name.
    private(set) var values: [String: [Double]] = [:]
    /// Samples they are made of.
    private(set) var count = 0

    /// Of no entry yet.
    init() {}

    init(columns: [SortedSamples]) {
        for samples in columns { append(samples) }
    }

    /// Appends an entry.
    mutating func append(_ samples: SortedSamples) {
        append(sorted: samples.values, mean: Statistics.mean(samples.values))
    }

    /// Of the channels of 8-bit images, from 0 to 1.
    init(_ histograms: PixelHistograms) {
        for channel in histograms.counts { append(channel) }
        count = histograms.images
    }

    private static func mean(_ samples: [Double]) -> Double {
        samples.isEmpty ? 0 : samples.reduce(0, +) / Double(samples.count)
    }

    private mutating func append(sorted: [Double], mean: Double) {
        // An entry without samples still needs numbers that a reader can divide by.
        count = max(count, sorted.count, 1)
        var squares = 0.0
        for sample in sorted { squares += (sample - mean) * (sample - mean) }
        let deviation = sorted.isEmpty ? 0 : (squares / Double(sorted.count)).squareRoot()
        append(sorted.first ?? 0, sorted.last ?? 0, mean, deviation) { share in
            Statistics.quantile(share, count: sorted.count) { sorted[$0] }
        }
    }

    private mutating func append(_ histogram: [Int]) {
        let total = histogram.reduce(0, +)
        let levels = (0..<histogram.count).map { Double($0) / Double(histogram.count - 1) }
        let mean =
            zip(levels, histogram).reduce(0) { $0 + $1.0 * Double($1.1) }
            / Double(max(total, 1))
        let squares = zip(levels, histogram).reduce(0) {
            $0 + ($1.0 - mean) * ($1.0 - mean) * Double($1.1)
        }
        var ends: [Int] = []
        for number in histogram { ends.append((ends.last ?? 0) + number) }
        let used = histogram.indices.filter { histogram[$0] > 0 }
        append(
            levels[used.first ?? 0], levels[used.last ?? 0], mean,
            (squares / Double(max(total, 1))).squareRoot()
        ) { share in
            Statistics.quantile(share, count: total) { rank in
                levels[ends.firstIndex { $0 > rank } ?? 0]
            }
        }
    }

    private mutating func append(
        _ minimum: Double, _ maximum: Double, _ mean: Double, _ deviation: Double,
        _ quantile: (Double) -> Double
    ) {
        values["min", default: []].append(minimum)
        values["max", default: []].append(maximum)
        values["mean", default: []].append(mean)
        values["std", default: []].append(deviation)
        for (name, share) in Statistics.quantiles {
            values[name, default: []].append(quantile(share))
        }
    }

    /// Linear between the two nearest ranks, as numpy does.
    private static func quantile(
        _ share: Double, count: Int, _ sample: (Int) -> Double
    ) -> Double {
        guard count > 0 else { return 0 }
        let rank = share * Double(count - 1)
        let below = Int(rank)
        let low = sample(below)
        guard below + 1 < count else { return low }
        return low + (sample(below + 1) - low) * (rank - Double(below))
    }

    /// As `stats.json` holds it. Those of images are nested 3 x 1 x 1.
    func json(isImage: Bool) -> JSON5Value {
        .object(
            Statistics.names.map { name in
                guard name != "count" else { return (name, .array([.integer(count)])) }
                let numbers = values[name] ?? []
                return (
                    name,
                    .array(
                        numbers.map { isImage ? .array([.array([.number($0)])]) : .number($0) })
                )
            })
    }
}

/// The samples of one entry in ascending order, without those that are not finite (an action that
/// does not exist).
struct SortedSamples: Equatable {
    let values: [Double]

    /// Several lists in a row, each sorted, take hardly longer than one: sorting finds them.
    init(_ samples: [Double]) {
        values = (samples.allSatisfy(\.isFinite) ? samples : samples.filter(\.isFinite)).sorted()
    }
}

/// How often each level of each channel occurs in the pictures of a camera.
struct PixelHistograms: Equatable {
    private(set) var counts = Array(repeating: [Int](repeating: 0, count: 256), count: 3)
    private(set) var images = 0
    /// Pixels of one picture that are looked at, evenly spread.
    private static let pixelsPerImage = 1 << 14

    /// - Parameter pixels: `[height][width][3]`, red, green, blue.
    mutating func add(_ pixels: [UInt8]) {
        images += 1
        let total = pixels.count / 3
        // An odd stride does not fall into step with the rows of a picture.
        let stride = max(1, total / PixelHistograms.pixelsPerImage) | 1
        var pixel = 0
        while pixel < total {
            for channel in 0..<3 { counts[channel][Int(pixels[pixel * 3 + channel])] += 1 }
            pixel += stride
        }
    }

    static func += (a: inout PixelHistograms, b: PixelHistograms) {
        a.images += b.images
        for channel in 0..<3 {
            for level in 0..<256 { a.counts[channel][level] += b.counts[channel][level] }
        }
    }
}
