public import Keymap

/// One line of text being typed. Works on whole characters, so that a backspace takes an accented
/// letter or an emoji as one.
public struct LineEditor: Sendable, Equatable {
    /// Left and right of the cursor.
    public private(set) var before = ""
    public private(set) var after = ""
    /// Greatest length, bytes of UTF-8.
    public let limit: Int

    public init(limit: Int) { self.limit = limit }

    public var text: String { before + after }
    public var isFull: Bool { text.utf8.count >= limit }

    /// Takes a key.
    /// - Returns: whether it did anything: false for a full line and for keys that edit nothing.
    public mutating func press(_ key: Key) -> Bool {
        switch key {
        case .character(let scalar): return insert(scalar)
        case .space: return insert(" ")
        case .backspace:
            guard !before.isEmpty else { return false }
            before.removeLast()
        case .delete:
            guard !after.isEmpty else { return false }
            after.removeFirst()
        case .left:
            guard let last = before.popLast() else { return false }
            after = String(last) + after
        case .right:
            guard !after.isEmpty else { return false }
            before.append(after.removeFirst())
        case .home, .control("a"): (before, after) = ("", text)
        case .end, .control("e"): (before, after) = (text, "")
        case .control("u"): before = ""
        case .control("k"): after = ""
        case .control("w"): removeWord()
        case .tab, .backTab, .enter, .escape, .up, .down, .pageUp, .pageDown, .insert, .function,
            .control:
            return false
        }
        return true
    }

    private mutating func insert(_ scalar: Unicode.Scalar) -> Bool {
        guard text.utf8.count + UTF8.width(scalar) <= limit else { return false }
        // A joiner is invisible and yet part of what people type; other such characters are not.
        guard scalar.isShowable || scalar == "\u{200D}" else { return false }
        before.unicodeScalars.append(scalar)
        return true
    }

    private mutating func removeWord() {
        while before.last == " " { before.removeLast() }
        while let last = before.last, last != " " { before.removeLast() }
    }
}
