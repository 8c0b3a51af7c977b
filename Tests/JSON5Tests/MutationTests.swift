import JSON5
import Testing

/// SplitMix64: the same seed gives the same damage on every machine.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("Damaged JSON5") struct MutationTests {
    static let sample = Array(
        """
        // map
        {keys: {h: 'handBack', "é": ["\\u00e9\\ud83d\\ude00", 0x1F, -1.5e-3, .5, NaN]},
         /* x */ deep: [[[{a: null, b: true, c: -Infinity,},],],], line: 'a\\
        b'}
        """.utf8)
    static let spice = Array("{}[]:,'\"\\/*u0x9eE+-.INaN \n\r\u{FE}".utf8) + [0xFF, 0xC0, 0xED]

    @Test("never traps, and names a place inside the text", arguments: 0..<8)
    func mutated(seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        var accepted = 0
        for _ in 0..<400 {
            var bytes = Self.sample
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let byte = Self.spice.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                case 2: bytes.remove(at: place)
                default: bytes.removeLast(bytes.count - place - 1)
                }
            }
            do throws(JSON5Error) {
                let value = try JSON5Text.parse(utf8: bytes)
                accepted += 1
                expectRoundTrip(value)
            } catch {
                let lines = bytes.count { $0 == 10 || $0 == 13 } + 1
                #expect((1...lines).contains(error.line))
                #expect((1...bytes.count + 1).contains(error.column))
            }
        }
        #expect(accepted > 0, "damage so heavy that nothing is ever accepted tests little")
    }

    private func expectRoundTrip(_ value: JSON5Value) {
        guard let text = try? JSONText.encode(value) else { return }
        #expect((try? JSON5Text.parse(text)) == value)
    }

    @Test("numbers of every size read back equal", arguments: 0..<4)
    func numbers(seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        for _ in 0..<500 {
            let number = Double(bitPattern: random.next())
            guard number.isFinite else { continue }
            let text = try JSONText.encode(.number(number))
            #expect(try JSON5Text.parse(text).number?.bitPattern == number.bitPattern)
        }
    }
}
