import CLinux
import Glibc
import Screen
import Testing

@testable import Terminal

/// ncurses keeps its state in the process: everything that uses it runs one after another.
@Suite("With ncurses", .serialized) struct CursesSuite {}

extension CursesSuite {
    @Suite("A screen without a terminal") struct CursesTests {
        private func screen(
            _ name: String = "xterm-256color", columns: Int = 80, rows: Int = 24,
            colour: Bool = true
        ) throws -> CursesScreen {
            unsafe setlocale(LC_CTYPE, "C.UTF-8")
            return try CursesScreen(
                type: TerminalType(name: name, glyphs: .unicode), input: -1, columns: columns,
                rows: rows, colour: colour)
        }

        @Test("shows the cells of a grid, and the next grid by its difference")
        func cells() throws {
            let screen = try screen()
            var virtual = VirtualScreen(columns: 80, rows: 24)
            var grid = Grid(columns: 80, rows: 24)
            let inside = grid.box(grid.bounds, title: "left 日本")
            grid.put("OPERATOR", .operatorDriving, column: 0, row: 0, in: inside)
            grid.put("▁▂▃ ⠑⢄", column: 10, row: 5)
            virtual.take(screen.startSequence + screen.draw(grid))
            #expect(virtual.text == grid.text)
            #expect(virtual.isReversed[1][1...8].allSatisfy { $0 })
            #expect(!virtual.isReversed[1][9])
            #expect(screen.draw(grid).isEmpty)

            grid.put("POLICY  ", .policy, column: 0, row: 0, in: inside)
            let bytes = screen.draw(grid)
            #expect(bytes.count < 100)
            virtual.take(bytes)
            #expect(virtual.text == grid.text)
            virtual.take(screen.end())
            #expect(virtual.unknown == [])
            #expect(virtual.modes.isDisjoint(with: ["1049", "2004"]))
        }

        @Test(
            "the region that scrolls is the window, not the size that the type is said to have",
            arguments: ["vt100", "xterm-256color", "linux", "tmux-256color"])
        func region(type: String) throws {
            let screen = try screen(type, columns: 100, rows: 40)
            var grid = Grid(columns: 100, rows: 40)
            grid.put("below", column: 0, row: 39)
            let text = String(decoding: screen.draw(grid), as: UTF8.self)
            #expect(text.contains("below"))
            #expect(!text.contains("\u{1B}[1;24r"), "a vt100 stops at its lower edge")
            let first = try #require(text.firstRange(of: "\u{1B}[1;40r"))
            #expect(first.lowerBound < text.firstRange(of: "below")?.lowerBound ?? text.endIndex)
        }

        @Test("any grids in a row end as the last one", arguments: 0..<4)
        func anything(seed: Int) throws {
            var random = Seeded(state: UInt64(seed))
            let screen = try screen(columns: 40, rows: 12)
            var virtual = VirtualScreen(columns: 40, rows: 12)
            var grid = Grid(columns: 40, rows: 12)
            for _ in 0..<60 {
                for _ in 0..<Int.random(in: 0...30, using: &random) {
                    let text = ["abc", "日本", "──", "        ", "x"].randomElement(using: &random)
                    let style = Style.allCases.randomElement(using: &random)
                    grid.put(
                        text ?? "", style ?? .plain, column: .random(in: -2...40, using: &random),
                        row: .random(in: 0...11, using: &random))
                }
                if Int.random(in: 0..<8, using: &random) == 0 { grid.fill(grid.bounds) }
                virtual.take(screen.draw(grid))
                #expect(virtual.text == grid.text)
            }
            #expect(virtual.unknown == [])
        }

        @Test("follows a new size and paints everything again after an absence")
        func resize() throws {
            let screen = try screen()
            _ = screen.draw(Grid(columns: 80, rows: 24))
            screen.resize(columns: 100, rows: 30)
            var grid = Grid(columns: 100, rows: 30)
            grid.put("corner", column: 94, row: 29)
            var virtual = VirtualScreen(columns: 100, rows: 30)
            virtual.take(screen.draw(grid))
            #expect(virtual.text == grid.text)
            screen.repaintAfterAbsence()
            virtual = VirtualScreen(columns: 100, rows: 30)
            virtual.take(screen.draw(grid))
            #expect(virtual.text == grid.text)
            #expect(virtual.modes.contains("1049"))
            #expect(virtual.unknown == [])
        }

        @Test("without colour sends none, and still tells who drives")
        func monochrome() throws {
            let screen = try screen(colour: false)
            #expect(!screen.hasColour)
            var grid = Grid(columns: 80, rows: 24)
            for (row, style) in Style.allCases.enumerated() {
                grid.put("text", style, column: 0, row: row)
            }
            var virtual = VirtualScreen(columns: 80, rows: 24)
            virtual.take(screen.draw(grid))
            #expect(virtual.renditions.isDisjoint(with: 30...37))
            #expect(virtual.renditions.isSuperset(of: [1, 2, 4, 7]))
            let coloured = try self.screen()
            virtual.take(coloured.draw(grid))
            #expect(virtual.renditions.isSuperset(of: [31, 32, 33, 35, 36]))
            #expect(try !self.screen("vt100").hasColour)
        }

        @Test("a type that nobody knows, or that cannot place text, is refused in a sentence")
        func types() throws {
            #expect(throws: TerminalError.unknownType("no-such-type")) {
                try screen("no-such-type")
            }
            #expect(throws: TerminalError.self) { try screen("dumb") }
            #expect(TerminalError.unknownType("a\u{1B}[2J").description.contains("\"a?[2J\""))
            #expect(TerminalError.unknownType("").description.contains("TERM is not set"))
        }

        @Test("widths are those of the C library for all that the module calls wide or narrow")
        func widths() {
            unsafe setlocale(LC_CTYPE, "C.UTF-8")
            var differing = 0
            for value in UInt32(0x20)...0x1FFFF {
                guard let scalar = Unicode.Scalar(value) else { continue }
                let theirs = reins_character_width(value)
                let assigned = scalar.properties.generalCategory != .unassigned
                guard theirs >= 0, assigned else { continue }
                if Int32(TextWidth.columns(scalar)) != theirs { differing += 1 }
            }
            // Where they differ the terminal shows a question mark; it must stay rare.
            #expect(differing < 200, "\(differing)")
        }
    }
}

/// SplitMix64: the same seed gives the same run on every machine.
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
