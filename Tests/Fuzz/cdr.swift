// modules: CDR
// The decoder alone, on a message that has every kind of field, at every alignment.
import CDR

private enum Word: UInt8 {
    case one = 1
    case two = 2
    case three = 3
}

private struct Inner: CDRMessage {
    static let typeName = "fuzz_msgs/msg/Inner"
    var small: UInt8 = 0
    var large: Double = 0
    var text = ""

    mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("small", &small)
        try fields.field("large", &large)
        try fields.field("text", &text)
    }
}

private struct Everything: CDRMessage {
    static let typeName = "fuzz_msgs/msg/Everything"
    var flag = false
    var short: Int16 = 0
    var half: UInt16 = 0
    var word: Int32 = 0
    var wide: UInt64 = 0
    var single: Float = 0
    var name = ""
    var code = Word.one
    var hasInner = false
    var inner = Inner()
    var data: [UInt8] = []
    var doubles: [Double] = []
    var floats: [Float] = []
    var strings: [String] = []
    var messages: [Inner] = []

    mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("flag", &flag)
        try fields.field("short", &short)
        try fields.field("half", &half)
        try fields.field("word", &word)
        try fields.field("wide", &wide)
        try fields.field("single", &single)
        try fields.field("name", &name)
        try fields.enumeration("code", &code)
        try fields.presence(of: "inner", &hasInner)
        try fields.message("inner", &inner)
        try fields.bytes("data", &data, limit: 4096)
        try fields.doubles("doubles", &doubles, limit: 64)
        try fields.floats("floats", &floats, limit: 64)
        try fields.strings("strings", &strings, limit: 64)
        try fields.messages("messages", &messages, limit: 64)
    }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCDR(_ data: UnsafePointer<UInt8>, _ size: Int) -> Int32 {
    let bytes = array(data, size)
    guard let found = try? CDRDecoder.decode(Everything.self, from: bytes) else { return 0 }
    guard found.data.count <= 4096, found.doubles.count <= 64, found.strings.count <= 64,
        found.messages.count <= 64
    else { fatalError("more elements than the limit") }
    guard let again = try? CDREncoder.bytes(of: found),
        let second = try? CDRDecoder.decodeExactly(Everything.self, from: again),
        let third = try? CDREncoder.bytes(of: second), third == again
    else { fatalError("a message that is not what it was encoded from") }
    return 0
}
