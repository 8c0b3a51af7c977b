import JSON5
import Testing

@Suite("Writing JSON") struct WritingTests {
    @Test("one line, keys as given, shortest doubles, escapes")
    func compact() throws {
        let value: JSON5Value = [
            "z": 30, "a": 0.1, "whole": .number(5), "text": "a\"b\\c\n\u{1}ü\u{7F}",
            "list": [1, 2.5, nil, true, [:]], "tiny": .number(.leastNonzeroMagnitude), "empty": [],
        ]
        let text = try JSONText.encode(value)
        #expect(
            text == #"{"z":30,"a":0.1,"whole":5.0,"text":"a\"b\\c\n\u0001ü\u007F","#
                + #""list":[1,2.5,null,true,{}],"tiny":5e-324,"empty":[]}"#)
        #expect(try JSON5Text.parse(text) == value)
    }

    @Test("indented, with arrays of plain values on one line")
    func indented() throws {
        let value: JSON5Value = ["shape": [1, 2], "of": ["x": [["y": 1]]]]
        #expect(
            try JSONText.encode(value, indent: 2) == """
                {
                  "shape": [1, 2],
                  "of": {
                    "x": [
                      {
                        "y": 1
                      }
                    ]
                  }
                }
                """)
    }

    @Test("what JSON cannot say is refused with its path")
    func refused() {
        #expect(throws: JSONText.Failure.notFinite(path: "a.b[1]")) {
            try JSONText.encode(["a": ["b": [1, .number(.nan)]]])
        }
        #expect(throws: JSONText.Failure.duplicateKey(path: "a")) {
            try JSONText.encode(.object([("a", 1), ("a", 2)]))
        }
    }
}
