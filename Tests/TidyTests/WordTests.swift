import Testing

@Suite("Banned words")
struct WordTests {
    /// What the robot's process links must not trap: a broken assumption becomes a fault there.
    static let mustNotTrap: Set<String> = [
        "Spatial", "CDR", "JSON5", "Control", "Messages", "Link", "Cell", "CellLibrary",
    ]
    static let traps = ["try!", "fatalError(", "precondition(", "preconditionFailure(", "as!"]
    static let unwanted = [
        "Manager", "Utils", "Helper", "@unchecked Sendable", "DispatchQueue", "Task.sleep",
        "E-STOP",
    ]

    /// Where an unwanted word stands for a reason that is written beside it.
    static let excused: Set<String> = [
        "Sources/Cell/RecordRing.swift", "Sources/Cell/SingleProducerRing.swift",
        "Sources/Recording/Boxed.swift",
    ]

    @Test("nothing that the cell links can trap by its own word")
    func traps() {
        for file in SourceTree.shared.swift where WordTests.mustNotTrap.contains(file.module) {
            guard file.isSource else { continue }
            for (number, line) in code(of: file) {
                for word in WordTests.traps where line.contains(word) {
                    Issue.record("\(file.path):\(number) has \(word)")
                }
                if hasForcedUnwrap(line) {
                    Issue.record("\(file.path):\(number) forces an optional")
                }
            }
        }
    }

    @Test("no stray TODO, and no name that says nothing")
    func unwanted() {
        for file in SourceTree.shared.swift where !file.path.hasPrefix("Tests/Tidy") {
            for (number, line) in file.lines.enumerated() {
                #expect(
                    !line.contains("TODO") && !line.contains("FIXME"), "\(file.path):\(number + 1)")
            }
            guard file.isSource, !WordTests.excused.contains(file.path) else { continue }
            for (number, line) in code(of: file) {
                for word in WordTests.unwanted where line.contains(word) {
                    Issue.record("\(file.path):\(number) says \(word)")
                }
            }
        }
    }

    /// Lines without comments and string literals.
    private func code(of file: SourceTree.File) -> [(Int, Substring)] {
        file.lines.enumerated().compactMap { number, line in
            let trimmed = line.trimmingPrefix { $0 == " " }
            guard !trimmed.hasPrefix("//"), !trimmed.hasPrefix("\"") else { return nil }
            return (number + 1, line)
        }
    }

    /// A `!` after a value forces it; after a type in a C signature it says what C cannot.
    private func hasForcedUnwrap(_ line: Substring) -> Bool {
        guard !line.contains("\""), !line.contains("!=") else { return false }
        let pairs = zip(line.indices, line.indices.dropFirst())
        return pairs.contains { before, after in
            guard line[after] == "!", isEndOfValue(line[before]) else { return false }
            let word = line[..<after].split { !$0.isLetter && !$0.isNumber && $0 != "_" }.last
            let isType = word?.first?.isUppercase ?? false
            let isCType = word?.hasPrefix("reins_") ?? false
            return !(isType || isCType || line[before] == ">" || line[before] == "?")
        }
    }

    private func isEndOfValue(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || ")]>?".contains(character)
    }
}
