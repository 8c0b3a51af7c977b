/// Why a file could not be read, where, and in one sentence.
public struct MCAPError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Equatable, Sendable {
        /// The first bytes are not those of an MCAP file.
        case notMCAP
        /// The file ends inside something that was begun.
        case endsEarly(what: String)
        /// A declared length does not fit what is there.
        case length(what: String, declared: UInt64, available: UInt64)
        /// A declared size is above the reader's limit.
        case tooLarge(what: String, declared: UInt64, limit: UInt64)
        /// A checksum does not fit its bytes.
        case checksum(what: String)
        /// A record's content contradicts the format.
        case malformed(reason: String)
        /// A chunk is compressed in a way the reader was given no function for.
        case compression(name: String)
        /// The input itself failed.
        case unreadable(reason: String)
    }

    /// The byte of the file at which the problem was met.
    public var offset: Int
    public var problem: Problem

    public init(offset: Int, _ problem: Problem) {
        self.offset = offset
        self.problem = problem
    }

    public var description: String {
        switch problem {
        case .notMCAP:
            "this is not an MCAP file (its first eight bytes are others)"
        case .endsEarly(let what):
            "byte \(offset): the file ends inside \(what)"
        case .length(let what, let declared, let available):
            "byte \(offset): \(what) declares \(declared) bytes where \(available) remain"
        case .tooLarge(let what, let declared, let limit):
            "byte \(offset): \(what) declares \(declared) bytes, above the limit of \(limit)"
        case .checksum(let what):
            "byte \(offset): the checksum of \(what) does not fit, its bytes were changed"
        case .malformed(let reason):
            "byte \(offset): \(reason)"
        case .compression(let name):
            "byte \(offset): the chunk is compressed with \"\(printable(name))\", not known here"
        case .unreadable(let reason):
            "byte \(offset): \(reason)"
        }
    }
}

/// Text from a file made safe to show: no control characters, at most 64 characters.
func printable(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.prefix(64).map { scalar in
                let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                return isControl ? "?" : scalar
            }))
}
