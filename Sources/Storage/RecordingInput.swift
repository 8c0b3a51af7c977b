public import MCAP

/// A recording as a reader sees it: any range of its bytes.
public final class RecordingInput: MCAPInput, Sendable {
    /// Bytes there were when it was opened.
    public let size: Int
    private let reading: Reading

    /// A descriptor used for `pread` alone, which has no position that threads could share.
    private struct Reading: ~Copyable, @unchecked Sendable {
        // Proof: the file is only read through `pread`, its descriptor never changes before
        // deinit, and its `Disk` carries no fault, hence no state that changes.
        let file: OpenFile
    }

    /// Opens a recording, complete or not.
    public init(_ path: String) throws(StorageError) {
        let file = try Disk().open(path)
        size = try file.size()
        reading = Reading(file: file)
    }

    public func read(at offset: Int, count: Int) throws(MCAPError) -> [UInt8] {
        guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
            throw MCAPError(offset: offset, .endsEarly(what: "the bytes asked for"))
        }
        let bytes: [UInt8]
        do throws(StorageError) {
            bytes = try reading.file.read(at: offset, count: count)
        } catch {
            throw MCAPError(offset: offset, .unreadable(reason: "\(error)"))
        }
        guard bytes.count == count else {
            throw MCAPError(offset: offset, .endsEarly(what: "the bytes asked for"))
        }
        return bytes
    }
}
