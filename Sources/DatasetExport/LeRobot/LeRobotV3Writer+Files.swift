internal import JSON5
internal import Parquet
internal import Recording

/// The files of the dataset.
extension LeRobotV3Writer {
    static func place(_ folder: String, _ number: Int, _ suffix: String) -> String {
        "\(folder)/chunk-\(digits(number / 1000))/file-\(digits(number % 1000)).\(suffix)"
    }

    private static func digits(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 3 - text.count)) + text
    }

    mutating func write(_ value: JSON5Value, to name: String) throws(ExportError) {
        let text: String
        do throws(JSONText.Failure) {
            text = try JSONText.encode(value, indent: 2)
        } catch {
            throw .content(reason: "\(name) cannot be written: \(error)")
        }
        try directory.write(text + "\n", to: name)
    }

    /// One row group per episode; another file where this one is large.
    mutating func appendData(_ rows: [ParquetRows], count: Int) throws(ExportError) {
        if let size = data?.size, size >= LeRobotV3Writer.dataFileSize {
            try data.take()?.finish()
            dataFile += 1
        }
        if data == nil {
            let path = try directory.file(LeRobotV3Writer.place("data", dataFile, "parquet"))
            data = try ParquetFile(creating: path, features.map(\.column))
        }
        try data?.append(rows, count: count)
    }

    /// One movie per episode and camera. Returns the statistics of its pictures.
    mutating func appendMovie(
        _ camera: Int, _ table: EpisodeTable, _ images: Images, _ decode: Decoding
    ) throws(ExportError) -> Statistics {
        let folder = "videos/" + LeRobotV3Writer.videoKey(layout.cameraNames[camera])
        let path = try directory.file(LeRobotV3Writer.place(folder, episodes.count, "mp4"))
        var movie = try MovieWriter(creating: path, framesPerSecond: framesPerSecond)
        var histograms = PixelHistograms()
        let stride = max(1, table.rowCount / LeRobotV3Writer.sampledPictures)
        for (row, image) in table.images[camera].enumerated() {
            guard let jpeg = images(camera, image) else {
                throw .picture(movie: path, frame: row, reason: "it cannot be read again")
            }
            try movie.append(jpeg.span)
            guard row % stride == 0 else { continue }
            guard let pixels = decode(jpeg) else {
                throw .picture(movie: path, frame: row, reason: "it does not decode")
            }
            histograms.add(pixels)
        }
        try note(movie.format, of: camera)
        try movie.finish()
        pixels[camera] += histograms
        return Statistics(histograms)
    }

    /// All movies of one camera must be alike: `info.json` declares one size.
    private mutating func note(_ format: MovieWriter.Format?, of camera: Int)
        throws(ExportError)
    {
        if let first = formats[camera], first != format {
            throw .content(
                reason: "camera \(layout.cameraNames[camera]) changed its picture size between "
                    + "episodes: export the recordings of each size apart")
        }
        formats[camera] = format
    }

    mutating func writeTasks() throws(ExportError) {
        let path = try directory.file("meta/tasks.parquet")
        // The reader takes the task from the *index* of a pandas table: without this it silently
        // becomes a number.
        func column(_ name: String, _ pandas: String, _ numpy: String) -> JSON5Value {
            [
                "name": .string(name), "field_name": .string(name),
                "pandas_type": .string(pandas), "numpy_type": .string(numpy), "metadata": nil,
            ]
        }
        let pandas: JSON5Value = [
            "index_columns": ["task"], "column_indexes": [],
            "columns": [
                column("task_index", "int64", "int64"), column("task", "unicode", "object"),
            ],
            "creator": ["library": "reins", "version": "1"], "pandas_version": "2.0.0",
        ]
        let text = (try? JSONText.encode(pandas)) ?? "{}"
        var file = try ParquetFile(
            creating: path,
            [ParquetColumn("task_index", .int64), ParquetColumn("task", .utf8)],
            metadata: [("pandas", text)])
        try file.append(
            [ParquetRows(.int64(tasks.indices.map(Int64.init))), ParquetRows(.utf8(tasks))],
            count: tasks.count)
        try file.finish()
    }

    func information(rowCount: Int) -> JSON5Value {
        let hasVideo = !layout.cameraNames.isEmpty
        let video = "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4"
        return [
            "codebase_version": "v3.0", "robot_type": .string(robotType),
            "total_episodes": .integer(episodes.count), "total_frames": .integer(rowCount),
            "total_tasks": .integer(tasks.count), "chunks_size": 1000,
            "data_files_size_in_mb": 100, "video_files_size_in_mb": 200,
            "fps": .integer(framesPerSecond), "splits": ["train": .string("0:\(episodes.count)")],
            "data_path": "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet",
            "video_path": hasVideo ? .string(video) : .null, "features": .object(declarations),
        ]
    }

    /// LeRobot's own five columns stand at the end.
    private var declarations: [(String, JSON5Value)] {
        let own = features.map(\.declaration)
        let cameras = zip(layout.cameraNames, formats).map {
            (LeRobotV3Writer.videoKey($0), declaration(of: $1))
        }
        return Array(own.dropLast(5)) + cameras + Array(own.suffix(5))
    }

    private func declaration(of format: MovieWriter.Format?) -> JSON5Value {
        let height = JSON5Value.integer(format?.picture.height ?? 0)
        let width = JSON5Value.integer(format?.picture.width ?? 0)
        return [
            "dtype": "video", "shape": [height, width, 3],
            "names": ["height", "width", "channels"],
            "info": [
                "video.height": height, "video.width": width, "video.codec": "mjpeg",
                "video.pix_fmt": .string(format?.picture.pixelFormat ?? ""),
                "video.is_depth_map": false, "video.fps": .integer(framesPerSecond),
                "video.channels": 3, "has_audio": false, "is_depth_map": false,
            ],
        ]
    }
}
