internal import Glibc

/// Why an export failed, in one sentence.
public enum ExportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system refused something; `code` is its error number.
    case file(operation: String, path: String, code: Int32)
    /// A picture of a camera cannot go into a movie.
    case picture(movie: String, frame: Int, reason: String)
    /// A movie cannot have this rate or size.
    case movie(path: String, reason: String)

    public var description: String {
        switch self {
        case .file(let operation, let path, let code):
            "cannot \(operation) \(path): \(ExportError.reason(code))"
        case .picture(let movie, let frame, let reason):
            "picture \(frame) cannot go into \(movie): \(reason)"
        case .movie(let path, let reason):
            "cannot make \(path): \(reason)"
        }
    }

    private static func reason(_ code: Int32) -> String {
        let text = unsafe String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT: return text + "; free some space, or export to another disk"
        case EACCES, EPERM: return text + "; check the permissions of the directory"
        case EEXIST: return text + "; choose another output, or move the existing one away"
        case EROFS: return text + "; choose an output on a disk that can be written"
        default: return text
        }
    }
}
