internal import Glibc

/// A directory of its own for one test; it goes with everything in it.
public final class Scratch {
    public let path: String

    public init() {
        var template = Array("/tmp/reins-test-XXXXXX".utf8CString)
        unsafe template.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { _ = unsafe mkdtemp(start) }
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { remove(path) }

    private func remove(_ path: String) {
        for name in Scratch.names(path) { remove(path + "/" + name) }
        if unsafe rmdir(path) != 0 { unsafe unlink(path) }
    }

    /// Names in a directory, sorted; none for a file.
    public static func names(_ path: String) -> [String] {
        guard let handle = unsafe opendir(path) else { return [] }
        defer { _ = unsafe closedir(handle) }
        var names: [String] = []
        while let entry = unsafe readdir(handle) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Every file under a directory with its bytes, by its path from there.
    public static func files(_ path: String, _ prefix: String = "") -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for name in names(path) {
            let inside = files(path + "/" + name, prefix + name + "/")
            if inside.isEmpty {
                result[prefix + name] = bytes(path + "/" + name)
            } else {
                result.merge(inside) { first, _ in first }
            }
        }
        return result
    }

    public static func bytes(_ path: String) -> [UInt8] {
        guard let file = unsafe fopen(path, "r") else { return [] }
        defer { unsafe fclose(file) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            if count == 0 { return all }
            all += buffer[..<count]
        }
    }
}
