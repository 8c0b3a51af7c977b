extension LinkServer {
    /// Datagrams taken between two waits, at most: a flood of them cannot keep the thread. None is
    /// longer than ``Datagrams/longest`` and one byte, which bounds the bytes too.
    static let mostDatagramsPerWait = 64

    /// Where datagrams are taken; nil where there is no socket for them: at `ipc://`, or where no
    /// port was free.
    public var datagramPort: UInt16? { datagrams?.port }

    /// The next datagram, whoever sent it and whatever it is; nil when there is none for now or
    /// enough was taken since the last ``wait(timeoutMilliseconds:)``.
    public func receiveDatagram() -> (datagram: [UInt8], from: DatagramAddress)? {
        guard datagramBudget > 0, let taken = datagrams?.receive() else { return nil }
        datagramBudget &-= 1
        tally.datagrams &+= 1
        return taken
    }

    /// Sends without waiting; what does not go out now is dropped.
    public func sendDatagram(_ datagram: [UInt8], to address: DatagramAddress) {
        datagrams?.send(datagram, to: address)
    }

    /// A socket at the address of the control connection: the same number, so that one rule of a
    /// firewall names all; where that is taken, one that the kernel chooses.
    static func openDatagrams(at control: String) -> DatagramSocket? {
        guard control.hasPrefix("tcp://"), let colon = control.lastIndex(of: ":"),
            let port = UInt16(control[control.index(after: colon)...])
        else { return nil }
        let host = String(control[..<colon].dropFirst(6))
        for port in [port, 0] {
            if let address = DatagramAddress(host: host, port: port),
                let socket = try? DatagramSocket(boundTo: address)
            {
                return socket
            }
        }
        return nil
    }
}
