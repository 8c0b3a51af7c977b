public import MCAP
internal import MCAPCompression

extension RecordingRepair {
    /// What became of a file that was to be repaired.
    public enum Outcome: Sendable {
        /// Nothing is wrong with it.
        case sound
        /// An interrupted recording was made whole where it is, and has its name; the sentence
        /// says what was done. What was being written when it was interrupted may be lost.
        case mended(String, lostBytes: Int)
        /// What is sound in it was saved into another file; it was not touched.
        case saved(path: String, MCAPSalvage)
    }

    /// Repairs one file.
    ///
    /// A recording of ours that was interrupted, `NAME.mcap.partial`, is cut behind its last whole
    /// record and gets its summary, in place, as at the next start. Of any other what is sound is
    /// saved into `NAME.repaired.mcap` beside it.
    public static func repair(
        _ path: String, disk: Disk = Disk()
    ) throws(StorageError) -> Outcome {
        let (directory, name) = parts(of: path)
        let isPartial = name.hasSuffix(Storage.partialSuffix)
        // One that was killed before its first byte: as at the next start.
        if isPartial, try isBlank(path),
            case .done(let sentence, let lost) = try mend(name, in: directory, disk)
        {
            return .mended(sentence, lostBytes: lost)
        }
        let found = try RecordingVerification(path)
        if found.container.findings.contains(where: { $0.kind == .notMCAP }) {
            throw StorageError(
                .read, path, reason: "its first eight bytes are not those of an MCAP file",
                remedy: "name a recording, or an MCAP file of another program")
        }
        let isTorn = found.container.findings.allSatisfy { $0.kind == .truncated }
        if isPartial, isTorn {
            switch try mend(name, in: directory, disk) {
            case .done(let sentence, let lost): return .mended(sentence, lostBytes: lost)
            case .busy:
                throw StorageError(
                    .read, path, reason: "another process is writing it",
                    remedy: "wait until that has finished")
            case .left: break
            }
        } else if found.container.findings.isEmpty {
            if found.isSound { return .sound }
            throw StorageError(
                .read, path,
                reason: "what was changed in it, or contradicts itself, cannot be repaired: "
                    + "`reins verify` names it")
        }
        let suffix = isPartial ? Storage.partialSuffix : Storage.suffix
        let stem = name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
        return try save(path, as: stem + ".repaired", in: directory, disk)
    }

    private static func parts(of path: String) -> (directory: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let directory = String(path[..<slash])
        return (directory.isEmpty ? "/" : directory, String(path[path.index(after: slash)...]))
    }

    private static func save(
        _ path: String, as stem: String, in directory: String, _ disk: Disk
    ) throws(StorageError) -> Outcome {
        let target = "\(directory)/\(freeName(stem, directory, disk))"
        // Not a name that the next start would take for an interrupted recording.
        let partial = target + ".saving"
        // What an earlier attempt left, nobody has.
        if disk.exists(partial) { try disk.remove(partial) }
        let input = try RecordingInput(path)
        var file = try disk.create(partial)
        let salvage: MCAPSalvage
        do throws(StorageError) {
            try file.lock()
            salvage = try salvaged(path, input, into: &file)
            try file.sync()
        } catch {
            try? disk.remove(partial)
            throw error
        }
        try disk.rename(partial, to: target)
        try disk.syncDirectory(directory)
        return .saved(path: target, salvage)
    }

    private static func salvaged(
        _ path: String, _ input: RecordingInput, into file: inout OpenFile
    ) throws(StorageError) -> MCAPSalvage {
        let hash: String
        do throws(MCAPError) {
            hash = try ContentHash.text(of: input)
        } catch {
            throw StorageError(reading: path, error)
        }
        do throws(MCAPSalvageError<StorageError>) {
            return try MCAPSalvage.run(
                input, into: &file, decompress: MCAPCompression.decompress
            ) { salvage in
                [RepairRecord(sourceBytes: input.size, sourceHash: hash, salvage).metadata]
            }
        } catch {
            switch error {
            case .reading(let error): throw StorageError(reading: path, error)
            case .writing(let error): throw error
            }
        }
    }
}
