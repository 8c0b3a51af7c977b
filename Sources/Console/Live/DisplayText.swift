extension String {
    /// The text made fit for one line of the screen: control characters, direction overrides and
    /// other things that could act on a terminal are gone, line ends and tabs are blanks, no
    /// longer than `limit` scalars.
    public func forDisplay(limit: Int = 120) -> String {
        var clean = String.UnicodeScalarView()
        var count = 0
        for scalar in unicodeScalars {
            guard count < limit else {
                clean.append("…")
                break
            }
            switch scalar {
            case "\n", "\t", "\r", "\u{2028}", "\u{2029}":
                clean.append(" ")
            default:
                guard scalar.isShowable else { continue }
                clean.append(scalar)
            }
            count += 1
        }
        return String(clean)
    }
}

extension Unicode.Scalar {
    /// Neither a control nor anything else that changes the text around it.
    var isShowable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            false
        default: true
        }
    }
}
