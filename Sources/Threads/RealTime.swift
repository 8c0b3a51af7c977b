internal import CLinux
internal import Glibc
internal import Synchronization

/// Real-time scheduling (SCHED_FIFO) and locked memory: what keeps a deadline on a machine that has
/// much else to do. Only where somebody asks for it, as such a thread goes before everything.
public enum RealTime {
    /// Of a thread that a motion depends on. What serves it, as the cell's link, comes after it.
    public static let priority: Int32 = 20

    /// What of it this process may not have.
    public struct Refusal: Sendable, Equatable {
        public var scheduling: Bool
        public var memory: Bool

        public init(scheduling: Bool, memory: Bool) {
            (self.scheduling, self.memory) = (scheduling, memory)
        }

        /// One sentence with a remedy; nil where nothing was refused.
        public func sentence(user: String) -> String? {
            var what: [String] = []
            var lines: [String] = []
            if scheduling {
                what.append("real-time scheduling")
                lines.append("'\(user) - rtprio \(RealTime.priority)'")
            }
            if memory {
                what.append("locked memory")
                lines.append("'\(user) - memlock unlimited'")
            }
            guard !what.isEmpty else { return nil }
            return "\(user) may not have \(what.joined(separator: " and ")), so it runs without: "
                + "put \(lines.joined(separator: " and ")) into "
                + "/etc/security/limits.d/reins.conf and log in again"
        }
    }

    /// Locks the process's memory, and tries whether a thread may be scheduled so.
    ///
    /// - Returns: a sentence for the user where one is not permitted; the other is in force.
    public static func prepare() -> String? {
        let result = Atomic<Int32>(0)
        Worker("real-time trial") {
            result.store(reins_thread_real_time(RealTime.priority), ordering: .releasing)
        }.join()
        let refusal = Refusal(
            scheduling: result.load(ordering: .acquiring) != 0, memory: reins_lock_memory() != 0)
        return refusal.sentence(user: userName)
    }

    private static var userName: String {
        guard let entry = unsafe getpwuid(geteuid()), let name = unsafe entry.pointee.pw_name
        else { return String(geteuid()) }
        return unsafe String(cString: name)
    }
}
