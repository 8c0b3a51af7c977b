internal import Glibc
internal import JSON5
internal import MCAP
internal import Storage

/// `reins verify`: whether recordings are what they say.
public enum VerifyCommand {
    public static let usage = """
        usage: reins verify [--json] FILE…
        Reads every byte of recordings, and of MCAP files of other programs: structure, checksums,
        indexes; for recordings also the steps against the manifest, the numbers that must follow
        each other, and the chain that shows the first change made afterwards. Writes nothing.

          --json      one line of JSON for each file

        Ends with 0 where all files are sound, with 1 where something is wrong.
        """

    /// - Parameter arguments: those after `verify`.
    /// - Returns: 0 where all files are sound, 1 where not, 2 for wrong usage.
    public static func run(arguments: [String]) -> Int32 {
        var paths: [String] = []
        var isJSON = false
        for word in arguments {
            switch word {
            case "--help", "-h":
                put(usage + "\n")
                return 0
            case "--json": isJSON = true
            default:
                guard !word.hasPrefix("-") else {
                    return wrong(LiveOptions.WrongUsage.noOption(word).sentence)
                }
                paths.append(word)
            }
        }
        if paths.isEmpty { return wrong("name a recording, for example recordings/*.mcap.") }
        var status: Int32 = 0
        for path in paths where !verify(path, isJSON) { status = 1 }
        return status
    }

    private static func wrong(_ sentence: String) -> Int32 {
        put("reins verify: \(sentence)\n\(usage)\n", to: STDERR_FILENO)
        return 2
    }

    private static func verify(_ path: String, _ isJSON: Bool) -> Bool {
        do throws(StorageError) {
            let found = try RecordingVerification(path)
            if isJSON {
                put(((try? JSONText.encode(VerifyText.json(found))) ?? "{}") + "\n")
            } else {
                put(VerifyText.text(found))
            }
            return found.isSound
        } catch {
            put("reins verify: \(error)\n", to: STDERR_FILENO)
            return false
        }
    }
}
