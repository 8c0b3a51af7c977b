import Glibc

/// A directory of its own for one test; it goes with everything in it.
final class TemporaryDirectory {
    let path: String

    init() {
        var template = Array("/tmp/reins-storage-XXXXXX".utf8CString)
        path = unsafe template.withUnsafeMutableBufferPointer { buffer in
            let made = unsafe mkdtemp(buffer.baseAddress!)
            return unsafe String(cString: made!)
        }
    }

    deinit {
        for name in names { unsafe unlink("\(path)/\(name)") }
        unsafe rmdir(path)
    }

    /// The names in it, sorted.
    var names: [String] {
        var names: [String] = []
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func remove(_ name: String) { _ = unsafe unlink("\(path)/\(name)") }

    func write(_ name: String, _ bytes: [UInt8]) {
        let file = unsafe fopen("\(path)/\(name)", "w")!
        unsafe fwrite(bytes, 1, bytes.count, file)
        unsafe fclose(file)
    }

    func read(_ name: String) -> [UInt8] {
        guard let file = unsafe fopen("\(path)/\(name)", "r") else { return [] }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&part, 1, part.count, file)
            if count == 0 { return bytes }
            bytes += part[..<count]
        }
    }
}
