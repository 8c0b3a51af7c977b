import Control
import Testing

@Suite("Lists of the control path") struct PerGroupTests {
    @Test("an index outside is clamped on reading and ignored on writing")
    func outside() {
        var list = PerGroup(filler: 0)
        for value in 1...2 { list.append(value) }
        #expect(list[-1] == 1)
        #expect(list[0] == 1)
        #expect(list[1] == 2)
        for index in [-1, 2, 3, 4, 100] { list[index] = 9 }
        #expect(list[0] == 1)
        #expect(list[1] == 2)
        #expect(list.count == 2)
        list.append(3)
        list.append(4)
        #expect((0..<4).map { list[$0] } == [1, 2, 3, 4])
        #expect(list[7] == 4)
    }

    @Test("a fifth is refused, and places that are not in use count for nothing")
    func bounds() {
        var list = PerGroup(repeating: 5, count: 9)
        #expect(list.count == Control.maximumGroups)
        let isTaken = list.append(6)
        #expect(!isTaken)
        #expect(list.isFull)
        list.removeAll()
        #expect(list.isEmpty)
        #expect(list == PerGroup(filler: 1))
        list.append(1)
        #expect(list != PerGroup(repeating: 2, count: 1))
    }

    @Test("equal entries hash alike; what is beyond their count counts for nothing")
    func entries() {
        var long = Entries([1, 2, 3])
        let short = Entries([1, 2])
        #expect(long != short)
        long = Entries([-0.0])
        #expect(long == Entries([0.0]))
        #expect(long.hashValue == Entries([0.0]).hashValue)
        #expect(Entries([Double.nan]) != Entries([Double.nan]))
        #expect(Entries((0..<20).map(Double.init)).count == Control.maximumEntries)
        var entries = Entries(count: 2)
        entries[5] = 7
        #expect(entries[5] == 0)
        #expect(entries.array == [0, 0])
    }
}
