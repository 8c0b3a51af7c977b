internal import Glibc
internal import JSON5
internal import MCAP
internal import Storage

/// `reins verify`: whether recordings are what they say.
public enum VerifyCommand {
    public static let usage = """
        usage: reins verify [--json] [--ros2-bag DIRECTORY] FILE…
        Reads every byte of recordings, and of MCAP files of other programs: structure, checksums,
        indexes; for recordings also the steps against the manifest, the numbers that must follow
        each other, and the chain that shows the first change made afterwards. Writes nothing.

          --json      one line of JSON for each file
          --ros2-bag DIRECTORY
                      when all files are sound, leave a ROS 2 bag of them in a new directory:
                      links to the files and metadata.yaml; where it exists, compare it with them

        Ends with 0 where all files are sound, with 1 where something is wrong.
        """

    /// - Parameter arguments: those after `verify`.
    /// - Returns: 0 where all files are sound, 1 where not, 2 for wrong usage.
    public static func run(arguments: [String]) -> Int32 {
        var paths: [String] = []
        var isJSON = false
        var bag: String?
        var words = arguments[...]
        while let word = words.popFirst() {
            switch word {
            case "--help", "-h":
                put(usage + "\n")
                return 0
            case "--json": isJSON = true
            case "--ros2-bag":
                guard let directory = words.popFirst(), !directory.isEmpty else {
                    return wrong("--ros2-bag needs a directory.")
                }
                bag = directory
            default:
                guard !word.hasPrefix("-") else {
                    return wrong(LiveOptions.WrongUsage.noOption(word).sentence)
                }
                paths.append(word)
            }
        }
        if paths.isEmpty { return wrong("name a recording, for example recordings/*.mcap.") }
        var sound: [RecordingVerification] = []
        for path in paths {
            if let found = verify(path, isJSON), found.isSound { sound.append(found) }
        }
        if sound.count < paths.count { return 1 }
        guard let bag else { return 0 }
        return leave(bag, sound, isJSON) ? 0 : 1
    }

    private static func leave(
        _ directory: String, _ recordings: [RecordingVerification], _ isJSON: Bool
    ) -> Bool {
        let directory =
            directory.count > 1 && directory.hasSuffix("/")
            ? String(directory.dropLast()) : directory
        do throws(StorageError) {
            let outcome = try ROS2Bag.leave(recordings, in: directory)
            put(VerifyText.bag(directory, recordings.count, outcome, isJSON))
            return true
        } catch {
            put("reins verify: \(error)\n", to: STDERR_FILENO)
            return false
        }
    }

    private static func wrong(_ sentence: String) -> Int32 {
        put("reins verify: \(sentence)\n\(usage)\n", to: STDERR_FILENO)
        return 2
    }

    /// What was found in a file, and said; nil where it cannot be read at all.
    private static func verify(_ path: String, _ isJSON: Bool) -> RecordingVerification? {
        do throws(StorageError) {
            let found = try RecordingVerification(path)
            if isJSON {
                put(((try? JSONText.encode(VerifyText.json(found))) ?? "{}") + "\n")
            } else {
                put(VerifyText.text(found))
            }
            return found
        } catch {
            put("reins verify: \(error)\n", to: STDERR_FILENO)
            return nil
        }
    }
}
