public import MCAP

/// A recording as a reader sees it: any range of its bytes.
public final class RecordingInput: MCAPInput, Sendable {
    /// Bytes there were when it was opened.
    public let size: Int
    private let path: String
    /// Read through `pread` alone: no position that threads could share.
    private let descriptor: Int32

    /// Opens a recording, complete or not.
    public init(_ path: String) throws(StorageError) {
        let disk = Disk()
        let descriptor = try disk.descriptor(opening: path)
        do throws(StorageError) {
            size = try disk.size(descriptor, path)
        } catch {
            disk.close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { Disk().close(descriptor) }

    public func read(at offset: Int, count: Int) throws(MCAPError) -> [UInt8] {
        guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
            throw MCAPError(offset: offset, .endsEarly(what: "the bytes asked for"))
        }
        let bytes: [UInt8]
        do throws(StorageError) {
            bytes = try Disk().read(descriptor, path, at: offset, count: count)
        } catch {
            throw MCAPError(offset: offset, .unreadable(reason: error.cause))
        }
        guard bytes.count == count else {
            throw MCAPError(offset: offset, .endsEarly(what: "the bytes asked for"))
        }
        return bytes
    }
}
