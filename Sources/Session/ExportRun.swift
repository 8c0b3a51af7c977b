internal import Control
internal import DatasetExport
internal import Messages
internal import Recording
internal import Storage

/// One run of `reins export`: recordings to tables to a dataset.
struct ExportRun {
    private let options: ExportOptions
    /// What a person should know although the export goes on.
    private let warn: (String) -> Void
    private var seen = SeenSteps()
    private var sources: [ExportProvenance.Source] = []
    /// Recorded episodes of which something is in the dataset: session and number.
    private var episodes: Set<[UInt64]> = []
    /// Why some of them stand there in parts.
    private var cuts: Set<StepUse> = []

    init(_ options: ExportOptions, warn: @escaping (String) -> Void) {
        self.options = options
        self.warn = warn
    }

    /// - Returns: the report for people.
    mutating func run() throws(ExportFailure) -> String {
        let (paths, first) = try checkAll()
        let resampler = try resampler(first)
        let report: LeRobotV3Writer.Report
        do throws(ExportError) {
            let writing = try DatasetWriting { [out = options.out] () throws(ExportError) in
                try LeRobotV3Writer(
                    out: out, layout: resampler.layout, robotType: first.robot.name,
                    framesPerSecond: Int(resampler.rate))
            }
            for path in paths { try export(path, resampler, into: writing) }
            guard writing.rowCount > 0 else { throw .nothing(reason: nothingSentence) }
            report = try writing.finish(
                ExportProvenance(
                    manifest: first, rowPeriod: resampler.rowPeriod,
                    included: options.included.sorted { $0.rawValue < $1.rawValue },
                    sources: sources))
        } catch {
            throw ExportFailure(error.description)
        }
        return text(report, resampler)
    }

    // MARK: - Recordings

    /// Looks at every recording before anything is written. They are opened one after the other
    /// here and in the export: a shift's recordings are more than a process may hold open.
    private func checkAll() throws(ExportFailure) -> (paths: [String], first: Manifest) {
        var paths: [String] = []
        for path in options.paths {
            do throws(StorageError) {
                paths += try RecordingReader.paths(at: path)
            } catch {
                throw ExportFailure(error.description)
            }
        }
        var first: Manifest?
        for path in paths {
            let reader: SessionReader
            do throws(SessionReadError) {
                reader = try SessionReader(path)
            } catch {
                throw ExportFailure(error.description)
            }
            for sentence in reader.trouble { warn("\(path): \(sentence)") }
            if let first, let difference = difference(reader.manifest, first) {
                throw ExportFailure(
                    "\(path) and \(paths[0]) cannot stand in one dataset: \(difference)")
            }
            first = first ?? reader.manifest
        }
        guard let first else {
            throw ExportFailure(
                "there is no recording in \(options.paths.joined(separator: ", ")): name a file "
                    + "that ends in .mcap, or a directory with such files")
        }
        return (paths, first)
    }

    /// Why two recordings' numbers do not mean the same.
    private func difference(_ a: Manifest, _ b: Manifest) -> String? {
        if a.robot.simulated != b.robot.simulated, !options.mayMix {
            return "one is simulated, the other is not; say --mix-simulated if that is meant"
        }
        if a.robot.name != b.robot.name { return "their robots differ" }
        if ExportLayout(a) != ExportLayout(b) { return "their states or actions differ" }
        if a.control.tickPeriod != b.control.tickPeriod { return "their control rates differ" }
        if a.control.policy.period != b.control.policy.period, options.rate == nil {
            return "their policies' rates differ; say --rate"
        }
        for group in a.groups.indices {
            let (x, y) = (a.control.groups[group], b.control.groups[group])
            if x.space != y.space || x.rotationForm != y.rotationForm
                || x.deltaReference != y.deltaReference || x.actionFrame != y.actionFrame
                || x.composition != y.composition || x.gripperKind != y.gripperKind
            {
                return "actions of \(a.groups[group].name) mean different things"
            }
        }
        return nil
    }

    private func resampler(_ manifest: Manifest) throws(ExportFailure) -> Resampler {
        let period = options.rate.map { Nanoseconds.seconds(1 / Double($0)) }
        let resampler = Resampler(manifest: manifest, rowPeriod: period)
        let control = 1e9 / Double(max(1, manifest.control.tickPeriod))
        if let rate = options.rate, Double(rate) > control * 1.001 {
            throw ExportFailure(
                "--rate \(rate) is above the control rate of \(Int(control.rounded())) Hz: "
                    + "there are no more rows than ticks")
        }
        guard resampler.rate == resampler.rate.rounded(), resampler.rate >= 1 else {
            throw ExportFailure(
                "the policy's rate of \(resampler.rate) Hz is no whole number, which LeRobot needs: "
                    + "say --rate")
        }
        return resampler
    }

