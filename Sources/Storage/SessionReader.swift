public import Control
internal import MCAP
public import Messages

/// A session's recording as what it means: its manifest, its entries in the order of time, its
/// images.
///
/// An interrupted recording is read as far as it is whole, see ``trouble``. Nothing is written:
/// repair is ``RecordingRepair``'s.
public struct SessionReader: Sendable {
    public let path: String
    public let manifest: Manifest
    /// Text of the keymap that was in force; empty where none is stored.
    public let keymap: String
    /// The cell's session: equal in two recordings of the same run of a cell.
    public let session: UInt64
    /// Wall clock minus the cell's clock, ns: fixed for the whole recording.
    public let wallOffset: Nanoseconds
    /// Records that the recorder never got or could not keep, by its own count.
    public let lost: UInt64
    /// What is wrong with the file although it can be read, one sentence each.
    public let trouble: [String]

    let file: MCAPReader

    /// Opens a recording, complete or interrupted.
    public init(_ path: String) throws(SessionReadError) {
        self.path = path
        let recording: RecordingReader
        let about: [String: String]?
        let manifest: [UInt8]?
        do throws(StorageError) {
            // Opened first: of a file that is not there this says more than what reads it.
            _ = try RecordingInput(path)
            recording = try RecordingReader(path)
            about = try recording.metadata(named: "reins")
            manifest = try recording.attachment(named: "manifest.json")
            let keymap = try recording.attachment(named: "keymap.json5")
            self.keymap = String(decoding: keymap ?? [], as: UTF8.self)
            let losses = try recording.metadata(named: "reins.losses") ?? [:]
            lost = losses.values.reduce(0) { $0 &+ (UInt64($1) ?? 0) }
        } catch {
            throw .file(error)
        }
        guard let about, let session = about["session"].flatMap({ UInt64($0) }),
            let offset = about["wall_offset_ns"].flatMap({ Nanoseconds($0) })
        else { throw .foreign(path: path, missing: "metadata record “reins” with a session") }
        let version = about["protocol"] ?? ""
        guard version == String(Messages.recordingVersion) else {
            throw .version(path: path, found: printable(version))
        }
        guard let manifest else {
            throw .foreign(path: path, missing: "attachment “manifest.json”")
        }
        self.manifest = try SessionReader.manifest(manifest, path)
        self.session = session
        wallOffset = offset
        trouble = recording.warnings
        file = recording.reader
    }

    /// The entries in the order of time.
    /// - Parameters:
    ///   - images: whether image references are among them.
    ///   - replay: whether the arbiter's inputs and states are: half of a recording's bytes.
    ///   - times: only entries that came in this time, cell-monotonic ns: only these are read.
    public func entries(
        images: Bool = true, replay: Bool = false,
        at times: ClosedRange<Nanoseconds> = 0...Nanoseconds.max
    ) -> SessionEntries {
        SessionEntries(self, images: images, replay: replay, times: times)
    }

    /// Where a moment of the cell's clock lies in the file.
    func logTime(_ time: Nanoseconds) -> UInt64 {
        let (sum, isLater) = time.addingReportingOverflow(wallOffset)
        return isLater ? UInt64.max : UInt64(clamping: sum)
    }

    /// The JPEGs of one camera, in any order, cheapest in ascending order.
    public func images(camera: Int) -> SessionImages { SessionImages(self, camera: camera) }

    private static func manifest(
        _ text: [UInt8], _ path: String
    ) throws(SessionReadError) -> Manifest {
        do throws(ManifestError) {
            return try Manifest(text: String(decoding: text, as: UTF8.self))
        } catch {
            let first = error.issues.first.map { "\($0.path) \($0.problem)" } ?? "it is empty"
            throw .manifest(path: path, sentence: printable(first))
        }
    }
}

/// Text from a file made safe to show.
func printable(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.prefix(200).map { scalar in
                let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                return isControl ? "?" : scalar
            }))
}
