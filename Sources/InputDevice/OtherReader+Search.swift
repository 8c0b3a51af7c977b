import Glibc

extension OtherReader {
    /// Looks for a process other than ours that has `node` open, in `/proc`. Without privileges
    /// only this user's processes are seen; a running spacenavd is known by its socket.
    static func holding(_ node: String) -> OtherReader {
        let own = getpid()
        for entry in entries(of: "/proc") {
            guard let process = Int32(entry), process != own else { continue }
            let folder = "/proc/\(process)/fd"
            for descriptor in entries(of: folder)
            where target(of: folder + "/" + descriptor) == node {
                let name = printable(firstLine(of: "/proc/\(process)/comm"))
                return OtherReader(name: "\(name) (process \(process))")
            }
        }
        let hasSocket = unsafe access("/run/spnav.sock", F_OK) == 0
        return OtherReader(name: hasSocket ? "spacenavd" : nil)
    }
}

private func entries(of folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { _ = unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names
}

private func target(of link: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = unsafe readlink(link, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func firstLine(of path: String) -> String {
    guard let file = unsafe fopen(path, "r") else { return "" }
    defer { _ = unsafe fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = unsafe fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<count].prefix { $0 != 10 }, as: UTF8.self)
}
