public import Messages

/// The first exchange on the control connection: hello, and welcome or farewell.
public enum Handshake {
    /// Protocol version of a hello, welcome or farewell, also where the rest of it belongs to a
    /// version that this program cannot decode: each starts with it. nil for other messages.
    public static func version(ofMessage bytes: [UInt8]) -> UInt32? {
        // tag, CDR header of 4 bytes, version
        guard let tag = bytes.first, tag == 1 || tag == 6 || tag == 7, bytes.count >= 9 else {
            return nil
        }
        return UInt32(truncatingIfNeeded: bytes[5..<9].littleEndian)
    }

    /// What a cell says to a console of another version.
    public static func farewell(toVersion version: UInt32) -> Farewell {
        var farewell = Farewell()
        farewell.reason = versionSentence(console: version, cell: Messages.protocolVersion)
        return farewell
    }

    /// One sentence with a remedy.
    public static func versionSentence(console: UInt32, cell: UInt32) -> String {
        let older = console < cell ? "console" : "cell"
        return "the console speaks version \(console) of the protocol and the cell version "
            + "\(cell): update Reins on the side of the \(older)"
    }

    /// What a cell answers to a hello that ``LinkServer`` let through.
    public static func welcome(
        session: UInt64, client: ClientIdentity, role: Role, manifest: String, topics: [Topic]
    ) -> Welcome {
        var welcome = Welcome()
        welcome.session = session
        welcome.client = client.number
        welcome.role = role
        welcome.manifest = manifest
        welcome.topics = topics
        return welcome
    }
}

/// What a console says first on the bulk connection: `reins`, the version, and which classes of
/// records it wants, a bit each; where it was connected before, also what it has.
struct BulkSubscription: Equatable {
    var version = Messages.protocolVersion
    var classes: UInt8 = 0b111
    var known = KnownRecords()

    func encoded() -> [UInt8] {
        Array("reins".utf8) + version.littleEndianBytes + [classes] + known.encoded
    }

    init() {}

    init(_ classes: Set<BulkClass>) {
        self.classes = classes.reduce(UInt8(0)) { $0 | (1 << $1.rawValue) }
    }

    init?(decoding bytes: [UInt8]) {
        guard bytes.count >= 10, let known = KnownRecords(decoding: bytes[10...]),
            bytes.prefix(5).elementsEqual("reins".utf8)
        else { return nil }
        version = UInt32(truncatingIfNeeded: bytes[5..<9].littleEndian)
        classes = bytes[9]
        self.known = known
    }

    func wants(_ kind: BulkClass) -> Bool { classes & (1 << kind.rawValue) != 0 }
}
