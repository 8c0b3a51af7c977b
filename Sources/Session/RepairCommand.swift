internal import Console
internal import Glibc
internal import MCAP
internal import Storage

/// `reins repair`: mends recordings, and saves what is sound in damaged ones.
public enum RepairCommand {
    public static let usage = """
        usage: reins repair FILE…
        Mends what `reins verify` finds. A recording that was interrupted (NAME.mcap.partial) is cut
        behind its last whole record, gets its summary and its name. Any other file is not touched:
        what is sound in it goes into NAME.repaired.mcap beside it, and what could not be saved is
        named with its place.

        Ends with 0 where all is saved, with 1 where something is lost or nothing can be done.
        """

    /// - Parameter arguments: those after `repair`.
    /// - Returns: 0 where nothing is lost, 1 where something is, 2 for wrong usage.
    public static func run(arguments: [String]) -> Int32 {
        if arguments.contains("--help") || arguments.contains("-h") {
            put(usage + "\n")
            return 0
        }
        if let option = arguments.first(where: { $0.hasPrefix("-") }) {
            return wrong(LiveOptions.WrongUsage.noOption(option).sentence)
        }
        if arguments.isEmpty { return wrong("name a file.") }
        var status: Int32 = 0
        for path in arguments where !repair(path) { status = 1 }
        return status
    }

    private static func wrong(_ sentence: String) -> Int32 {
        put("reins repair: \(sentence)\n\(usage)\n", to: STDERR_FILENO)
        return 2
    }

    private static func repair(_ path: String) -> Bool {
        let shown = path.forDisplay(limit: 4000)
        do throws(StorageError) {
            switch try RecordingRepair.repair(path) {
            case .sound:
                put("\(shown): sound, there is nothing to repair.\n")
                return true
            case .mended(let sentence, let lostBytes):
                put(sentence.forDisplay(limit: 4000) + "\n")
                return lostBytes == 0
            case .saved(let target, let salvage):
                put(text(shown, target.forDisplay(limit: 4000), salvage))
                return salvage.lostBytes == 0 && salvage.lostMessages == 0
            }
        } catch {
            put("reins repair: \(error)\n", to: STDERR_FILENO)
            return false
        }
    }

    private static func text(_ path: String, _ target: String, _ salvage: MCAPSalvage) -> String {
        let statistics = salvage.summary.statistics
        var line = "\(path): saved \(statistics.messageCount) messages in "
        line += "\(statistics.chunkCount) chunks and \(statistics.attachmentCount) attachments "
        line += "into \(target)"
        let stated = salvage.statedMessages ?? 0
        let saved = statistics.messageCount
        let lost = max(salvage.lostMessages, stated > saved ? stated - saved : 0)
        line += lost > 0 ? "; \(lost) messages are lost" : ""
        if salvage.unknownRecords > 0 {
            line += "; \(salvage.unknownRecords) records of kinds not known here were copied as "
            line += "they are"
        }
        line += salvage.lostBytes > 0 ? "; \(salvage.lostBytes) bytes could not be read." : "."
        let lines = salvage.findings.map { finding in
            "  byte \(finding.offset), \(finding.length) bytes: \(finding.problem)."
        }
        return ([line] + lines).map { $0.forDisplay(limit: 4000) + "\n" }.joined()
    }
}
