/// The buttons of the 3D mice by the names printed on them. Keymaps use these words.
public enum PuckButton: String, CaseIterable, Equatable, Hashable, Sendable {
    case left, right
    case menu, fit, top, iso, front
    case rightView = "right-view"
    case roll, lock
    case one = "1"
    case two = "2"
    case three = "3"
    case four = "4"
    case five = "5"
    case six = "6"
    case seven = "7"
    case eight = "8"
    case nine = "9"
    case ten = "10"
    case eleven = "11"
    case twelve = "12"
    case escape, alt, shift, control, tab, space, enter, delete
    case view1 = "v1"
    case view2 = "v2"
    case view3 = "v3"
}

/// Which evdev code is which button. Chosen by the set of codes that a device announces: the same
/// mouse has other ids by cable, by receiver and by radio, but the same codes.
public enum PuckButtonTable: Equatable, Hashable, Sendable {
    /// Two buttons: 256 left, 257 right.
    case pair
    /// SpaceMouse Pro and Enterprise.
    case pro
    /// Codes of no known layout: buttons go by their number.
    case numbered

    /// - Parameter announced: whether the device has the key of this code.
    public init(announced: (UInt16) -> Bool) {
        let others = (UInt16(258)...511).contains(where: announced)
        if announced(256) && announced(257) {
            self = others ? .pro : .pair
        } else {
            self = .numbered
        }
    }

    /// nil where the code has no name; show it as a number.
    public func button(of code: UInt16) -> PuckButton? {
        switch self {
        case .pair: code == 256 ? .left : code == 257 ? .right : nil
        case .pro: Self.proButtons[code]
        case .numbered: nil
        }
    }

    /// The name for the screen and the log: `left`, `fit`, `button 300`.
    public func name(of code: UInt16) -> String {
        button(of: code)?.rawValue ?? "button \(code)"
    }

    private static let proButtons: [UInt16: PuckButton] = [
        256: .menu, 257: .fit, 258: .top, 260: .rightView, 261: .front, 264: .roll, 266: .iso,
        268: .one, 269: .two, 270: .three, 271: .four, 272: .five, 273: .six, 274: .seven,
        275: .eight, 276: .nine, 277: .ten, 278: .escape, 279: .alt, 280: .shift, 281: .control,
        282: .lock, 291: .enter, 292: .delete, 332: .eleven, 333: .twelve, 358: .view1,
        359: .view2, 360: .view3, 430: .tab, 431: .space,
    ]
}

extension PuckButtonTable {
    /// What kind of button set this is, in words.
    public var summary: String {
        switch self {
        case .pair: "left and right"
        case .pro: "named, as on the SpaceMouse Pro"
        case .numbered: "by number"
        }
    }
}
