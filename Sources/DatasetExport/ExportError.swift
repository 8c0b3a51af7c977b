internal import Glibc

/// Why an export failed, in one sentence.
public enum ExportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system refused something; `code` is its error number.
    case file(operation: String, path: String, code: Int32)
    /// The output is there already; partial: an export into it was interrupted.
    case exists(path: String, isPartial: Bool)
    /// Nothing in the recordings can be exported.
    case nothing(reason: String)
    /// What was written is not what was meant: a fault of this program or of the disk.
    case check(path: String, problem: String)
    /// What cannot stand in one dataset, or cannot be written in its format.
    case content(reason: String)
    /// A picture of a camera cannot go into a movie.
    case picture(movie: String, frame: Int, reason: String)
    /// A movie cannot have this rate or size.
    case movie(path: String, reason: String)

    public var description: String {
        switch self {
        case .file(let operation, let path, let code):
            "cannot \(operation) \(path): \(ExportError.reason(code))"
        case .exists(let path, false):
            "\(path) exists already; choose another output, or move the existing one away"
        case .exists(let path, true):
            "\(path) is left from an export that was interrupted; remove it and export again"
        case .nothing(let reason): reason
        case .check(let path, let problem):
            "\(path) was written but is not right: \(problem); it was left out, export again"
        case .content(let reason): reason
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
        case ENOENT, ENOTDIR: return text + "; choose an output in a directory that is there"
        case EROFS: return text + "; choose an output on a disk that can be written"
        default: return text
        }
    }
}
