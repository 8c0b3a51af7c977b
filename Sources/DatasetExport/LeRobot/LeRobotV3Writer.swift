internal import Control
internal import JSON5
internal import Parquet
public import Recording

/// Writes a LeRobotDataset v3.0, episode by episode.
///
///     var writer = try LeRobotV3Writer(out: "dataset", layout: layout, framesPerSecond: 20, …)
///     try writer.append(table) { camera, image in jpeg } decode: { jpeg in pixels }
///     let report = try writer.finish(provenance)
///
/// The same tables give the same bytes. Nothing stands under the final name before ``finish(_:)``.
public struct LeRobotV3Writer: ~Copyable {
    /// A camera's JPEG, by the camera's number and the image's index in the recording.
    public typealias Images = (_ camera: Int, _ image: Int) -> [UInt8]?
    /// The pixels of a JPEG, `[height][width][3]`; nil where it is none.
    public typealias Decoding = (_ jpeg: [UInt8]) -> [UInt8]?

    /// Size at which the next episode begins another data file, bytes.
    static let dataFileSize = 100 << 20
    /// Pictures of one episode and camera that make its statistics.
    static let sampledPictures = 100

    let layout: ExportLayout
    let framesPerSecond: Int
    let robotType: String
    let features: [Feature]
    var directory: PartialDirectory
    var data: ParquetFile?
    var dataFile = 0
    var episodes: [EpisodeEntry] = []
    private(set) var tasks: [String] = []
    /// Rows appended so far.
    public private(set) var rowCount = 0
    private var samples: SampleFile?
    var pixels: [PixelHistograms]
    /// Of each camera, as its first picture says.
    var formats: [MovieWriter.Format?]
    private var digest = SHA256()

    /// What the dataset's own tables say of one episode.
    struct EpisodeEntry {
        var source: EpisodeSource
        var tasks: [String]
        var firstRow: Int
        var rows: Int
        var dataFile: Int
        var statistics: [Statistics]
        var pictures: [Statistics]
    }

    /// - Parameters:
    ///   - out: directory that does not exist yet.
    ///   - robotType: the robot's name; datasets merge only where it is equal.
    ///   - framesPerSecond: rows per second of every table.
    public init(
        out: String, layout: ExportLayout, robotType: String, framesPerSecond: Int
    ) throws(ExportError) {
        let features = Feature.all(layout)
        let directory = try PartialDirectory(for: out)
        let samples = try SampleFile(
            at: directory.path + "/samples", widths: features.map(\.width))
        self.layout = layout
        self.framesPerSecond = framesPerSecond
        self.robotType = robotType
        self.features = features
        pixels = layout.cameraNames.map { _ in PixelHistograms() }
        formats = layout.cameraNames.map { _ in nil }
        self.directory = directory
        self.samples = consume samples
    }

    /// Appends a table as an episode of the dataset.
    public mutating func append(
        _ table: EpisodeTable, images: Images, decode: Decoding
    ) throws(ExportError) {
        guard table.layout == layout else {
            throw .content(
                reason: "recordings of different layouts cannot stand in one dataset: "
                    + "export them apart")
        }
        let number = episodes.count
        let columns = EpisodeColumns(
            table: table, episode: number, firstRow: rowCount, framesPerSecond: framesPerSecond,
            tasks: table.task.map { self.number(ofTask: table.tasks[$0]) })
        var statistics: [Statistics] = []
        var rows: [ParquetRows] = []
        for (index, feature) in features.enumerated() {
            let values = columns.values(of: feature)
            rows.append(ParquetRows(values, feature.shape))
            EpisodeColumns.digest(values, into: &digest)
            let own = EpisodeColumns.samples(of: values, width: feature.width)
            statistics.append(Statistics(columns: own))
            try samples?.append(own, of: index, isFloat: feature.kind != .integer)
        }
        try appendData(rows, count: table.rowCount)
        var pictures: [Statistics] = []
        for camera in layout.cameraNames.indices {
            pictures.append(try appendMovie(camera, table, images, decode))
        }
        let used = Set(table.task).sorted().map { table.tasks[$0] }
        episodes.append(
            EpisodeEntry(
                source: EpisodeSource(table), tasks: used, firstRow: rowCount, rows: table.rowCount,
                dataFile: dataFile, statistics: statistics, pictures: pictures))
        rowCount += table.rowCount
    }

    /// Writes everything that speaks of the whole, checks the result and gives it its name.
    public consuming func finish(_ provenance: ExportProvenance) throws(ExportError) -> Report {
        guard let columns = samples.take()?.finish(), !episodes.isEmpty else {
            throw .nothing(reason: "no episode of these recordings can be exported")
        }
        try data.take()?.finish()
        let statisticsOfAll = StatisticsOfAll(columns, features: features.count)
        try writeEpisodes()
        try writeTasks()
        var whole: [(String, Statistics, Bool)] = []
        for (feature, statistics) in zip(features, try statisticsOfAll.values()) {
            whole.append((feature.name, statistics, false))
        }
        let cameras = zip(layout.cameraNames, pixels).map {
            (LeRobotV3Writer.videoKey($0), Statistics($1), true)
        }
        let statistics = (whole + cameras).map { ($0, $1.json(isImage: $2)) }
        try write(.object(statistics), to: "meta/stats.json")
        try write(information(rowCount: rowCount), to: "meta/info.json")
        let content = digest.finish()
        digest = SHA256()
        try write(provenance.json(episodes: episodes, content: content), to: "meta/reins.json")
        let problems = LeRobotCheck(directory.path).problems()
        if let problem = problems.first {
            throw .check(path: directory.path, problem: problem)
        }
        let report = Report(
            path: try directory.finish(), episodes: episodes.count, rows: rowCount,
            content: content)
        return report
    }

    /// What was exported.
    public struct Report: Equatable, Sendable {
        public var path: String
        public var episodes: Int
        public var rows: Int
        /// Digest of every value of every row.
        public var content: String
    }

    static func videoKey(_ camera: String) -> String { "observation.images." + camera }

    // MARK: - Parts

    private mutating func number(ofTask text: String) -> Int {
        if let known = tasks.firstIndex(of: text) { return known }
        tasks.append(text)
        return tasks.count - 1
    }
}
