// modules: Link Messages CDR Control
// What comes to the UDP port, from anyone; and what a holder of the key may have sealed.
import CDR
import Control
import Link
import Messages

private let lease = LeaseTag(epoch: 7, sequence: 3)
private let secret = (0..<32).map { UInt8($0) }

private func round<M: CDRMessage>(_ type: M.Type, _ bytes: [UInt8]) {
    guard let message = try? CDRDecoder.decodeExactly(type, from: bytes) else { return }
    guard let again = try? CDREncoder.bytes(of: message) else { return }
    guard let second = try? CDRDecoder.decodeExactly(type, from: again),
        let third = try? CDREncoder.bytes(of: second), third == again
    else { fatalError("\(type) is not what it was encoded from") }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDatagrams(_ data: UnsafePointer<UInt8>, _ size: Int) -> Int32 {
    let bytes = array(data, size)
    guard let key = DatagramKey(secret, for: lease) else { fatalError("32 bytes are a key") }
    var opener = Opener(key: key, direction: .toCell)
    // Nobody makes up a seal: not even with the key's head before it.
    if opener.open(bytes) != nil { fatalError("opened what nobody sealed") }

    var sealer = Sealer(key: key, direction: .toCell)
    guard var datagram = sealer.seal(bytes) else { return 0 }
    guard opener.open(datagram) == bytes else { fatalError("did not open what it sealed") }
    guard opener.open(datagram) == nil else { fatalError("opened a copy") }
    // A byte changed, where the input says, in one that is new.
    guard let next = sealer.seal(bytes), let place = bytes.first else { return 0 }
    datagram = next
    let index = Int(place) % datagram.count
    datagram[index] ^= bytes.count > 1 && bytes[1] != 0 ? bytes[1] : 1
    guard opener.open(datagram) == nil else { fatalError("opened what was changed") }
    guard opener.open(next) == bytes else { fatalError("did not open the one after it") }

    round(PlaneCommand.self, bytes)
    round(Pulse.self, bytes)
    round(PlaneGrant.self, bytes)
    return 0
}
