import Testing

@testable import Session

@Suite("Options of reins record") struct RecordOptionsTests {
    @Test("cells have an address, and a name where there are several")
    func cells() throws {
        let one = try RecordOptions.parse(["tcp://a:1"])
        #expect(one.cells == [.init(name: "", address: "tcp://a:1")])
        #expect(one.directory(of: one.cells[0]) == "recordings")
        let two = try RecordOptions.parse([
            "left=tcp://a:1", "right=ipc:///run/x=y", "--directory", "/srv",
        ])
        #expect(two.cells.map(\.name) == ["left", "right"])
        #expect(two.cells[1].address == "ipc:///run/x=y")
        #expect(two.directory(of: two.cells[1]) == "/srv/right")
        // An equals sign in a path names nothing.
        #expect(try RecordOptions.parse(["ipc:///run/a=b"]).cells[0].name.isEmpty)
    }

    @Test(
        "what cannot be meant is refused in a sentence",
        arguments: [
            ([], "name a cell"), (["tcp://a:1", "tcp://b:1"], "several cells need names"),
            (["a=tcp://a:1", "a=tcp://b:1"], "two cells are called a"),
            (["..=tcp://a:1"], "is no name for a cell"),
            (["x", "--rotate-size", "1K"], "at least 1M"),
            (["x", "--rotate-every", "soon"], "at least 1s"),
            (["x", "--directory"], "needs a value"),
            (["x", "--rotate"], "there is no option --rotate"),
        ])
    func refused(_ words: [String], _ expected: String) throws {
        let error = #expect(throws: LiveOptions.WrongUsage.self) {
            try RecordOptions.parse(words)
        }
        #expect(error?.sentence.contains(expected) == true, "\(error?.sentence ?? "none")")
    }

    @Test("sizes and times as other tools spell them")
    func sizes() throws {
        #expect(ByteCount.bytes("512M") == 512 << 20)
        #expect(ByteCount.bytes("4g") == 4 << 30)
        #expect(ByteCount.bytes("1.5GiB") == 3 << 29)
        #expect(ByteCount.bytes("50GB") == 50 << 30)
        #expect(ByteCount.bytes("1048576") == 1 << 20)
        for wrong in ["", "G", "-1G", "nan", "1e99", "4X"] {
            #expect(ByteCount.bytes(wrong) == nil)
        }
        #expect(ByteCount.duration("30min") == 1_800_000_000_000)
        #expect(ByteCount.duration("45") == 45_000_000_000)
        #expect(ByteCount.duration("2h") == 7_200_000_000_000)
        for wrong in ["", "h", "-1s", "inf", "1y"] { #expect(ByteCount.duration(wrong) == nil) }
        #expect(ByteCount.text(1023) == "1023 B")
        #expect(ByteCount.text(1536 << 20) == "1.5 GB")
        let off = try RecordOptions.parse(["x", "--rotate-size", "0", "--rotate-every", "0"])
        #expect(!off.rule.isOn)
    }
}
