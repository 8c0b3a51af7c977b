internal import Glibc
internal import JSON5

/// Looks at a written dataset as a stranger would: what its readers need and do not say when it is
/// missing. What is inside the Parquet files is for the readers' own programs to check.
struct LeRobotCheck {
    private let path: String

    init(_ path: String) { self.path = path }

    /// One sentence each; none where everything is in its place.
    func problems() -> [String] {
        guard let information = json("meta/info.json") else { return ["meta/info.json is no JSON"] }
        var problems: [String] = []
        let episodes = information["total_episodes"]?.integer ?? 0
        if episodes < 1 { problems.append("it has no episode") }
        for name in ["meta/tasks.parquet", LeRobotV3Writer.place("meta/episodes", 0, "parquet")]
        where !isParquet(name) { problems.append("\(name) is not complete") }
        if !isParquet(LeRobotV3Writer.place("data", 0, "parquet")) {
            problems.append("the data file is not complete")
        }
        guard let features = information["features"]?.object,
            let statistics = json("meta/stats.json")
        else { return problems + ["meta/stats.json is no JSON"] }
        for feature in features {
            problems += self.problems(of: feature, statistics[feature.key], episodes)
        }
        return problems
    }

    private func problems(
        of feature: JSON5Value.Member, _ statistics: JSON5Value?, _ episodes: Int
    ) -> [String] {
        var problems: [String] = []
        let name = feature.key
        let isVideo = feature.value["dtype"]?.string == "video"
        let shape = feature.value["shape"]?.array?.compactMap(\.integer) ?? []
        if shape.isEmpty || shape.contains(where: { $0 < 1 }) || (!isVideo && shape.count != 1) {
            problems.append("feature \(name) has the shape \(shape)")
        }
        if !isVideo, let names = feature.value["names"]?.array, names.count != shape.first {
            problems.append("feature \(name) has \(names.count) names for \(shape) entries")
        }
        let width = isVideo ? 3 : shape.first ?? 0
        for statistic in Statistics.names {
            let values = statistics?[statistic]?.array
            if values?.count != (statistic == "count" ? 1 : width) {
                problems.append("the statistic \(statistic) of \(name) does not fit it")
            }
        }
        guard isVideo else { return problems }
        for episode in 0..<episodes {
            let movie = LeRobotV3Writer.place("videos/\(name)", episode, "mp4")
            if size(movie) == 0 { problems.append("\(movie) is missing") }
        }
        return problems
    }

    private func json(_ name: String) -> JSON5Value? {
        guard let bytes = read(name) else { return nil }
        return try? JSON5Text.parse(String(decoding: bytes, as: UTF8.self))
    }

    private func isParquet(_ name: String) -> Bool {
        let magic = Array("PAR1".utf8)
        let size = size(name)
        // A data file has a hundred megabytes and more: its ends say whether it is whole.
        return size > 12 && read(name, at: 0, count: 4) == magic
            && read(name, at: size - 4, count: 4) == magic
    }

    private func size(_ name: String) -> Int {
        var status = stat()
        return unsafe stat(path + "/" + name, &status) == 0 ? Int(status.st_size) : 0
    }

    private func read(_ name: String) -> [UInt8]? { read(name, at: 0, count: size(name)) }

    private func read(_ name: String, at offset: Int, count: Int) -> [UInt8]? {
        let descriptor = unsafe open(path + "/" + name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        var done = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            while done < count {
                let part = unsafe pread(
                    descriptor, room.baseAddress?.advanced(by: done), count - done,
                    off_t(offset + done))
                if part <= 0 { break }
                done += part
            }
            filled = done
        }
        return done == count ? bytes : nil
    }
}
