import Keymap

/// What ncurses reads: a character, or a key that it recognised.
enum RawKey: Equatable {
    case scalar(Unicode.Scalar)
    case key(Key)
    /// Recognised, but none that a keymap can name.
    case other
}

/// Keys out of what ncurses reads. Sequences that ncurses does not know come in pieces: ctrl-right
/// as escape, `[`, `1`, `;`, `5`, `C`. Each of these characters could ask for something, so they
/// are collected here and dropped whole, also where a slow line tears them apart.
struct KeyDecoder {
    private enum State {
        case keys
        /// After an escape byte: what follows tells a sequence from the escape key.
        case escape
        /// Within `ESC [ …`; the bytes since.
        case sequence(String)
        /// After `ESC O`: one more belongs to it.
        case shifted
        /// Within a string of the terminal (`ESC ]`, `ESC P`, …) up to its end.
        case string
        /// Between the marks of a paste; the last five pieces may be the beginning of the mark.
        case paste(text: String.UnicodeScalarView, tail: [Unicode.Scalar])
    }

    /// An escape byte that nothing follows for this long was the escape key, ns.
    static let escapeAlone: Int64 = 50_000_000
    /// A torn sequence or paste is given up after this time, ns, so that no key is swallowed for
    /// long. For as long a bracket after the escape key counts as torn off it.
    static let giveUpAfter: Int64 = 500_000_000
    private static let pasteLimit = 4096
    private static let pasteEnd: [Unicode.Scalar] = ["\u{1B}", "[", "2", "0", "1"]

    private var state = State.keys
    /// When the last piece came.
    private var last = Int64.min / 2
    /// When the escape key was given last.
    private var lastEscape = Int64.min / 2

    /// Takes one piece; gives an event where one is complete.
    mutating func decode(_ raw: RawKey, now: Int64) -> TerminalEvent? {
        last = now
        switch state {
        case .keys: return plain(raw, now)
        case .escape: return afterEscape(raw, now)
        case .sequence(let text): return inSequence(text, raw, now)
        case .shifted: return afterShift(raw, now)
        case .string: return inString(raw)
        case .paste(let text, let tail): return inPaste(text, tail, raw)
        }
    }

    /// To be called when there is nothing more to read: ends what nothing followed.
    mutating func pause(now: Int64) -> TerminalEvent? {
        let waited = now - last
        switch state {
        case .keys: return nil
        case .escape:
            guard waited >= Self.escapeAlone else { return nil }
            state = .keys
            lastEscape = now
            return .key(.escape)
        case .sequence, .shifted, .string:
            if waited >= Self.giveUpAfter { state = .keys }
            return nil
        case .paste(let text, _):
            guard waited >= Self.giveUpAfter else { return nil }
            state = .keys
            return .pasted(String(text))
        }
    }

    // MARK: states

    private mutating func plain(_ raw: RawKey, _ now: Int64) -> TerminalEvent? {
        switch raw {
        case .key(let key): return .key(key)
        case .other: return nil
        case .scalar("\u{1B}"):
            state = .escape
            return nil
        case .scalar("["), .scalar("O"):
            if now - lastEscape < Self.giveUpAfter { return afterEscape(raw, now) }
        case .scalar: break
        }
        guard case .scalar(let scalar) = raw else { return nil }
        return Self.key(of: scalar).map(TerminalEvent.key)
    }

    private mutating func afterEscape(_ raw: RawKey, _ now: Int64) -> TerminalEvent? {
        state = .keys
        switch raw {
        case .key, .other: return plain(raw, now)
        case .scalar("["): state = .sequence("")
        case .scalar("O"): state = .shifted
        case .scalar("]"), .scalar("P"), .scalar("X"), .scalar("^"), .scalar("_"): state = .string
        // Escape and then a key at once: nobody types alt with these.
        case .scalar("\u{0}"..."\u{1F}"): return plain(raw, now)
        // Alt with a character is a key that no keymap can name.
        case .scalar: break
        }
        return nil
    }

    private mutating func inSequence(
        _ text: String, _ raw: RawKey, _ now: Int64
    ) -> TerminalEvent? {
        state = .keys
        guard case .scalar(let scalar) = raw, (0x20...0x7E) ~= scalar.value else {
            return plain(raw, now)
        }
        if scalar.value <= 0x3F {
            // Longer than any sequence: let it end here.
            if text.utf8.count < 32 { state = .sequence(text + String(scalar)) }
            return nil
        }
        if text == "200", scalar == "~" {
            state = .paste(text: .init(), tail: [])
            return nil
        }
        return Self.sequences[text + String(scalar)].map(TerminalEvent.key)
    }

    private mutating func afterShift(_ raw: RawKey, _ now: Int64) -> TerminalEvent? {
        state = .keys
        guard case .scalar(let scalar) = raw else { return plain(raw, now) }
        return Self.shiftedKeys[scalar].map(TerminalEvent.key)
    }

    private mutating func inString(_ raw: RawKey) -> TerminalEvent? {
        switch raw {
        case .scalar("\u{7}"), .scalar("\u{9C}"): state = .keys
        case .scalar("\u{1B}"): state = .escape
        case .scalar, .other: break
        case .key(let key):
            state = .keys
            return .key(key)
        }
        return nil
    }

    private mutating func inPaste(
        _ text: String.UnicodeScalarView, _ tail: [Unicode.Scalar], _ raw: RawKey
    ) -> TerminalEvent? {
        guard case .scalar(let scalar) = raw else { return nil }
        if tail == Self.pasteEnd, scalar == "~" {
            state = .keys
            return .pasted(String(text))
        }
        // What leaves the tail unrecognised is text.
        var (text, tail) = (text, tail + [scalar])
        if tail.count > Self.pasteEnd.count {
            let scalar = Self.textScalar(tail.removeFirst())
            if let scalar, text.count < Self.pasteLimit { text.append(scalar) }
        }
        state = .paste(text: text, tail: tail)
        return nil
    }

    // MARK: tables

    /// A scalar of pasted text; nil for control characters.
    private static func textScalar(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: " "
        case 0x00...0x1F, 0x7F...0x9F: nil
        default: scalar
        }
    }

    /// The key of a single character; nil for control characters that no key sends.
    private static func key(of scalar: Unicode.Scalar) -> Key? {
        switch scalar.value {
        case 0x09: return .tab
        case 0x0A, 0x0D: return .enter
        case 0x08, 0x7F: return .backspace
        case 0x20: return .space
        case 0x01...0x1A: return Unicode.Scalar(scalar.value + 0x60).map(Key.control)
        case 0x00...0x1F, 0x80...0x9F: return nil
        default: return .character(scalar)
        }
    }

    /// What ncurses would have recognised had it come in one piece.
    private static let sequences: [String: Key] = [
        "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end, "Z": .backTab,
        "1~": .home, "2~": .insert, "3~": .delete, "4~": .end, "5~": .pageUp, "6~": .pageDown,
        "7~": .home, "8~": .end, "11~": .function(1), "12~": .function(2), "13~": .function(3),
        "14~": .function(4), "15~": .function(5), "17~": .function(6), "18~": .function(7),
        "19~": .function(8), "20~": .function(9), "21~": .function(10), "23~": .function(11),
        "24~": .function(12),
    ]

    private static let shiftedKeys: [Unicode.Scalar: Key] = [
        "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end,
        "P": .function(1), "Q": .function(2), "R": .function(3), "S": .function(4), "M": .enter,
    ]
}
