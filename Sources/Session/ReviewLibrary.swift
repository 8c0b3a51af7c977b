internal import Console
internal import Control
internal import Messages
internal import Recording
internal import Storage

/// The recordings of a review: summarised once, opened again for what is looked at. None stays
/// open: there may be more of them than a process may hold open.
struct ReviewLibrary {
    let sessions: [ReviewedSession]

    /// - Parameter paths: recordings and directories of them.
    init(_ paths: [String]) throws(SessionReadError) {
        var sessions: [ReviewedSession] = []
        for path in paths {
            let found: [String]
            do throws(StorageError) {
                found = try RecordingReader.paths(at: path)
            } catch {
                throw .file(error)
            }
            for file in found {
                sessions.append(ReviewLibrary.reviewed(try SessionReader(file)))
            }
        }
        self.sessions = sessions
    }

    /// One sentence where there is nothing to review; nil otherwise.
    func emptySentence(_ paths: [String]) -> String? {
        guard sessions.isEmpty else { return nil }
        return
            "there is no recording in \(paths.joined(separator: ", ")): name a file that ends in "
            + ".mcap, or a directory with such files"
    }

    private static func reviewed(_ reader: SessionReader) -> ReviewedSession {
        var summary = SessionSummary(manifest: reader.manifest)
        var entries = reader.entries(images: false)
        while let item = entries.next() {
            switch item {
            case .step(let step): summary.consume(step.value)
            case .event(let event): summary.consume(event)
            case .chunk, .input, .state, .image: break
            }
        }
        summary.finish()
        var trouble = reader.trouble
        if let first = entries.firstTrouble {
            trouble.append("\(entries.unreadable) records could not be read, the first: \(first)")
        }
        return ReviewedSession(
            path: reader.path, manifest: reader.manifest, session: reader.session,
            episodes: summary.episodes, lost: reader.lost, trouble: trouble)
    }

    /// The traces of one intervention with its pre-roll and as much after it.
    func traces(of reviewed: ReviewedIntervention) throws(SessionReadError) -> MotionTraces {
        let reader = try SessionReader(sessions[reviewed.session].path)
        let intervention = reviewed.intervention
        let ticks = intervention.ticks
        let room = UInt64(intervention.preRoll?.count ?? 0)
        let first = intervention.preRoll?.lowerBound ?? ticks.lowerBound
        let last = ticks.upperBound &+ min(room, 1000)
        // Times of ticks, generously: a loop may have been late. The rest of the file is not read.
        let around = Nanoseconds(clamping: room) &* 4 &* reader.manifest.control.tickPeriod
        let margin = Nanoseconds.seconds(1) &+ around
        let begin = intervention.start &- margin
        let end = max(begin, intervention.end &+ margin)
        var traces = MotionTraces(manifest: reader.manifest, group: intervention.group)
        for case .step(let step) in reader.entries(images: false, at: begin...end) {
            if step.value.tick > last { break }
            if step.value.tick >= first { traces.append(step.value) }
        }
        return traces
    }

    /// The traces of a row of the list.
    ///
    /// - Parameter arm: whose, where nobody took one, in the manifest's order.
    func traces(of subject: ReviewSubject, arm: Int) throws(SessionReadError) -> MotionTraces {
        switch subject {
        case .intervention(let reviewed): return try traces(of: reviewed)
        case .quiet(let session, let episode):
            let reader = try SessionReader(sessions[session].path)
            let summary = sessions[session].episodes[episode]
            var traces = MotionTraces(manifest: reader.manifest, group: arm)
            let margin = Nanoseconds.seconds(1)
            let span = (summary.start &- margin)...(max(summary.start, summary.end) &+ margin)
            for case .step(let step) in reader.entries(images: false, at: span)
            where summary.ticks.contains(step.value.tick) {
                traces.append(step.value)
            }
            return traces
        }
    }

    /// Whether each recording's decisions follow from its inputs.
    func replays() throws(SessionReadError) -> [ReplayCheck.Report] {
        var reports: [ReplayCheck.Report] = []
        for session in sessions {
            let reader = try SessionReader(session.path)
            var check = ReplayCheck(manifest: reader.manifest)
            for item in reader.entries(images: false, replay: true) {
                switch item {
                case .step(let step): check.consume(step.value)
                case .input(let input): check.consume(input)
                case .state(let state): check.consume(state)
                case .event, .chunk, .image: break
                }
            }
            reports.append(check.finish())
        }
        return reports
    }
}
