public import CDR
public import Control

/// First message of a console.
public struct Hello: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Hello"
    public var protocolVersion = Messages.protocolVersion
    /// Shown to others as the owner's name; a label, not an identity.
    public var name = ""
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("protocol_version", &protocolVersion)
        try fields.field("name", &name)
    }
}

/// The cell's answer to a hello that it accepts.
public struct Welcome: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Welcome"
    public var protocolVersion = Messages.protocolVersion
    /// Random per start of the cell: also the id of its session, and the lease epoch.
    public var session: UInt64 = 0
    /// The identity that the link gave this client.
    public var client: UInt64 = 0
    /// What this client's key allows.
    public var role = Role.observe
    /// Canonical JSON text of the ``Manifest``.
    public var manifest = ""
    public var topics: [Topic] = []
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("protocol_version", &protocolVersion)
        try fields.field("session", &session)
        try fields.field("client", &client)
        try fields.enumeration("role", &role)
        try fields.field("manifest", &manifest)
        try fields.messages("topics", &topics, limit: 256)
    }
}

/// The cell's answer to a hello that it cannot accept.
public struct Farewell: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Farewell"
    public var protocolVersion = Messages.protocolVersion
    /// One sentence with a remedy.
    public var reason = ""
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("protocol_version", &protocolVersion)
        try fields.field("reason", &reason)
    }
}

/// The cell's answer to a request, with who holds the lease.
public struct Reply: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Reply"
    public var answer = Answer()
    public var lease = LeaseState()
    public var holderName = ""
    /// What who asked has now: the lease, or groups on loan; held by nobody where it has nothing.
    public var own = LeaseState()
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("answer", &answer)
        try fields.message("lease", &lease)
        try fields.field("holder_name", &holderName)
        try fields.message("own", &own)
    }
}

/// Free text from the lease holder: a note, or the instruction for the policy.
public struct Remark: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Remark"
    public static let maximumBytes = 2000
    public enum Kind: UInt8, CaseIterable, Sendable {
        case note = 0
        case instruction = 1
        /// Something that the console saw and the recording should know (a frozen screen, a lost
        /// mouse).
        case console = 2
    }
    public var kind = Kind.note
    public var lease = LeaseTag.none
    public var text = ""
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.enumeration("kind", &kind)
        try fields.message("lease", &lease)
        try fields.field("text", &text)
    }
}

/// A question for the cell's clock, and the same with the answer in it.
public struct ClockProbe: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/ClockProbe"
    /// The console's monotonic clock when it asked, ns.
    public var asked: Nanoseconds = 0
    /// The cell's monotonic clock when it answered, ns; 0 in the question.
    public var cell: Nanoseconds = 0
    /// The cell's wall clock then, ns since 1970.
    public var cellWall: Nanoseconds = 0
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("asked_ns", &asked)
        try fields.field("cell_ns", &cell)
        try fields.field("cell_wall_ns", &cellWall)
    }
}

/// What the cell had to drop towards one client, and why it matters: gaps are counted, never
/// silent.
public struct DropCount: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/DropCount"
    public var steps: UInt64 = 0
    public var images: UInt64 = 0
    public var others: UInt64 = 0
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("steps", &steps)
        try fields.field("images", &images)
        try fields.field("others", &others)
    }
}

/// What crosses the control connection: one tag byte, then the message's CDR bytes.
public enum ControlMessage: Sendable, Equatable {
    // console to cell
    case hello(Hello)
    case request(Request)
    /// With the newest time of the cell's clock that the console had seen when it sent it, 0 for
    /// none: by it the cell knows how old the picture is that the operator acts on.
    case command(OperatorCommand, seen: Nanoseconds = 0)
    case remark(Remark)
    case clockProbe(ClockProbe)
    // cell to console
    case welcome(Welcome)
    case farewell(Farewell)
    case reply(Reply)
    case step(Step)
    case event(Event)
    case drops(DropCount)
    case plane(PlaneGrant)
    case ownership(Ownership)

    /// - Throws: ``CDRError`` where a text is too long to be a message.
    public func encoded() throws(CDRError) -> [UInt8] {
        switch self {
        case .hello(let m): try ControlMessage.pack(1, m)
        case .request(let m): try ControlMessage.pack(2, m)
        case .command(let m, let seen):
            try ControlMessage.pack(3, SentCommand(command: m, seen: seen))
        case .remark(let m): try ControlMessage.pack(4, m)
        case .clockProbe(let m): try ControlMessage.pack(5, m)
        case .welcome(let m): try ControlMessage.pack(6, m)
        case .farewell(let m): try ControlMessage.pack(7, m)
        case .reply(let m): try ControlMessage.pack(8, m)
        case .step(let m): try ControlMessage.pack(9, m)
        case .event(let m): try ControlMessage.pack(10, m)
        case .drops(let m): try ControlMessage.pack(11, m)
        case .plane(let m): try ControlMessage.pack(12, m)
        case .ownership(let m): try ControlMessage.pack(13, m)
        }
    }

