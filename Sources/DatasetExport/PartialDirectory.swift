internal import Glibc

/// An export while it is made: `OUT.partial`, which gets its name when it is complete and goes when
/// it is not. Half a dataset never carries the final name.
struct PartialDirectory: ~Copyable {
    let path: String
    private let finalPath: String
    /// Everything made in it, in order.
    private var made: [(path: String, isDirectory: Bool)] = []
    private var isDone = false

    /// - Throws: where `path` or its partial form exists, and where it cannot be made.
    init(for path: String) throws(ExportError) {
        var trimmed = path
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        finalPath = trimmed
        self.path = trimmed + ".partial"
        if ExportFile.exists(finalPath) { throw .exists(path: finalPath, isPartial: false) }
        if ExportFile.exists(self.path) { throw .exists(path: self.path, isPartial: true) }
        try ExportFile.makeDirectory(self.path)
    }

    deinit {
        if isDone { return }
        for (path, isDirectory) in made.reversed() {
            _ = unsafe isDirectory ? rmdir(path) : unlink(path)
        }
        _ = unsafe rmdir(path)
    }

    /// The path of a new file in it, with the directories above it made.
    mutating func file(_ name: String) throws(ExportError) -> String {
        var at = name.startIndex
        while let slash = name[at...].firstIndex(of: "/") {
            let directory = path + "/" + name[..<slash]
            if !ExportFile.exists(directory) {
                try ExportFile.makeDirectory(directory)
                made.append((directory, true))
            }
            at = name.index(after: slash)
        }
        made.append((path + "/" + name, false))
        return path + "/" + name
    }

    /// Writes a whole small file.
    mutating func write(_ text: String, to name: String) throws(ExportError) {
        var file = try ExportFile(creating: try file(name))
        try file.append(Array(text.utf8))
        try file.finish()
    }

    /// Gives the directory its name.
    consuming func finish() throws(ExportError) -> String {
        try ExportFile.rename(path, to: finalPath)
        isDone = true
        return finalPath
    }
}
