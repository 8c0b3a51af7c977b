import Control
import Messages
import RecordedCell
import Recording
import Testing

@testable import Storage

@Suite("A session read back") struct SessionReaderTests {
    private let cell: RecordedCell

    init() throws { cell = RecordedCell.story(try TwoArmManifest().make()) }

    private func steps(_ reader: SessionReader) -> [Step] {
        reader.entries().compactMap { if case .step(let step) = $0 { step.value } else { nil } }
    }

    @Test("manifest, session and every step come back as they were")
    func whole() throws {
        let place = TemporaryDirectory()
        let reader = try SessionReader(cell.write(in: place.path))
        #expect(reader.manifest.text == cell.manifest.text)
        #expect(reader.keymap == "{}")
        #expect(reader.session == 5)
        #expect(reader.trouble == [])
        #expect(steps(reader) == cell.steps)
        var images = 0
        for case .image(camera: 0, let image) in reader.entries() {
            #expect(image.index == images)
            #expect(image.stamp == cell.images[images].stamp)
            images += 1
        }
        #expect(images == cell.images.count)
        #expect(
            !reader.entries(images: false).contains { if case .image = $0 { true } else { false } })
    }

    @Test("the replay check passes on what is on disk")
    func replay() throws {
        let place = TemporaryDirectory()
        let reader = try SessionReader(cell.write(in: place.path))
        var check = ReplayCheck(manifest: reader.manifest)
        for item in reader.entries(images: false, replay: true) {
            switch item {
            case .step(let step): check.consume(step.value)
            case .input(let input): check.consume(input)
            case .state(let state): check.consume(state)
            case .event, .chunk, .image: break
            }
        }
        let report = check.finish()
        #expect(report.first == nil)
        #expect(report.replayed == cell.steps.count - 100)
    }

    @Test("an interrupted recording is read as far as it is whole, and says so")
    func interrupted() throws {
        let place = TemporaryDirectory()
        let reader = try SessionReader(cell.write(in: place.path, isFinished: false))
        #expect(reader.trouble.count == 1)
        #expect(reader.trouble.first?.contains("interrupted") == true)
        #expect(steps(reader) == cell.steps)
    }

    @Test("images come by their index, in any order")
    func images() throws {
        let place = TemporaryDirectory()
        let reader = try SessionReader(cell.write(in: place.path))
        var images = reader.images(camera: 0)
        let found = [3, 3, 9, 3, 100_000].map { images.jpeg($0) }
        #expect(found[0]?.prefix(2) == [0xFF, 0xD8])
        #expect(found[1] == found[0] && found[3] == found[0])
        #expect(found[2] != nil && found[2] != found[0])
        #expect(found[4] == nil)
        var none = reader.images(camera: 7)
        let nothing = none.jpeg(0)
        #expect(nothing == nil)
    }

    @Test(
        "an image's time is its source's, however late it came and whatever the clocks said",
        arguments: [0, 8_000_000, 40_000_000] as [Nanoseconds])
    func lateImages(delay: Nanoseconds) throws {
        let place = TemporaryDirectory()
        var cell = cell
        cell.note("for its stamp")
        let reader = try SessionReader(
            cell.write(
                in: place.path, wallOffset: 1_700_000_000_123_000_000, imageDelay: delay))
        let stamps = reader.entries().compactMap { item -> Nanoseconds? in
            if case .image(_, let image) = item { image.stamp } else { nil }
        }
        #expect(stamps == cell.images.map(\.stamp))
        var collector = EpisodeCollector(session: reader.session, manifest: reader.manifest)
        var found: [EpisodeRecord] = reader.entries().compactMap { collector.consume($0) }
        if let last = collector.finish() { found.append(last) }
        let table = try #require(
            Resampler(manifest: reader.manifest).tables(of: found[0]).tables.first)
        for (row, image) in table.images[0].enumerated() {
            let tick = table.ticks[row].lowerBound
            #expect(UInt64(cell.images[image].index) == tick - (tick - 1) % 5)
        }
    }

    @Test("a stamp that cannot be is not believed: the image counts from when it came")
    func unbelievableStamps() throws {
        let place = TemporaryDirectory()
        let delay = Nanoseconds.seconds(3600)
        let reader = try SessionReader(cell.write(in: place.path, imageDelay: delay))
        let first = reader.entries().first { if case .image = $0 { true } else { false } }
        guard case .image(_, let image) = first else {
            Issue.record("no image")
            return
        }
        #expect(image.stamp == cell.images[0].stamp + delay)
    }

    @Test("a stretch of time is read without what lies around it")
    func times() throws {
        let place = TemporaryDirectory()
        let reader = try SessionReader(cell.write(in: place.path))
        let range = cell.steps[100].now...cell.steps[120].now
        let found = reader.entries(images: false, at: range).compactMap {
            if case .step(let step) = $0 { step.value } else { nil }
        }
        #expect(found == Array(cell.steps[100...120]))
    }

    @Test("a note goes to its episode, with a tick and without, in the gap behind it too")
    func notes() throws {
        let place = TemporaryDirectory()
        var cell = RecordedCell(try TwoArmManifest().make())
        cell.note("before all", knowsTick: false)
        cell.begin()
        cell.run(50)
        cell.note("in the first", knowsTick: false)
        cell.ask(.end, UInt64(Outcome.failure.rawValue))
        cell.run(5)
        cell.note("after the first", knowsTick: false)
        cell.restart()
        cell.note("in the second")
        cell.run(50)
        let reader = try SessionReader(cell.write(in: place.path))
        var summary = SessionSummary(manifest: reader.manifest)
        var collector = EpisodeCollector(session: reader.session, manifest: reader.manifest)
        var records: [EpisodeRecord] = []
        for item in reader.entries() {
            if case .step(let step) = item { summary.consume(step.value) }
            if case .event(let event) = item { summary.consume(event) }
            if let record = collector.consume(item) { records.append(record) }
        }
        if let last = collector.finish() { records.append(last) }
        let expected = [["before all", "in the first", "after the first"], ["in the second"]]
        #expect(summary.episodes.map(\.notes) == expected)
        #expect(records.map(\.notes) == expected)
    }

    @Test("the collector gives each episode with the step before it and its outcome")
    func episodes() throws {
        let place = TemporaryDirectory()
        let reader = try SessionReader(cell.write(in: place.path))
        var collector = EpisodeCollector(session: reader.session, manifest: reader.manifest)
        var found: [EpisodeRecord] = reader.entries().compactMap { collector.consume($0) }
        if let last = collector.finish() { found.append(last) }
        #expect(found.count == 1)
        #expect(found[0].outcome == .success)
        let fromFile = Resampler(manifest: reader.manifest).tables(of: found[0])
        let inMemory = Resampler(manifest: cell.manifest).tables(of: cell.record())
        #expect(fromFile.tables.map(\.action) == inMemory.tables.map(\.action))
        #expect(fromFile.tables.map(\.stamps) == inMemory.tables.map(\.stamps))
        #expect(fromFile.counts[.exported] == inMemory.counts[.exported])
    }
}

