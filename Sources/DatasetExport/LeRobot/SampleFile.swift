internal import Threads

/// The samples of every column of a dataset, on disk until its statistics are made: exact quantiles
/// need all of a column, and hours of rows do not fit into memory.
///
/// The file has no name: it goes with its owner, however that ends.
struct SampleFile: ~Copyable {
    /// Where the samples of one entry and one episode lie.
    struct Run: Sendable {
        var offset: Int
        var count: Int
        var isFloat: Bool
    }

    private var file: ExportFile
    /// `[features][entries][episodes]`
    private var runs: [[[Run]]]

    /// - Parameters:
    ///   - path: of a name that is free; the file does not keep it.
    ///   - widths: entries of each feature.
    init(at path: String, widths: [Int]) throws(ExportError) {
        file = try ExportFile.nameless(at: path)
        runs = widths.map { Array(repeating: [], count: $0) }
    }

    /// Appends the columns that an episode has of a feature, one for each entry.
    /// - Parameter isFloat: whether a float holds every value.
    mutating func append(
        _ columns: [SortedSamples], of feature: Int, isFloat: Bool
    ) throws(ExportError) {
        var offset = file.size
        for (entry, column) in columns.enumerated() {
            runs[feature][entry].append(
                Run(offset: offset, count: column.values.count, isFloat: isFloat))
            offset += column.values.count * (isFloat ? 4 : 8)
        }
        let values = columns.flatMap(\.values)
        if isFloat {
            let floats = values.map { Float($0) }
            try file.append(floats.span)
        } else {
            try file.append(values.span)
        }
    }

    /// All of them, to be read by several threads.
    consuming func finish() -> SampleColumns { SampleColumns(file: file, runs: runs) }
}

/// The statistics of every feature of a dataset, made by two threads while others go on: at the end
/// of an export the other processors have nothing else to do. Each holds a column at a time.
struct StatisticsOfAll {
    private let halves: [Later<[Statistics], ExportError>]
    private let features: Int

    init(_ columns: SampleColumns, features: Int) {
        self.features = features
        halves = (0..<2).map { half in
            Later("statistics") { () throws(ExportError) in
                var statistics: [Statistics] = []
                for feature in stride(from: half, to: features, by: 2) {
                    statistics.append(try columns.statistics(of: feature))
                }
                return statistics
            }
        }
    }

    /// Waits for them.
    func values() throws(ExportError) -> [Statistics] {
        let (even, odd) = (try halves[0].value(), try halves[1].value())
        return (0..<features).map { $0 % 2 == 0 ? even[$0 / 2] : odd[$0 / 2] }
    }
}

/// The samples of every column of a dataset.
final class SampleColumns: Sendable {
    private let file: ExportFile
    /// `[features][entries][episodes]`
    private let runs: [[[SampleFile.Run]]]

    init(file: consuming ExportFile, runs: [[[SampleFile.Run]]]) {
        self.file = file
        self.runs = runs
    }

    /// One entry for each of a feature.
    func statistics(of feature: Int) throws(ExportError) -> Statistics {
        var statistics = Statistics()
        for entry in runs[feature].indices { statistics.append(try column(entry, of: feature)) }
        return statistics
    }

    /// All samples of one entry of a feature.
    func column(_ entry: Int, of feature: Int) throws(ExportError) -> SortedSamples {
        var values: [Double] = []
        values.reserveCapacity(runs[feature][entry].reduce(0) { $0 + $1.count })
        for run in runs[feature][entry] {
            let size = run.isFloat ? 4 : 8
            let bytes = try file.read(at: run.offset, count: run.count * size)
            unsafe bytes.withUnsafeBytes { bytes in
                for index in 0..<run.count {
                    values.append(
                        unsafe run.isFloat
                            ? Double(bytes.loadUnaligned(fromByteOffset: index * 4, as: Float.self))
                            : bytes.loadUnaligned(fromByteOffset: index * 8, as: Double.self))
                }
            }
        }
        return SortedSamples(values)
    }
}
