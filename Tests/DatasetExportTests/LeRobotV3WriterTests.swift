import Glibc
import JSON5
import Messages
import RecordedCell
import Recording
import Testing

@testable import DatasetExport

@Suite("A LeRobotDataset v3.0") struct LeRobotV3WriterTests {
    private let scratch = Scratch()
    private let manifest: Manifest
    private let tables: [EpisodeTable]

    init() throws {
        manifest = try TwoArmManifest().make()
        let resampler = Resampler(manifest: manifest)
        let record = RecordedCell.story(manifest).record()
        let whole = resampler.tables(of: record).tables
        tables = whole + resampler.tables(of: record, wanted: [.corrections]).tables
    }

    private func write(
        _ name: String, picture: @escaping (Int) -> [UInt8]? = { MovieWriterTests.jpeg($0) }
    ) throws(ExportError) -> LeRobotV3Writer.Report {
        var writer = try LeRobotV3Writer(
            out: scratch.path + "/" + name, layout: tables[0].layout, robotType: "two_arms",
            framesPerSecond: 20)
        for table in tables {
            try writer.append(
                table, images: { _, image in picture(image) },
                decode: { _ in [UInt8](repeating: 51, count: 64 * 48 * 3) })
        }
        return try writer.finish(
            ExportProvenance(
                manifest: manifest, rowPeriod: tables[0].rowPeriod, included: [.all], sources: []))
    }

    private func json(_ name: String) throws -> JSON5Value {
        let bytes = Scratch.bytes(scratch.path + "/out/" + name)
        return try JSON5Text.parse(String(decoding: bytes, as: UTF8.self))
    }

    @Test("has every file in its place and says in info.json what is in them")
    func files() throws {
        let report = try write("out")
        #expect(
            Scratch.files(scratch.path + "/out").keys.sorted() == [
                "data/chunk-000/file-000.parquet", "meta/episodes/chunk-000/file-000.parquet",
                "meta/info.json", "meta/reins.json", "meta/stats.json", "meta/tasks.parquet",
                "videos/observation.images.front/chunk-000/file-000.mp4",
                "videos/observation.images.front/chunk-000/file-001.mp4",
            ])
        #expect(report.episodes == 2)
        #expect(report.rows == tables[0].rowCount + tables[1].rowCount)
        let information = try json("meta/info.json")
        #expect(information["total_frames"]?.integer == report.rows)
        #expect(information["fps"]?.integer == 20)
        let features = try #require(information["features"]?.object)
        #expect(
            features.map(\.key).suffix(6) == [
                "observation.images.front", "timestamp", "frame_index", "episode_index", "index",
                "task_index",
            ])
        #expect(information["features"]?["action"]?["names"]?.array?.count == 13)
        #expect(information["features"]?["action_source"]?["shape"]?.array == [2])
        let video = information["features"]?["observation.images.front"]
        #expect(video?["shape"]?.array == [96, 128, 3])
        #expect(video?["info"]?["video.pix_fmt"]?.string == "yuvj420p")
    }

    @Test("has all ten statistics of every feature, finite, images as 3 x 1 x 1")
    func statistics() throws {
        _ = try write("out")
        let features = try #require(try json("meta/info.json")["features"]?.object)
        let statistics = try json("meta/stats.json")
        for feature in features {
            for name in Statistics.names {
                let values = statistics[feature.key]?[name]?.array
                let isImage = feature.value["dtype"]?.string == "video"
                let width = isImage ? 3 : feature.value["shape"]?.array?.first?.integer
                #expect(values?.count == (name == "count" ? 1 : width), "\(feature.key) \(name)")
                if isImage, name == "mean" { #expect(values?[0].array?[0].array == [0.2]) }
            }
        }
    }

    @Test("is the same to the byte when it is written again")
    func again() throws {
        let first = try write("a")
        let second = try write("b")
        #expect(first.content == second.content)
        #expect(Scratch.files(scratch.path + "/a") == Scratch.files(scratch.path + "/b"))
    }

    @Test("another value is another content")
    func content() throws {
        let first = try write("a")
        var wrong = tables[0]
        wrong.action[5] += 1e-6
        var writer = try LeRobotV3Writer(
            out: scratch.path + "/c", layout: wrong.layout, robotType: "two_arms",
            framesPerSecond: 20)
        for table in [wrong, tables[1]] {
            try writer.append(
                table, images: { _, image in MovieWriterTests.jpeg(image) },
                decode: { _ in [0, 0, 0] })
        }
        let second = try writer.finish(
            ExportProvenance(
                manifest: manifest, rowPeriod: wrong.rowPeriod, included: [.all], sources: []))
        #expect(second.content != first.content)
    }

    @Test("never goes over what exists, and an interrupted one says what to do")
    func existing() throws {
        unsafe mkdir(scratch.path + "/out", 0o755)
        #expect(throws: ExportError.exists(path: scratch.path + "/out", isPartial: false)) {
            try write("out")
        }
        unsafe mkdir(scratch.path + "/other.partial", 0o755)
        #expect(throws: ExportError.exists(path: scratch.path + "/other.partial", isPartial: true))
        {
            try write("other/")
        }
    }

    @Test("leaves nothing behind where it fails")
    func failure() throws {
        #expect(throws: ExportError.self) {
            try write("out", picture: { $0 > 200 ? nil : MovieWriterTests.jpeg($0) })
        }
        #expect(throws: ExportError.self) {
            try write("out", picture: { MovieWriterTests.jpeg($0, width: $0 > 200 ? 64 : 128) })
        }
        #expect(Scratch.names(scratch.path) == [])
    }

    @Test("without an episode there is no dataset")
    func empty() throws {
        let writer = try LeRobotV3Writer(
            out: scratch.path + "/out", layout: tables[0].layout, robotType: "x",
            framesPerSecond: 20)
        let provenance = ExportProvenance(
            manifest: manifest, rowPeriod: 1, included: [.all], sources: [])
        do throws(ExportError) {
            _ = try writer.finish(provenance)
            Issue.record("an empty dataset was written")
        } catch {
            #expect(error.description.contains("no episode"))
        }
        #expect(Scratch.names(scratch.path) == [])
    }

    @Test("the check finds what its readers would not say")
    func check() throws {
        _ = try write("out")
        let path = scratch.path + "/out"
        #expect(LeRobotCheck(path).problems() == [])
        unsafe unlink(path + "/videos/observation.images.front/chunk-000/file-001.mp4")
        #expect(LeRobotCheck(path).problems().contains { $0.contains("file-001.mp4 is missing") })
        unsafe truncate(path + "/data/chunk-000/file-000.parquet", 1000)
        #expect(LeRobotCheck(path).problems().contains { $0.contains("data file") })
    }
}
