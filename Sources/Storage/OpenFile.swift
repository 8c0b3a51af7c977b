internal import Glibc
internal import MCAP

/// An open file. It is closed when its owner lets it go.
struct OpenFile: ~Copyable {
    private var descriptor: Int32
    let path: String
    private let disk: Disk

    init(descriptor: Int32, path: String, disk: Disk) {
        self.descriptor = descriptor
        self.path = path
        self.disk = disk
    }

    deinit { if descriptor >= 0 { disk.close(descriptor) } }

    /// Closes the file and gives up its lock. What is done with it afterwards fails.
    mutating func close() {
        if descriptor >= 0 { disk.close(descriptor) }
        descriptor = -1
    }

    /// Waits until everything written is on the disk.
    func sync() throws(StorageError) { try disk.sync(descriptor, path) }

    /// Cuts the file; what is written next follows.
    func truncate(to size: Int) throws(StorageError) {
        try disk.truncate(descriptor, path, to: size)
    }

    /// Bytes in the file.
    func size() throws(StorageError) -> Int { try disk.size(descriptor, path) }

    /// Marks the file as being written by this process, until it is closed.
    func lock() throws(StorageError) { try disk.lock(descriptor, path) }
}

extension OpenFile: MCAPOutput {
    /// Writes all of `bytes` behind what was written before.
    mutating func write(_ bytes: Span<UInt8>) throws(StorageError) {
        try unsafe bytes.withUnsafeBytes { raw throws(StorageError) in
            try unsafe disk.write(descriptor, path, raw)
        }
    }
}
