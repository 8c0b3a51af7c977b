/// The role of a piece of text. The terminal decides with `appearance` how a role looks.
public enum Style: UInt8, Sendable, CaseIterable {
    case plain
    /// Of lesser weight: units, frames of boxes, things not in use.
    case dim
    case bold
    /// The bar at the top, headings of tables.
    case title
    /// The name of a key that can be pressed.
    case key
    /// The row that a list's next action applies to.
    case selected
    case good
    case warning
    /// Something that wants acting on now: link lost, fault.
    case alarm
    /// Stopped, or the means to stop.
    case stop
    /// The policy drives, and everything that is the policy's.
    case policy
    /// The operator drives: the loudest of the calm styles.
    case operatorDriving
    /// The operator's, but not driving: traces, names.
    case operatorText
    /// Policy plus the operator's bounded correction.
    case delta
    case hold
    /// On the way between two authorities: taking, returning.
    case changing

    /// The letter of the role in golden texts.
    public var letter: Character {
        switch self {
        case .plain: "."
        case .dim: "d"
        case .bold: "b"
        case .title: "T"
        case .key: "k"
        case .selected: "s"
        case .good: "g"
        case .warning: "w"
        case .alarm: "A"
        case .stop: "S"
        case .policy: "p"
        case .operatorDriving: "O"
        case .operatorText: "o"
        case .delta: "D"
        case .hold: "H"
        case .changing: "c"
        }
    }
}

/// How a role looks, in what every terminal since the VT220 can do.
public struct Appearance: Sendable, Hashable {
    public enum Colour: UInt8, Sendable, CaseIterable {
        case standard, red, green, yellow, blue, magenta, cyan
    }

    public var colour: Colour = .standard
    public var bold = false
    public var dim = false
    public var underline = false
    public var reverse = false
}

extension Style {
    /// Colour repeats what reverse, bold and underline say already, it never says it alone.
    public func appearance(colour: Bool) -> Appearance {
        var look = Appearance()
        switch self {
        case .plain: break
        case .dim: look.dim = true
        case .bold, .key: look.bold = true
        case .title, .selected: look.reverse = true
        case .good: look.colour = .green
        case .warning: (look.colour, look.bold) = (.yellow, true)
        case .alarm: (look.colour, look.bold, look.underline) = (.red, true, true)
        case .stop:
            (look.colour, look.bold, look.underline, look.reverse) = (.red, true, true, true)
        case .policy: look.colour = .cyan
        case .operatorDriving: (look.colour, look.bold, look.reverse) = (.green, true, true)
        case .operatorText: look.colour = .green
        case .delta: (look.colour, look.reverse) = (.green, true)
        case .hold: (look.colour, look.underline) = (.yellow, true)
        case .changing: (look.colour, look.bold) = (.magenta, true)
        }
        if !colour { look.colour = .standard }
        return look
    }
}
