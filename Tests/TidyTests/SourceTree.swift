import Foundation

/// The project's own text files, read once. Only the tests know Foundation.
struct SourceTree {
    struct File {
        /// From the root: `Sources/Control/Arbiter.swift`
        var path: String
        var lines: [Substring]

        /// `Control` for `Sources/Control/…`.
        var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
        var isSource: Bool { path.hasPrefix("Sources/") }
    }

    let swift: [File]
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    static let shared = SourceTree()

    private init() {
        swift = ["Sources", "Tests", "Keymaps"].flatMap {
            SourceTree.files(in: $0, suffix: ".swift")
        }
    }

    static func files(in folder: String, suffix: String) -> [File] {
        let base = root + "/" + folder
        let names = (FileManager.default.enumerator(atPath: base)?.allObjects as? [String]) ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted().compactMap { name in
            guard let text = try? String(contentsOfFile: base + "/" + name, encoding: .utf8) else {
                return nil
            }
            return File(
                path: folder + "/" + name,
                lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }
}
