internal import JSON5

/// A value of a story with typed access to its members. Everything that is not understood is a
/// mistake with its place: a story that means something else than it says would be worse than none.
struct StoryPlace {
    let value: JSON5Value
    /// For messages: `step`, `steer`.
    let what: String

    /// - Throws: where it is no object, or has a member that is not allowed.
    init(_ value: JSON5Value, _ what: String, allowed: [String]) throws(JSON5Error) {
        guard let members = value.object else {
            throw value.error("\(what) must be an object, not \(value.kindName)")
        }
        for member in members where !allowed.contains(member.key) {
            throw JSON5Error(
                at: member.position,
                "\(what) has no \"\(member.key.forDisplay(limit: 40))\"; it may have "
                    + allowed.joined(separator: ", "))
        }
        self.value = value
        self.what = what
    }

    func has(_ key: String) -> Bool { value[key] != nil }

    func required(_ key: String) throws(JSON5Error) -> JSON5Value {
        guard let found = value[key] else { throw value.error("\(what) needs \"\(key)\"") }
        return found
    }

    func text(_ key: String) throws(JSON5Error) -> String {
        let found = try required(key)
        guard let text = found.string, !text.isEmpty, text.utf8.count <= 500 else {
            throw found.error("\"\(key)\" must be a text of 1 to 500 bytes")
        }
        return text
    }

    func text(_ key: String, or other: String) throws(JSON5Error) -> String {
        has(key) ? try text(key) : other
    }

    func optionalText(_ key: String) throws(JSON5Error) -> String? {
        has(key) ? try text(key) : nil
    }

    func word(_ key: String, of words: [String]) throws(JSON5Error) -> String {
        let found = try required(key)
        guard let text = found.string, words.contains(text) else {
            throw found.error("\"\(key)\" must be one of \(words.joined(separator: ", "))")
        }
        return text
    }

    /// One word or a list of them.
    func words(_ key: String, of words: [String]) throws(JSON5Error) -> [String] {
        let found = try required(key)
        let values = found.array ?? [found]
        var result: [String] = []
        for value in values {
            guard let text = value.string, words.contains(text) else {
                throw value.error(
                    "\"\(key)\" must be one or several of \(words.joined(separator: ", "))")
            }
            result.append(text)
        }
        guard !result.isEmpty else { throw found.error("\"\(key)\" is empty") }
        return result
    }

    func flag(_ key: String) throws(JSON5Error) -> Bool {
        let found = try required(key)
        guard let flag = found.bool else { throw found.error("\"\(key)\" must be true or false") }
        return flag
    }

    func number(
        _ key: String, in range: ClosedRange<Double>, or other: Double? = nil
    ) throws(JSON5Error) -> Double {
        if let other, !has(key) { return other }
        let found = try required(key)
        guard let number = found.finiteNumber, range.contains(number) else {
            throw found.error(
                "\"\(key)\" must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func numbers(
        _ key: String, count: Int, in range: ClosedRange<Double>
    ) throws(JSON5Error) -> [Double] {
        let found = try required(key)
        let numbers = (found.array ?? []).compactMap(\.finiteNumber).filter(range.contains)
        guard numbers.count == count, found.array?.count == count else {
            throw found.error(
                "\"\(key)\" must be \(count) numbers from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return numbers
    }

    func names(_ key: String, count: Int) throws(JSON5Error) -> [String] {
        let found = try required(key)
        let names = (found.array ?? []).compactMap(\.string).filter { !$0.isEmpty }
        guard names.count == count, found.array?.count == count else {
            throw found.error("\"\(key)\" must be \(count) names")
        }
        return names
    }

    func list(_ key: String) throws(JSON5Error) -> [JSON5Value] {
        let found = try required(key)
        guard let list = found.array else {
            throw found.error("\"\(key)\" must be a list, not \(found.kindName)")
        }
        return list
    }
}
