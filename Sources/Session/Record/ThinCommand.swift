internal import Console
internal import Glibc
internal import Link
internal import Storage

/// `reins thin`: makes room by a declared rule, without touching what humans did.
public enum ThinCommand {
    public static let usage = """
        usage: reins thin PLACE… [options]
        Makes finished recordings smaller: interventions, stops, faults and notes stay whole, with
        what lies before and behind them; autonomous stretches between them lose their images
        first, their steps last. PLACE is a recording or a folder of them. What is kept is copied
        byte for byte into a new file, which says what was deleted, by which rule, and the seal of
        the original; it takes the original's place in one step, once it is on the disk and was
        verified. `reins verify` tells what is gone. A recording that is not sound stays as it is.

        \(RetentionOptions.usage)
          --keys DIR        folder with the station's signing key (default: ~/.config/reins/keys)
          --dry-run         say which recordings would be thinned, and do nothing

        Without --keep-free every recording is thinned to the depth. Ends with 0, or with 1 where a
        recording could not be thinned or there still is too little room.
        """

    /// - Parameter arguments: those after `thin`.
    /// - Returns: 0 where all went well, 1 where not, 2 for wrong usage.
    public static func run(arguments: [String]) -> Int32 {
        if arguments.contains("--help") || arguments.contains("-h") {
            put(usage + "\n")
            return 0
        }
        do throws(LiveOptions.WrongUsage) {
            return try run(arguments)
        } catch {
            put(
                "reins thin: \(error.sentence)\nreins thin --help shows how.\n",
                to: STDERR_FILENO)
            return 2
        }
    }

    private static func run(_ arguments: [String]) throws(LiveOptions.WrongUsage) -> Int32 {
        var options = RetentionOptions()
        var keyDirectory: String?
        var places: [String] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--dry-run" {
                options.plan.isDry = true
            } else if word == "--keys" || RetentionOptions.takes(word) {
                guard let value = rest.popFirst() else {
                    throw LiveOptions.WrongUsage(sentence: "\(word) needs a value.")
                }
                if word == "--keys" { keyDirectory = value } else { try options.take(word, value) }
            } else if word.hasPrefix("-") {
                throw .noOption(word)
            } else {
                places.append(word)
            }
        }
        guard !places.isEmpty else {
            throw LiveOptions.WrongUsage(sentence: "name a recording, or a folder of them.")
        }
        return thin(places, options.plan, keyDirectory)
    }

    private static func thin(
        _ places: [String], _ plan: RetentionPass.Plan, _ keyDirectory: String?
    ) -> Int32 {
        let key: SigningKey?
        do throws(StorageError) {
            let directory = keyDirectory ?? (try? KeyStore.defaultDirectory())
            key = if let directory { try SigningKey.stored(in: directory) } else { nil }
        } catch {
            put("reins thin: \(error)\n", to: STDERR_FILENO)
            return 1
        }
        var pass = RetentionPass(plan, signingKey: key)
        let report = pass.run(places, now: Now.wall) { put("\($0.forOneLine).\n") }
        put(summary(report, plan))
        return report.failures > 0 || report.shortBy > 0 ? 1 : 0
    }

    private static func summary(
        _ report: RetentionPass.Report, _ plan: RetentionPass.Plan
    ) -> String {
        let count = report.thinned == 1 ? "1 recording" : "\(report.thinned) recordings"
        var text =
            plan.isDry
            ? "\(count) would be thinned"
            : "\(count) thinned, "
                + "\(ByteCount.text(UInt64(clamping: report.bytesFreed))) freed"
        if report.failures > 0 { text += "; \(report.failures) could not be thinned" }
        if report.shortBy > 0, !plan.isDry {
            text +=
                "; \(ByteCount.text(report.shortBy)) are still wanted: allow a deeper --thin-to, "
                + "or move recordings away"
        }
        return text + ".\n"
    }
}

extension String {
    /// Nothing from a file's name gets through that could act on the terminal.
    fileprivate var forOneLine: String { forDisplay(limit: 4000) }
}
