import Testing

@Suite("One screen explains a file")
struct SizeTests {
    static let longestFile = 600
    static let longestFunction = 70
    static let longestLine = 100

    @Test("files and lines stay short")
    func files() {
        #expect(SourceTree.shared.swift.count > 50, "the tree was not found")
        for file in SourceTree.shared.swift {
            #expect(file.lines.count <= SizeTests.longestFile, "\(file.path)")
            for (number, line) in file.lines.enumerated() where line.count > SizeTests.longestLine {
                // A string literal or a table that cannot be broken may stand out.
                guard !line.contains("\""), !line.hasPrefix("/// |") else { continue }
                Issue.record("\(file.path):\(number + 1) has \(line.count) columns")
            }
        }
    }

    @Test("functions stay short")
    func functions() {
        for file in SourceTree.shared.swift where file.isSource {
            for (name, start, count) in functions(of: file) where count > SizeTests.longestFunction
            {
                Issue.record("\(file.path):\(start) \(name) has \(count) lines")
            }
        }
    }

    /// Functions by indentation: from the line with `func` to the closing brace in its column.
    private func functions(of file: SourceTree.File) -> [(String, Int, Int)] {
        var result: [(String, Int, Int)] = []
        for (number, line) in file.lines.enumerated() {
            guard let word = line.firstRange(of: "func ") ?? line.firstRange(of: "init("),
                !line.trimmingPrefix(while: { $0 == " " }).hasPrefix("//"), line.hasSuffix("{")
            else { continue }
            let indent = line.prefix { $0 == " " }
            let closing = indent + "}"
            guard let end = file.lines[(number + 1)...].firstIndex(where: { $0 == closing }) else {
                continue
            }
            result.append(
                (String(line[word.lowerBound...].prefix(40)), number + 1, end - number + 1))
        }
        return result
    }
}
