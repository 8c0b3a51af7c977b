internal import Messages

/// Why a recording cannot be read, in one sentence with a remedy.
public enum SessionReadError: Error, Equatable, Sendable, CustomStringConvertible {
    case file(StorageError)
    /// An MCAP file that Reins did not write, or whose front is lost.
    case foreign(path: String, missing: String)
    /// Written by a version whose messages this program does not know.
    case version(path: String, found: String)
    case manifest(path: String, sentence: String)

    public var description: String {
        switch self {
        case .file(let error): "\(error)"
        case .foreign(let path, let missing):
            "\(path) is an MCAP file, but not a recording of Reins: it has no \(missing). "
                + "Give a file that `reins record`, `reins live` or `reins demo` wrote"
        case .version(let path, let found):
            "\(path) was written with version \(found) of the messages, this program knows "
                + "version \(Messages.recordingVersion). Read it with the reins of that version"
        case .manifest(let path, let sentence):
            "\(path) holds a manifest that cannot be used: \(sentence)"
        }
    }
}
