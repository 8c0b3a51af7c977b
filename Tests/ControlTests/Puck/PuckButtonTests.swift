import Control
import Testing

@Suite("A puck's buttons")
struct PuckButtonTests {
    @Test("Two buttons are left and right; more are the Pro's layout; others go by number")
    func tables() {
        let pair = PuckButtonTable { $0 == 256 || $0 == 257 }
        #expect(pair == .pair)
        #expect(pair.name(of: 256) == "left" && pair.name(of: 257) == "right")
        let codes: Set<UInt16> = [256, 257, 258, 260, 261, 264, 268, 278, 279, 280, 281, 282]
        let pro = PuckButtonTable { codes.contains($0) }
        #expect(pro == .pro)
        #expect(pro.name(of: 256) == "menu" && pro.name(of: 278) == "escape")
        let enterprise = PuckButtonTable { (256...511).contains($0) }
        #expect(enterprise.button(of: 360) == .view3)
        let old = PuckButtonTable { (288...296).contains($0) }
        #expect(old.button(of: 288) == nil && old.name(of: 288) == "button 288")
    }

    @Test("Held buttons are a set: order does not matter, and sixteen fit")
    func held() {
        #expect(HeldButtons([257, 256]) == HeldButtons([256, 257, 256]))
        #expect(HeldButtons(256..<272).count == 16)
        #expect(HeldButtons(256..<300).count == 16)
        #expect(HeldButtons([256, 257]).subtracting(HeldButtons([256])).list == [257])
    }
}
