import JSON5
import Testing

@Suite("Reading JSON5") struct ReadingTests {
    @Test("the whole syntax is read")
    func wholeSyntax() throws {
        let value = try JSON5Text.parse(
            """
            // a comment
            {
                unquoted: 'single \\'quoted\\'', /* another */
                "line": "one \\
            line",
                hex: 0xDECAF, leading: .5, trailing: 5., plus: +1, minus: -2e-3,
                inf: -Infinity, nan: NaN, list: [1, 'two', [],], nothing: null, yes: true,
                $_ü1: "\\x41\\u00e9\\ud83d\\ude00\\v\\0",
            }
            """)
        #expect(value["unquoted"]?.string == "single 'quoted'")
        #expect(value["line"]?.string == "one line")
        #expect(value["hex"]?.integer == 0xDECAF)
        #expect(value["leading"]?.number == 0.5)
        #expect(value["trailing"]?.number == 5)
        #expect(value["plus"]?.integer == 1)
        #expect(value["minus"]?.number == -0.002)
        #expect(value["inf"]?.number == -.infinity)
        #expect(value["nan"]?.number?.isNaN == true)
        #expect(value["nan"]?.finiteNumber == nil)
        #expect(value["list"] == [1, "two", []])
        #expect(value["nothing"]?.isNull == true)
        #expect(value["yes"]?.bool == true)
        #expect(value["$_ü1"]?.string == "Aé😀\u{B}\u{0}")
        #expect(value["absent"] == nil)
    }

    @Test("members keep the order of the text and know their place")
    func orderAndPlace() throws {
        let value = try JSON5Text.parse("{\r\n  z: 1,\n\tä: [true,\r  {q: 'x'}],\n a: 2}")
        #expect(value.object?.map(\.key) == ["z", "ä", "a"])
        #expect(value.position == JSON5Position(line: 1, column: 1))
        let list = try #require(value["ä"])
        #expect(list.position == JSON5Position(line: 3, column: 5))
        #expect(list.array?.last?["q"]?.position == JSON5Position(line: 4, column: 7))
        #expect(value.object?.last?.position == JSON5Position(line: 5, column: 2))
    }

    @Test("whole numbers stay exact, others become doubles")
    func numbers() throws {
        #expect(try JSON5Text.parse("9223372036854775807").content == .integer(.max))
        #expect(try JSON5Text.parse("9223372036854775808").content == .number(0x1p63))
        #expect(try JSON5Text.parse("-0").number?.sign == .minus)
        #expect(try JSON5Text.parse("5e3").integer == 5000)
        #expect(try JSON5Text.parse("0.1").integer == nil)
        #expect(try JSON5Text.parse("-0xFF").integer == -255)
    }

    @Test(
        "a mistake is named with its place",
        arguments: [
            ("", 1, 1, "expected a value, found the end of the text"),
            ("{a:1,\n a:2}", 2, 2, "the key \"a\" was already given at line 1, column 2"),
            ("{a:1,\n 'b' 2}", 2, 6, "expected \":\" after the key, found \"2\""),
            ("[1 2]", 1, 4, "the bracket opened at line 1, column 1"),
            ("[1,,2]", 1, 4, "expected a value, found \",\""),
            ("{a: hello}", 1, 5, "needs quotation marks: \"hello\""),
            ("'abc\n'", 1, 1, "not closed on its line"),
            ("'abc", 1, 1, "this string is not closed"),
            ("'\\ud800x'", 1, 2, "half of a surrogate pair"),
            ("'\\udc00'", 1, 2, "half of a surrogate pair"),
            ("'\\x4g'", 1, 5, "expected 2 hexadecimal digits, found \"g\""),
            ("'\\1'", 1, 2, "octal"),
            ("1e999", 1, 1, "too large"),
            ("0x1ffffffffffffffff", 1, 1, "does not fit 64 bits"),
            ("012", 1, 1, "begin with zeros"),
            ("1.5.2", 1, 4, "a number cannot go on with \".\""),
            ("12abc", 1, 3, "a number cannot go on with \"a\""),
            (".", 1, 2, "expected digits"),
            ("-", 1, 2, "expected digits"),
            ("1e", 1, 3, "exponent"),
            ("Nope", 1, 1, "quotation marks"),
            ("{} []", 1, 4, "expected the end of the text"),
            ("/* open", 1, 1, "this comment is not closed"),
            ("{1:2}", 1, 2, "expected a key"),
            ("\u{1}", 1, 1, "found U+0001"),
        ])
    func mistakes(text: String, line: Int, column: Int, part: String) throws {
        let error = try #require(throws: JSON5Error.self) { try JSON5Text.parse(text) }
        #expect(error.line == line)
        #expect(error.column == column)
        #expect(error.message.contains(part), "\(error)")
        #expect(error.description(file: "k.json5").hasPrefix("k.json5:\(line):\(column): "))
    }

    @Test("limits refuse large and deep texts")
    func limits() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSON5Error.self) { try JSON5Text.parse(deep) }
        let atLimit = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSON5Text.parse(atLimit) }
        #expect(throws: JSON5Error.self) { try JSON5Text.parse("[" + atLimit + "]") }
        let small = JSON5Limits(bytes: 4)
        #expect(throws: JSON5Error.self) { try JSON5Text.parse("[1,2]", limits: small) }
        #expect(throws: JSON5Error.self) {
            try JSON5Text.parse(utf8: [91, 49, 44, 50, 93], limits: small)
        }
    }

    @Test("bytes that are not UTF-8 are refused at their place")
    func notUTF8() throws {
        let bytes = Array("{\n 'a".utf8) + [0xFF] + Array("': 1}".utf8)
        let error = try #require(throws: JSON5Error.self) { try JSON5Text.parse(utf8: bytes) }
        #expect(error.position == JSON5Position(line: 2, column: 4))
        #expect(try JSON5Text.parse(utf8: Array("'ü'".utf8)).string == "ü")
    }
}
