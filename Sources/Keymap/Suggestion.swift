// The nearest name, for mistyped ones.

/// ` (did you mean "x"?)` to put behind a message; empty where nothing is near.
func suggestion(for name: String, among names: [String]) -> String {
    let limit = name.count < 4 ? 1 : max(2, name.count / 3)
    let wanted = Array(name.lowercased())
    let best = names.map { ($0, distance(wanted, Array($0.lowercased()))) }.min { $0.1 < $1.1 }
    guard let best, best.1 <= limit else { return "" }
    return " (did you mean \"\(best.0)\"?)"
}

/// Edits between two words: insertions, deletions, replacements.
private func distance(_ a: [Character], _ b: [Character]) -> Int {
    guard a.count <= 40, b.count <= 40 else { return .max }
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in b.enumerated() {
            let replaced = diagonal + (x == y ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[b.count]
}
