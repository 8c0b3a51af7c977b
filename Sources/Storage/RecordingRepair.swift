internal import MCAP
internal import MCAPCompression

/// Makes recordings whole whose writer was interrupted.
public enum RecordingRepair {
    /// Repairs every `*.mcap.partial` in a directory that no process is writing.
    ///
    /// Returns one sentence for each: what was done, or why nothing could be. A directory that
    /// does not exist has nothing to repair.
    public static func repairAll(
        in directory: String, disk: Disk = Disk()
    ) throws(StorageError) -> [String] {
        if !disk.exists(directory) { return [] }
        var sentences: [String] = []
        for name in try disk.names(in: directory, endingIn: Storage.partialSuffix) {
            do throws(StorageError) {
                sentences.append(try mend(name, in: directory, disk).sentence)
            } catch {
                sentences.append("\(name) could not be repaired: \(error).")
            }
        }
        return sentences
    }

    /// What became of an interrupted recording.
    enum Mend {
        case done(String, lostBytes: Int)
        /// Another process writes it.
        case busy(String)
        /// It is damaged otherwise than by an interruption.
        case left(String)

        var sentence: String {
            switch self {
            case .done(let sentence, _), .busy(let sentence), .left(let sentence): sentence
            }
        }
    }

    static func mend(
        _ name: String, in directory: String, _ disk: Disk
    ) throws(StorageError) -> Mend {
        let path = "\(directory)/\(name)"
        var file = try disk.open(path, writable: true)
        do throws(StorageError) {
            try file.lock()
        } catch {
            return .busy("\(name) is being written by another process and was left alone.")
        }
        if try isBlank(path) {
            try disk.remove(path)
            return .done("\(name) was empty and was removed.", lostBytes: 0)
        }
        let plan: MCAPRepair?
        do throws(MCAPError) {
            plan = try RecordingRepair.plan(try input(path))
        } catch {
            return .left(
                "\(name) was left as it is: \(error). `reins repair` saves what is sound in it.")
        }
        if let plan {
            try file.truncate(to: plan.keptBytes)
            try file.write(plan.appended.span)
        }
        try file.sync()
        let target = freeName(String(name.dropLast(Storage.partialSuffix.count)), directory, disk)
        try disk.rename(path, to: "\(directory)/\(target)")
        try disk.syncDirectory(directory)
        return .done(sentence(name, target, plan), lostBytes: plan?.lostBytes ?? 0)
    }

    /// What to do with a file: its chain knows better than the records what was whole.
    private static func plan(_ input: RecordingInput) throws(MCAPError) -> MCAPRepair? {
        guard let cut = try ChainReach(input).cut else {
            return try MCAPRepair.plan(input, decompress: MCAPCompression.decompress)
        }
        var plan = try MCAPRepair.plan(
            InputPrefix(input: input, size: cut), decompress: MCAPCompression.decompress)
        plan?.lostBytes += input.size - cut
        return plan
    }

    /// Whether nothing ever came to the disk: no byte, or blocks that were never written.
    static func isBlank(_ path: String) throws(StorageError) -> Bool {
        let input = try RecordingInput(path)
        var at = 0
        do throws(MCAPError) {
            while at < input.size {
                let bytes = try input.read(at: at, count: min(1 << 20, input.size - at))
                if bytes.contains(where: { $0 != 0 }) { return false }
                at += bytes.count
            }
        } catch {
            throw StorageError(reading: path, error)
        }
        return true
    }

    private static func input(_ path: String) throws(MCAPError) -> RecordingInput {
        do throws(StorageError) {
            return try RecordingInput(path)
        } catch {
            throw MCAPError(offset: 0, .unreadable(reason: "\(error)"))
        }
    }

    /// `NAME.mcap`, or with a number where that name is taken.
    static func freeName(_ stem: String, _ directory: String, _ disk: Disk) -> String {
        var name = stem + Storage.suffix
        var number = 2
        while disk.exists("\(directory)/\(name)") {
            name = "\(stem)-\(number)\(Storage.suffix)"
            number += 1
        }
        return name
    }

    private static func sentence(_ name: String, _ target: String, _ plan: MCAPRepair?) -> String {
        guard let plan else { return "\(name) was complete and is now \(target)." }
        let messages = plan.summary.statistics.messageCount
        var text = "Mended \(target) (interrupted): \(messages) messages"
        text += plan.lostBytes > 0 ? ", \(plan.lostBytes) bytes cut short were dropped" : ""
        text += plan.damage.isEmpty ? "" : ", \(plan.damage.count) damaged chunks are left out"
        return text + "."
    }
}
