internal import Console
internal import JSON5
internal import MCAP
internal import Storage

/// What `reins verify` says of a file.
enum VerifyText {
    /// Some lines for people. Nothing from the file reaches the terminal as a control character.
    static func text(_ found: RecordingVerification) -> String {
        let path = found.path.forDisplay(limit: 4000)
        let count =
            found.container.findings.count + found.contradictions.count + (isChanged(found) ? 1 : 0)
        var lines = [
            found.isSound
                ? "\(path): sound; \(figures(found))"
                : "\(path): \(count) \(count == 1 ? "thing is" : "things are") wrong; "
                    + figures(found)
        ]
        lines += found.container.findings.map { "  \($0)." }
        lines += found.contradictions.map { "  \($0)." }
        if let session = found.session { lines += VerifyText.lines(session) }
        if let remark = found.remark { lines.append("  " + remark + ".") }
        lines.append("  " + chain(found.chain) + ".")
        return lines.map { $0.forDisplay(limit: 4000) + "\n" }.joined()
    }

    /// What became of a bag's directory.
    static func bag(
        _ directory: String, _ count: Int, _ outcome: ROS2Bag.Outcome, _ isJSON: Bool
    ) -> String {
        if isJSON {
            let members: [(String, JSON5Value)] = [
                ("ros2_bag", .string(directory)), ("files", .integer(count)),
                ("written", .bool(outcome == .written)),
            ]
            return ((try? JSONText.encode(.object(members))) ?? "{}") + "\n"
        }
        let files = count == 1 ? "1 file" : "\(count) files"
        let shown = directory.forDisplay(limit: 4000)
        switch outcome {
        case .written: return "\(shown): a ROS 2 bag of \(files) was made.\n"
        case .fits: return "\(shown): a ROS 2 bag that fits its \(files).\n"
        }
    }

    private static func isChanged(_ found: RecordingVerification) -> Bool {
        if case .changed = found.chain { true } else { false }
    }

    private static func figures(_ found: RecordingVerification) -> String {
        let statistics = found.container.contents.statistics
        var words = "\(statistics.messageCount) messages in \(statistics.chunkCount) chunks"
        words += ", \(statistics.attachmentCount) attachments"
        guard let session = found.session else {
            return found.remark == nil ? words + "; not a recording of Reins" : words
        }
        words += "; \(session.steps) steps, \(session.segments) segments, "
        words += "\(session.operatorSegments) of them the operator's"
        if found.container.unknownRecords > 0 {
            words += "; \(found.container.unknownRecords) records are of kinds not known here"
        }
        if session.missingTicks > 0 { words += "; \(session.missingTicks) ticks are missing" }
        if session.countedLosses > 0 {
            words += "; the recorder counts \(session.countedLosses) losses"
        }
        return words
    }

    private static func chain(_ chain: ChainVerification) -> String {
        switch chain {
        case .none: "it has no chain: whether it was changed afterwards cannot be told"
        case .repaired(let record):
            "it is repaired, not sealed: it was saved from a damaged file of "
                + "\(record.sourceBytes) bytes (BLAKE2b \(record.sourceHash)), of which "
                + "\(record.lostBytes) bytes and \(record.lostMessages) messages are lost, and "
                + "nothing shows whether it was changed since"
        case .changed(let range, let problem):
            "it was changed after it was recorded, first within the bytes \(range.lowerBound) to "
                + "\(range.upperBound): \(problem)"
        case .intact(let intact):
            "the first \(intact.covered) bytes are as they were recorded (\(intact.links) links); "
                + (intact.untied > 0 ? "nothing ties the \(intact.untied) behind them; " : "")
                + seal(intact.seal)
        }
    }

    private static func seal(_ seal: ChainVerification.Seal) -> String {
        switch seal {
        case .missing: "it has no seal: it was interrupted, or its end was cut off"
        case .unsigned: "its seal is not signed"
        case .signed(let key): "its seal is signed by \(key)"
        }
    }

    // MARK: For programs

    static func json(_ found: RecordingVerification) -> JSON5Value {
        let statistics = found.container.contents.statistics
        var members: [(String, JSON5Value)] = [
            ("path", .string(found.path)), ("sound", .bool(found.isSound)),
            ("recording", .bool(found.session != nil)), ("bytes", .integer(found.container.size)),
            ("messages", .integer(statistics.messageCount)),
            ("chunks", .integer(statistics.chunkCount)),
            ("attachments", .integer(statistics.attachmentCount)),
            ("start_time", .integer(statistics.startTime)),
            ("end_time", .integer(statistics.endTime)),
            ("blake2b", .string(found.contentHash)),
            ("complete", .bool(found.container.isComplete)),
            ("indexed", .bool(found.container.isIndexed)),
            ("unknown_records", .integer(found.container.unknownRecords)),
        ]
        if let session = found.session {
            members += [
                ("session", .string(String(session.number, radix: 16))),
                ("steps", .integer(session.steps)),
                ("missing_ticks", .integer(session.missingTicks)),
                ("counted_losses", .integer(session.countedLosses)),
                ("segments", .integer(session.segments)),
                ("operator_segments", .integer(session.operatorSegments)),
            ]
            members += VerifyText.members(session)
        }
        members.append(("findings", .array(found.container.findings.map(json))))
        members.append(("contradictions", .array(found.contradictions.map { .string($0) })))
        members.append(("chain", json(found.chain)))
        return .object(members)
    }

    private static func json(_ finding: MCAPFinding) -> JSON5Value {
        .object([
            ("kind", .string(finding.kind.rawValue)), ("offset", .integer(finding.offset)),
            ("length", .integer(finding.length)), ("problem", .string(finding.problem)),
            ("remedy", .string(finding.remedy)),
        ])
    }

    private static func json(_ chain: ChainVerification) -> JSON5Value {
        switch chain {
        case .none: return .object([("state", .string("none"))])
        case .repaired(let record):
            return .object([
                ("state", .string("repaired")), ("source_bytes", .integer(record.sourceBytes)),
                ("source_blake2b", .string(record.sourceHash)),
                ("messages", .integer(record.messages)),
                ("lost_messages", .integer(record.lostMessages)),
                ("lost_bytes", .integer(record.lostBytes)), ("findings", .integer(record.findings)),
                ("unknown_records", .integer(record.unknownRecords)),
            ])
        case .changed(let range, let problem):
            return .object([
                ("state", .string("changed")), ("from", .integer(range.lowerBound)),
                ("to", .integer(range.upperBound)), ("problem", .string(problem)),
            ])
        case .intact(let intact):
            var members: [(String, JSON5Value)] = [
                ("state", .string("intact")), ("links", .integer(intact.links)),
                ("covered", .integer(intact.covered)), ("untied", .integer(intact.untied)),
            ]
            switch intact.seal {
            case .missing: members.append(("seal", .string("missing")))
            case .unsigned: members.append(("seal", .string("unsigned")))
            case .signed(let key):
                members.append(("seal", .string("signed")))
                members.append(("public_key", .string(key)))
            }
            return .object(members)
        }
    }
}
