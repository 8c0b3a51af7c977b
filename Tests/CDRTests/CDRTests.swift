import CDR
import Testing

@Suite("CDR")
struct CDRTests {
    struct Reading: CDRMessage, Equatable {
        static let typeName = "reins_msgs/msg/Reading"
        var name = ""
        var value: UInt32 = 0
        mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
            try fields.field("name", &name)
            try fields.field("value", &value)
        }
    }

    @Test("what a newer sender appends is ignored, unless exactly one message is asked for")
    func trailingBytes() throws {
        var reading = Reading()
        (reading.name, reading.value) = ("force", 7)
        let bytes = try CDREncoder.bytes(of: reading)
        #expect(try CDRDecoder.decode(Reading.self, from: bytes + [1, 2]) == reading)
        #expect(try CDRDecoder.decodeExactly(Reading.self, from: bytes) == reading)
        #expect(throws: CDRError.trailing(offset: bytes.count)) {
            try CDRDecoder.decodeExactly(Reading.self, from: bytes + [0])
        }
    }

    @Test("a message cut anywhere is refused")
    func truncated() throws {
        var reading = Reading()
        reading.name = "torque"
        let bytes = try CDREncoder.bytes(of: reading)
        for length in bytes.indices {
            #expect(throws: CDRError.self) {
                try CDRDecoder.decode(Reading.self, from: Array(bytes.prefix(length)))
            }
        }
    }
}
