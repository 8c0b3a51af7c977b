import CDR
import Control
import Messages
import Testing

@Suite("What the operator's mouse said, as it is recorded") struct OperatorInputTests {
    @Test("buttons that no bit is for are there by their codes")
    func codes() throws {
        var input = OperatorInput()
        // MENU, then 11, V1 and SPACE of the large mice.
        input.set(HeldButtons([256, 332, 358, 431]))
        let again = try OperatorInput.decoding(try CDREncoder.bytes(of: input))
        #expect(again == input)
        #expect(again.buttons == 1)
        #expect(again.codes == [256, 332, 358, 431])
    }

    @Test("records from before there were codes are read as before")
    func old() throws {
        var input = OperatorInput()
        input.device = "usb-1"
        input.stamp = 77
        input.buttons = 0b10
        // What came after the rest: the list of codes, here its count alone, and the pairing.
        let bytes = try CDREncoder.bytes(of: input)
        #expect(try OperatorInput.decoding(Array(bytes.dropLast(5))) == input)
        #expect(try OperatorInput.decoding(Array(bytes.dropLast(1))) == input)
    }

    @Test("how one puck moved two arms is there")
    func pairing() throws {
        var input = OperatorInput()
        input.set(HeldButtons([256]))
        input.pairing = PuckPairing.relative.rawValue
        #expect(try OperatorInput.decoding(try CDREncoder.bytes(of: input)).pairing == 3)
        // One with codes from before there were pairings.
        let old = try CDREncoder.bytes(of: input).dropLast(1)
        let again = try OperatorInput.decoding(Array(old))
        #expect(again.pairing == 0 && again.codes == [256])
    }
}
