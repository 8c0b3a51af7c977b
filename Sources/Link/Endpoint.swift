/// Where a cell listens: `tcp://HOST:PORT` (bulk on PORT + 1) or `ipc://PATH` (bulk on PATH.bulk).
public enum Endpoint: Equatable, Hashable, Sendable, CustomStringConvertible {
    /// Port 0 lets a cell choose a free pair of ports.
    case tcp(host: String, port: UInt16)
    case ipc(path: String)

    /// Bytes of a socket path that Linux takes, less what `.bulk` needs.
    static let longestPath = 107 - 5

    /// - Throws: ``LinkError/badEndpoint(text:why:)``
    public init(_ text: String) throws(LinkError) {
        func bad(_ why: String) -> LinkError { .badEndpoint(text: text, why: why) }
        if text.hasPrefix("ipc://") {
            let path = String(text.dropFirst(6))
            guard path.hasPrefix("/") else { throw bad("the path is not absolute") }
            guard path.utf8.count <= Endpoint.longestPath else {
                throw bad("the path is longer than \(Endpoint.longestPath) bytes")
            }
            guard !path.utf8.contains(0) else { throw bad("the path holds a zero byte") }
            self = .ipc(path: path)
        } else if text.hasPrefix("tcp://") {
            let rest = text.dropFirst(6)
            guard let colon = rest.lastIndex(of: ":") else { throw bad("the port is missing") }
            let host = String(rest[..<colon])
            guard !host.isEmpty, host.utf8.allSatisfy(Endpoint.isHostByte) else {
                throw bad("the host is missing or is not one")
            }
            let digits = rest[rest.index(after: colon)...]
            guard let port = UInt16(digits), digits.utf8.allSatisfy({ (48...57).contains($0) }),
                port < UInt16.max
            else { throw bad("the port is not a number up to 65534") }
            self = .tcp(host: host, port: port)
        } else {
            throw bad("it starts neither with tcp:// nor with ipc://")
        }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "*"), UInt8(ascii: "%"):
            true
        default: false
        }
    }

    public var description: String { control }

    /// Address of the control connection, as libzmq takes it.
    var control: String {
        switch self {
        case .tcp(let host, let port): "tcp://\(host):\(port)"
        case .ipc(let path): "ipc://\(path)"
        }
    }

    /// Address of the bulk connection.
    var bulk: String {
        switch self {
        case .tcp(let host, let port): "tcp://\(host):\(port &+ 1)"
        case .ipc(let path): "ipc://\(path).bulk"
        }
    }

    /// Whether only this machine can reach it.
    public var isLocal: Bool {
        switch self {
        case .ipc: return true
        case .tcp(let host, _):
            if host == "localhost" || host == "::1" || host == "[::1]" { return true }
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
        }
    }

    var isIPv6: Bool {
        switch self {
        case .ipc: false
        case .tcp(let host, _): host.utf8.contains(UInt8(ascii: ":"))
        }
    }
}
