internal import Glibc

/// The reports of a 3D mouse as it sends them, beside the events that the kernel makes of them.
///
/// The kernel tells of changes only: a cap that is held perfectly still and a radio that died look
/// the same there. Most mice send their state again and again while the cap is off its centre, and
/// hidraw shows that. It proves something only of a mouse that was seen to do so in this session:
/// of such a one every report of its cap proves that it lives, and silence that it does not.
struct RawReports: ~Copyable {
    enum Heard: Equatable {
        case nothing
        /// The device told of its cap: it lives, as of now.
        case reports
        /// No more is to be heard of it here.
        case lost
    }

    /// As often in a row as makes it no accident: at its end every push is sent as three zeros.
    private static let proof = 3
    /// What waited for longer than this is heard too late to prove anything.
    private static let backlog: Int64 = 100_000_000

    /// Readable while a report waits.
    let descriptor: Int32
    private var last: [UInt8: [UInt8]] = [:]
    private var inARow = 0
    private var readAt: Int64 = .min
    /// Whether the device was seen to send again what had not changed.
    private(set) var repeats = false

    /// - Parameter folder: where sysfs lists the device's hidraw nodes.
    /// - Returns: nil where there is none, or none that we may read.
    init?(folder: String) {
        guard let name = RawReports.first(in: folder) else { return nil }
        let descriptor = unsafe open("/dev/" + name, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        self.init(descriptor: descriptor)
    }

    /// Takes a descriptor that gives one report per read, and closes it.
    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes everything that is there, without waiting.
    mutating func drain(at now: Int64) -> Heard {
        let isFresh = readAt != .min && now &- readAt <= RawReports.backlog
        readAt = now
        var heard = Heard.nothing
        var report = [UInt8](repeating: 0, count: 64)
        // More than the kernel keeps; a device that floods is looked at again next time.
        for _ in 0..<256 {
            let count = unsafe read(descriptor, &report, report.count)
            guard count > 0 else {
                return count < 0 && (errno == EAGAIN || errno == EINTR) ? heard : .lost
            }
            if note(report[..<count]), isFresh { heard = .reports }
        }
        return heard
    }

    /// Only what says that the cap is off its centre is a repetition; zeros at the end are none.
    /// - Returns: whether it tells of the cap, as 1 and 2 do. Others a receiver may send by itself.
    private mutating func note(_ report: ArraySlice<UInt8>) -> Bool {
        guard let id = report.first, id == 1 || id == 2 else { return false }
        let axes = Array(report.dropFirst())
        defer { last[id] = axes }
        guard axes.contains(where: { $0 != 0 }) else { return true }
        inARow = last[id] == axes ? inARow + 1 : 0
        if inARow >= RawReports.proof { repeats = true }
        return true
    }

    private static func first(in folder: String) -> String? {
        guard let listing = unsafe opendir(folder) else { return nil }
        defer { unsafe closedir(listing) }
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name.hasPrefix("hidraw") { return name }
        }
        return nil
    }
}