@Suite("What is no recording is refused in one sentence") struct WrongSessionTests {
    private func refusal(_ path: String) -> String {
        do {
            _ = try SessionReader(path)
            return "was read"
        } catch {
            return error.description
        }
    }

    @Test("a file that is not there, a file of another kind, an MCAP file of another writer")
    func wrong() throws {
        let place = TemporaryDirectory()
        #expect(refusal(place.path + "/none.mcap").contains("cannot open"))
        #expect(refusal(#filePath).contains("not an MCAP file"))
        let (file, _) = try ShortSession.start(in: place.path)
        let foreign = try file.finish()
        #expect(refusal(foreign).contains("not a recording of Reins"))
    }

    @Test("a version that this program does not know, a manifest that does not read")
    func front() throws {
        let place = TemporaryDirectory()
        for (name, version, manifest) in [
            ("new", "9", "{}"), ("odd", String(Messages.recordingVersion), "{manifest: 1}"),
        ] {
            let file = try RecordingFile(name: name, in: place.path, library: "test")
            try file.addMetadata(
                name: "reins", ["session": "1", "wall_offset_ns": "0", "protocol": version])
            try file.addAttachment(
                name: "manifest.json", mediaType: "application/json", logTime: 1,
                data: Array(manifest.utf8))
            let sentence = refusal(try file.finish())
            #expect(sentence.contains(name == "new" ? "version 9" : "manifest that cannot be used"))
        }
    }
}
