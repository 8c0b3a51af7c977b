/// Which part of a session a recording is, and whether the part before it is the one that it
/// follows: each names its predecessor's file and seal.
public struct SessionPart: Equatable, Sendable {
    /// Whether the file before it is there.
    public enum Predecessor: Equatable, Sendable {
        /// It is the first.
        case none
        case present(file: String)
        /// It was moved away, or is lost.
        case missing(file: String)
        /// There is a file of that name with another seal.
        case other(file: String)
    }

    /// Counts from 1.
    public var number: Int
    public var predecessor: Predecessor

    /// nil for a recording that is one file.
    init?(_ path: String, _ about: [String: String]) throws(StorageError) {
        guard let number = about["part"].flatMap({ Int($0) }), number > 0 else { return nil }
        self.number = number
        guard let file = about["previous_file"], let seal = about["previous_seal"] else {
            predecessor = .none
            return
        }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        // A name in a file names a neighbour, nothing else.
        guard !file.contains("/"), !file.contains("\0"), Disk().exists(folder + file) else {
            predecessor = .missing(file: printable(file))
            return
        }
        let seals = try SessionPart.seals(of: folder + file)
        predecessor =
            seals.contains(seal)
            ? .present(file: printable(file)) : .other(file: printable(file))
    }

    /// The seal of a recording, and that of the one from which it was thinned.
    private static func seals(of path: String) throws(StorageError) -> [String] {
        let reader = try RecordingReader(path)
        let own = try reader.metadata(named: RecordingChain.sealName)?["link"]
        let original = try reader.metadata(named: "reins.thinned")?["original_seal"]
        return [own, original].compactMap { $0 }
    }
}