    // MARK: - Episodes

    private mutating func export(
        _ path: String, _ resampler: Resampler, into writing: DatasetWriting
    ) throws(ExportError) {
        let reader: SessionReader
        do throws(SessionReadError) {
            reader = try SessionReader(path)
        } catch {
            throw .content(reason: error.description)
        }
        var counts = StepCounts()
        try writing.begin(reader)
        let episodes = EpisodeReading(reader)
        while let record = try episodes.next() {
            episodes.reuse(try export(record, resampler, into: writing, &counts))
        }
        seen.endRecording()
        var trouble = reader.trouble
        if let first = episodes.firstTrouble {
            let sentence = "\(episodes.unreadable) records could not be read, the first: \(first)"
            warn("\(reader.path): \(sentence)")
            trouble.append(sentence)
        }
        sources.append(
            ExportProvenance.Source(
                name: reader.path.split(separator: "/").last.map(String.init) ?? reader.path,
                session: reader.session, counts: counts, lost: reader.lost, trouble: trouble))
    }

    /// - Returns: the record's steps, which nobody needs any more.
    private mutating func export(
        _ record: EpisodeRecord, _ resampler: Resampler, into writing: DatasetWriting,
        _ counts: inout StepCounts
    ) throws(ExportError) -> [Boxed<Step>] {
        var record = record
        counts[.duplicate] += seen.takeOutSeen(of: &record)
        let (tables, used) = resampler.tables(of: record, wanted: options.included)
        counts += used
        for table in tables {
            episodes.insert([table.session, table.episode])
            cuts.formUnion(table.cutBefore)
            try writing.append(table)
        }
        return record.steps
    }

    // MARK: - Words

    private var total: StepCounts {
        var total = StepCounts()
        for source in sources { total += source.counts }
        return total
    }

    private var unusedSentence: String {
        let reasons = StepUse.allCases.filter { $0 != .exported && total[$0] > 0 }
        return reasons.map { "\(total[$0]) \($0.words)" }.joined(separator: ", ")
    }

    private var nothingSentence: String {
        let why = unusedSentence
        return "there is nothing to export: "
            + (why.isEmpty
                ? "no episode ever ran; name a recording in which one was started"
                : "of \(total.total) steps \(why)")
    }

    /// A dataset's episodes have no breaks: a recorded one that has stands there in parts.
    private func episodesSentence(parts: Int) -> String {
        let text = episodes.count == 1 ? "1 episode" : "\(episodes.count) episodes"
        guard parts != episodes.count else { return text }
        let reasons = StepUse.allCases.filter { cuts.contains($0) }.map(\.cutWords)
        let why = reasons.isEmpty ? "" : " (cut " + reasons.joined(separator: " and ") + ")"
        return text + " in \(parts) parts\(why)"
    }

    private func text(_ report: LeRobotV3Writer.Report, _ resampler: Resampler) -> String {
        let unused = unusedSentence
        return """
            \(report.path): \(episodesSentence(parts: report.episodes)), \(report.rows) rows at \
            \(Int(resampler.rate)) Hz
            steps used: \(total[.exported]) of \(total.total) from an episode's start to the reset \
            after it\
            \(unused.isEmpty ? "" : " (" + unused + ")")
            content: sha256 \(report.content)
            check it with the official loader:
              HF_HUB_OFFLINE=1 python3 -c "from lerobot.datasets.lerobot_dataset import \
            LeRobotDataset as D; d = D('local/check', root='\(report.path)'); print(len(d), d[0].keys())"

            """
    }
}

extension StepUse {
    /// Where a row cannot go on.
    var cutWords: String {
        switch self {
        case .afterGap: "where ticks are missing"
        case .reseated: "where a setpoint was set to the arm"
        case .stateMissing: "where a part of the state is missing"
        case .actionMissing: "where an action is missing"
        case .imageMissing: "where an image is missing"
        case .notWanted: "where rows were not asked for"
        case .exported, .notRunning, .partialRow, .discarded, .tooLong, .duplicate:
            "where steps were left out"
        }
    }

    /// The reason in words, behind a number of steps.
    var words: String {
        switch self {
        case .exported: "exported"
        case .notRunning: "after an episode's end"
        case .afterGap: "first after a gap"
        case .reseated: "with a setpoint set to the arm"
        case .stateMissing: "with a part of the state missing"
        case .actionMissing: "without an action"
        case .imageMissing: "without an image"
        case .partialRow: "in less than a row"
        case .discarded: "in discarded episodes"
        case .tooLong:
            "in episodes of more than \(EpisodeCollector.maximumSteps) steps, which do not fit "
                + "into memory: end episodes sooner"
        case .notWanted: "not asked for"
        case .duplicate: "already in another recording"
        }
    }
}
