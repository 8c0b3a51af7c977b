internal import DatasetExport
internal import Glibc

/// `reins export`: a dataset from recordings.
public enum ExportCommand {
    public static var usage: String { ExportOptions.usage }

    /// - Parameter arguments: those after `export`.
    /// - Returns: 0 where a dataset was written, 1 where not, 2 for wrong usage.
    public static func run(arguments: [String]) -> Int32 {
        let options: ExportOptions
        switch ExportOptions.parse(arguments) {
        case .success(let parsed): options = parsed
        case .failure(let wrong):
            put("reins export: \(wrong.sentence).\n\(ExportOptions.usage)\n", to: STDERR_FILENO)
            return 2
        }
        if options.wantsHelp {
            put(ExportOptions.usage + "\n")
            return 0
        }
        do throws(ExportFailure) {
            var run = ExportRun(options) { put("reins export: \($0).\n", to: STDERR_FILENO) }
            put(try run.run())
            return 0
        } catch {
            put("reins export: \(error.sentence).\n", to: STDERR_FILENO)
            return 1
        }
    }
}

/// Why no dataset was written: one sentence without its full stop.
struct ExportFailure: Error, Equatable {
    var sentence: String
    init(_ sentence: String) { self.sentence = sentence }
}
