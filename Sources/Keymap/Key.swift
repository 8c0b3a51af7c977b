/// A key as a terminal reports it: pressed, never released.
public enum Key: Sendable, Hashable {
    /// A printable character other than the blank.
    case character(Unicode.Scalar)
    case space, tab, backTab, enter, escape, backspace
    case up, down, left, right
    case home, end, pageUp, pageDown, insert, delete
    /// F1 to F12.
    case function(Int)
    /// Control with a small letter. Control with h, i, j, m are other keys to a terminal.
    case control(Unicode.Scalar)

    private static let named: [(name: String, key: Key)] = [
        ("space", .space), ("tab", .tab), ("backTab", .backTab), ("enter", .enter),
        ("escape", .escape), ("backspace", .backspace), ("up", .up), ("down", .down),
        ("left", .left), ("right", .right), ("home", .home), ("end", .end),
        ("pageUp", .pageUp), ("pageDown", .pageDown), ("insert", .insert), ("delete", .delete),
    ]

    /// The name used in keymaps and on the screen.
    public var name: String {
        switch self {
        case .character(let scalar): String(scalar)
        case .function(let number): "F\(number)"
        case .control(let letter): "ctrl-\(letter)"
        case .space, .tab, .backTab, .enter, .escape, .backspace, .up, .down, .left, .right,
            .home, .end, .pageUp, .pageDown, .insert, .delete:
            Self.named.first { $0.key == self }?.name ?? ""
        }
    }

    /// The key of a name; nil where there is none.
    public init?(name: String) {
        if let found = Self.named.first(where: { $0.name == name }) {
            self = found.key
            return
        }
        let scalars = Array(name.unicodeScalars)
        if scalars.count == 1, Self.isPrintable(scalars[0]) {
            self = .character(scalars[0])
        } else if name.hasPrefix("F"), let number = Int(name.dropFirst()), (1...12) ~= number {
            self = .function(number)
        } else if name.hasPrefix("ctrl-"), scalars.count == 6, ("a"..."z") ~= scalars[5],
            !("hijm".unicodeScalars.contains(scalars[5]))
        {
            self = .control(scalars[5])
        } else {
            return nil
        }
    }

    /// The names that are not single characters, for messages.
    static var names: [String] {
        named.map(\.name) + (1...12).map { "F\($0)" }
            + "abcdefgklnopqrstuvwxyz".map { "ctrl-\($0)" }
    }

    /// True for keys that are text where text is typed.
    public var isText: Bool {
        switch self {
        case .character, .space: true
        case .tab, .backTab, .enter, .escape, .backspace, .up, .down, .left, .right, .home, .end,
            .pageUp, .pageDown, .insert, .delete, .function, .control:
            false
        }
    }

    /// The small letter of a capital.
    var smallLetter: Key? {
        guard case .character(let scalar) = self else { return nil }
        let small = scalar.properties.lowercaseMapping.unicodeScalars
        guard let first = small.first, small.count == 1, first != scalar else { return nil }
        return .character(first)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .spaceSeparator, .nonspacingMark, .enclosingMark, .spacingMark:
            false
        default: true
        }
    }
}

/// Where a key is pressed. A file binds keys in all but `text`, whose keys follow from the others.
public enum KeyContext: String, Sendable, CaseIterable, Hashable {
    /// In each of the others, unless they bind the key themselves.
    case everywhere
    /// The live console.
    case live
    /// Lists and traces of finished recordings.
    case review
    /// A question waits for an answer.
    case prompt
    /// Text is being typed: characters are text, other keys mean what they mean in a prompt.
    case text

    /// The ones that a file may name.
    static let inFiles: [KeyContext] = [.everywhere, .live, .review, .prompt]
}
