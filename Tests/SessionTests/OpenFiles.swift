import Glibc
import RecordedCell

/// What this process holds open.
enum OpenFiles {
    /// Paths of open files under a directory.
    static func under(_ directory: String) -> [String] {
        Scratch.names("/proc/self/fd").compactMap { number in
            var buffer = [CChar](repeating: 0, count: 4096)
            let count = unsafe readlink("/proc/self/fd/" + number, &buffer, buffer.count - 1)
            guard count > 0 else { return nil }
            let path = String(
                decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return path.hasPrefix(directory) ? path : nil
        }
    }
}
