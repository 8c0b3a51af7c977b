/// One call to the system that changed something on the disk, for tests that ask what a power cut
/// leaves of it.
enum DiskCall: Equatable {
    case makeDirectory(String)
    case create(String)
    case write(String, offset: Int, bytes: [UInt8])
    case truncate(String, size: Int)
    case sync(String)
    case rename(String, to: String)
    case remove(String)
    case syncDirectory(String)
}