    /// Tag of a step, for a cell that has it encoded already.
    public static let stepTag: UInt8 = 9

    /// - Throws: ``CDRError`` for anything that is not exactly one known message.
    public init(decoding bytes: [UInt8]) throws(CDRError) {
        guard let tag = bytes.first else { throw .truncated(offset: 0, needed: 5) }
        let body = Array(bytes.dropFirst())
        switch tag {
        case 1: self = .hello(try CDRDecoder.decodeExactly(Hello.self, from: body))
        case 2: self = .request(try CDRDecoder.decodeExactly(Request.self, from: body))
        case 3:
            let sent = try CDRDecoder.decodeExactly(SentCommand.self, from: body)
            self = .command(sent.command, seen: sent.seen)
        case 4: self = .remark(try CDRDecoder.decodeExactly(Remark.self, from: body))
        case 5: self = .clockProbe(try CDRDecoder.decodeExactly(ClockProbe.self, from: body))
        case 6: self = .welcome(try CDRDecoder.decodeExactly(Welcome.self, from: body))
        case 7: self = .farewell(try CDRDecoder.decodeExactly(Farewell.self, from: body))
        case 8: self = .reply(try CDRDecoder.decodeExactly(Reply.self, from: body))
        case 9: self = .step(try CDRDecoder.decodeExactly(Step.self, from: body))
        case 10: self = .event(try CDRDecoder.decodeExactly(Event.self, from: body))
        case 11: self = .drops(try CDRDecoder.decodeExactly(DropCount.self, from: body))
        case 12: self = .plane(try CDRDecoder.decodeExactly(PlaneGrant.self, from: body))
        case 13: self = .ownership(try CDRDecoder.decodeExactly(Ownership.self, from: body))
        default: throw .badValue(offset: 0, field: "message tag")
        }
    }

    private static func pack<M: CDRMessage>(_ tag: UInt8, _ message: M) throws(CDRError) -> [UInt8]
    {
        [tag] + (try CDREncoder.bytes(of: message))
    }
}

/// A command on its way to the cell. What a recording holds is the command alone, with the time at
/// which it counts as received.
private struct SentCommand: CDRMessage {
    static let typeName = "reins_msgs/msg/SentCommand"
    var command = OperatorCommand()
    var seen: Nanoseconds = 0

    init() {}
    init(command: OperatorCommand, seen: Nanoseconds) {
        (self.command, self.seen) = (command, seen)
    }

    mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("command", &command)
        try fields.field("seen_ns", &seen)
    }
}

/// One record of a topic on the bulk connection: a head of 20 bytes, then the CDR bytes as they go
/// to disk.
public struct BulkRecord: Sendable, Equatable {
    public static let headSize = 20
    public var topic: UInt16
    /// Counts the records of this topic from 1, before anything is dropped: what is missing shows.
    public var sequence: UInt64
    /// Cell-monotonic ns.
    public var stamp: Nanoseconds
    public var payload: [UInt8]

    public init(topic: UInt16, sequence: UInt64, stamp: Nanoseconds, payload: [UInt8]) {
        self.topic = topic
        self.sequence = sequence
        self.stamp = stamp
        self.payload = payload
    }

    /// Appends the head: topic u16, zero u16, sequence u64, stamp i64, little-endian.
    public static func appendHead(
        topic: UInt16, sequence: UInt64, stamp: Nanoseconds, to bytes: inout [UInt8]
    ) {
        unsafe withUnsafeBytes(of: topic.littleEndian) { unsafe bytes.append(contentsOf: $0) }
        bytes.append(0)
        bytes.append(0)
        unsafe withUnsafeBytes(of: sequence.littleEndian) { unsafe bytes.append(contentsOf: $0) }
        unsafe withUnsafeBytes(of: stamp.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    /// nil where the bytes are too few to be a record.
    public init?(decoding bytes: [UInt8]) {
        guard bytes.count >= BulkRecord.headSize else { return nil }
        topic = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: UInt16.self) }
        sequence = unsafe bytes.withUnsafeBytes {
            unsafe $0.loadUnaligned(fromByteOffset: 4, as: UInt64.self)
        }
        stamp = unsafe bytes.withUnsafeBytes {
            unsafe $0.loadUnaligned(fromByteOffset: 12, as: Int64.self)
        }
        payload = Array(bytes.dropFirst(BulkRecord.headSize))
    }
}
