internal import Parquet
internal import Recording

/// `meta/episodes`: one row per episode, with where its rows and pictures lie and its statistics.
extension LeRobotV3Writer {
    /// Episodes of one row group.
    private static let groupSize = 500

    mutating func writeEpisodes() throws(ExportError) {
        let path = try directory.file(LeRobotV3Writer.place("meta/episodes", 0, "parquet"))
        let names = layout.cameraNames.map(LeRobotV3Writer.videoKey)
        var columns = LeRobotV3Writer.placeColumns(names)
        for feature in features { columns += LeRobotV3Writer.statisticsColumns(feature.name, 1) }
        for name in names { columns += LeRobotV3Writer.statisticsColumns(name, 3) }
        columns += ["chunk_index", "file_index"].map {
            ParquetColumn("meta/episodes/" + $0, .int64)
        }
        var file = try ParquetFile(creating: path, columns)
        for first in stride(from: 0, to: episodes.count, by: LeRobotV3Writer.groupSize) {
            let range = first..<min(first + LeRobotV3Writer.groupSize, episodes.count)
            try file.append(rows(of: range), count: range.count)
        }
        try file.finish()
    }

    private static func placeColumns(_ videos: [String]) -> [ParquetColumn] {
        var columns = [
            ParquetColumn("episode_index", .int64), ParquetColumn("tasks", .utf8, depth: 1),
            ParquetColumn("length", .int64), ParquetColumn("data/chunk_index", .int64),
            ParquetColumn("data/file_index", .int64), ParquetColumn("dataset_from_index", .int64),
            ParquetColumn("dataset_to_index", .int64),
        ]
        for name in videos {
            columns += ["chunk_index", "file_index"].map {
                ParquetColumn("videos/\(name)/\($0)", .int64)
            }
            columns += ["from_timestamp", "to_timestamp"].map {
                ParquetColumn("videos/\(name)/\($0)", .double)
            }
        }
        return columns
    }

    private static func statisticsColumns(_ name: String, _ depth: Int) -> [ParquetColumn] {
        Statistics.names.map {
            $0 == "count"
                ? ParquetColumn("stats/\(name)/\($0)", .int64, depth: 1)
                : ParquetColumn("stats/\(name)/\($0)", .double, depth: depth)
        }
    }

    private func rows(of range: Range<Int>) -> [ParquetRows] {
        let entries = episodes[range]
        func integers(_ value: (Int, EpisodeEntry) -> Int) -> ParquetRows {
            ParquetRows(.int64(zip(range, entries).map { Int64(value($0, $1)) }))
        }
        var rows = [
            integers { number, _ in number },
            ParquetRows(.utf8(entries.flatMap(\.tasks)), .lists(entries.map(\.tasks.count))),
            integers { $1.rows }, integers { $1.dataFile / 1000 }, integers { $1.dataFile % 1000 },
            integers { $1.firstRow }, integers { $1.firstRow + $1.rows },
        ]
        for _ in layout.cameraNames {
            rows += [
                integers { number, _ in number / 1000 }, integers { number, _ in number % 1000 },
            ]
            rows.append(ParquetRows(.double(entries.map { _ in 0 })))
            let seconds = entries.map { Double($0.rows) / Double(framesPerSecond) }
            rows.append(ParquetRows(.double(seconds)))
        }
        for index in features.indices {
            rows += LeRobotV3Writer.rows(of: entries.map { $0.statistics[index] }, isImage: false)
        }
        for camera in layout.cameraNames.indices {
            rows += LeRobotV3Writer.rows(of: entries.map { $0.pictures[camera] }, isImage: true)
        }
        return rows + [integers { _, _ in 0 }, integers { _, _ in 0 }]
    }

    private static func rows(of statistics: [Statistics], isImage: Bool) -> [ParquetRows] {
        Statistics.names.map { name in
            guard name != "count" else {
                return ParquetRows(.int64(statistics.map { Int64($0.count) }), .fixed([1]))
            }
            let numbers = statistics.map { $0.values[name] ?? [] }
            let width = numbers.first?.count ?? 0
            return ParquetRows(
                .double(numbers.flatMap { $0 }), .fixed(isImage ? [width, 1, 1] : [width]))
        }
    }
}
