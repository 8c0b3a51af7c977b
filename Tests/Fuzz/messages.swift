// modules: Messages CDR Control
// What crosses the link, and what a recording holds: nothing in it is believed.
import CDR
import Control
import Messages

/// What decodes also encodes, to bytes that decode to the same again.
private func round<M: CDRMessage>(_ type: M.Type, _ bytes: [UInt8]) {
    guard let message = try? CDRDecoder.decode(type, from: bytes) else { return }
    guard let again = try? CDREncoder.bytes(of: message) else { return }
    guard let second = try? CDRDecoder.decodeExactly(type, from: again),
        let third = try? CDREncoder.bytes(of: second), third == again
    else { fatalError("\(type) is not what it was encoded from") }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMessages(_ data: UnsafePointer<UInt8>, _ size: Int) -> Int32 {
    let bytes = array(data, size)
    if let message = try? ControlMessage(decoding: bytes) { _ = try? message.encoded() }
    _ = BulkRecord(decoding: bytes)
    guard let kind = bytes.first else { return 0 }
    let body = Array(bytes.dropFirst())
    switch kind % 6 {
    case 0: round(Step.self, body)
    case 1: round(Event.self, body)
    case 2: round(PolicyChunk.self, body)
    case 3: round(ArbiterInput.self, body)
    case 4: round(ArbiterState.self, body)
    default: round(CompressedImage.self, body)
    }
    return 0
}
