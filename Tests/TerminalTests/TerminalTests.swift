import CLinux
import Glibc
import Keymap
import Screen
import Testing

@testable import Terminal

/// Sends a signal to this process and waits until it was caught. `raise` would not do: the threads
/// of tests block signals.
func deliver(_ signal: Int32) {
    let descriptor = ProcessSignals.install()
    var counter: UInt64 = 0
    _ = unsafe read(descriptor, &counter, 8)
    kill(getpid(), signal)
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&polled, 1, 10_000)
}

extension CursesSuite {
    @Suite("A terminal") struct TerminalTests {
        private static let millisecond: Int64 = 1_000_000

        private func terminal(on pty: PseudoTerminal) throws -> Terminal {
            unsafe setenv("LC_ALL", "C.UTF-8", 1)
            unsafe unsetenv("NO_COLOR")
            return try Terminal(Terminal.Options(type: "xterm-256color", device: pty.path))
        }

        private func picture(_ number: Int) -> Grid {
            var grid = Grid(columns: 80, rows: 24)
            for row in 0..<24 {
                let text = (0..<80).map {
                    String(UnicodeScalar(UInt8(97 + (row + $0 * number) % 26)))
                }
                grid.put(text.joined(), column: 0, row: row)
            }
            grid.put("picture \(number)", .operatorDriving, column: 0, row: 0)
            return grid
        }

        @Test("shows pictures, and gives everything back on closing")
        func showsAndCloses() throws {
            let pty = PseudoTerminal()
            let before = pty.settings
            let terminal = try terminal(on: pty)
            #expect(terminal.columns == 80 && terminal.rows == 24)
            #expect(terminal.glyphs == .unicode && terminal.hasColour)
            #expect(pty.settings != before)
            var virtual = VirtualScreen(columns: 80, rows: 24)
            for number in 1...3 {
                #expect(terminal.show(picture(number), now: 0) == .shown)
                virtual.take(pty.received())
                #expect(virtual.text == picture(number).text)
            }
            #expect(virtual.modes.contains("1049"))
            terminal.close()
            virtual.take(pty.received())
            #expect(pty.settings == before)
            #expect(virtual.modes.isDisjoint(with: ["1049", "2004"]))
            #expect(virtual.modes.contains("25"))
            #expect(virtual.unknown == [])
            #expect(terminal.show(picture(1), now: 0) == .dropped)
            #expect(pty.received() == [])
        }

        @Test("reads keys, also those that shells keep for themselves")
        func keys() throws {
            let pty = PseudoTerminal()
            let terminal = try terminal(on: pty)
            pty.type("hé\u{1B}[A\u{1B}OB\u{3}\u{1A}\u{13}\u{11}\r\t\u{1B}[1;5C")
            let expected: [Key] = [
                .character("h"), .character("é"), .up, .down, .control("c"), .control("z"),
                .control("s"), .control("q"), .enter, .tab,
            ]
            var events: [TerminalEvent] = []
            var now: Int64 = 0
            while events.count < expected.count, now < 5000 * Self.millisecond {
                now += Self.millisecond
                events += terminal.events(now: now)
            }
            #expect(events == expected.map(TerminalEvent.key))
            pty.type("\u{1B}")
            now += 100 * Self.millisecond
            #expect(terminal.events(now: now) == [])
            #expect(terminal.events(now: now + 60 * Self.millisecond) == [.key(.escape)])
            terminal.close()
        }

        @Test("that is slow gets whole pictures, never holds anything up, and is called frozen")
        func slow() throws {
            let pty = PseudoTerminal()
            let terminal = try terminal(on: pty)
            var virtual = VirtualScreen(columns: 80, rows: 24)
            var now: Int64 = 0
            var last = 0
            // Nobody reads. A call that blocked would never return.
            for number in 1...200 {
                now += 33 * Self.millisecond
                if terminal.show(picture(number), now: now) == .shown { last = number }
            }
            #expect(terminal.dropped > 0)
            #expect(last > 0 && last < 200)
            guard case .frozen(let since) = terminal.flow(now: now) else {
                Issue.record("not frozen: \(terminal.flow(now: now))")
                return
            }
            #expect(now - since >= Terminal.frozenAfter)
            #expect(terminal.wantsToWrite)

            // It is read again, a bit at a time: the begun picture arrives whole.
            for _ in 0..<1000 where terminal.wantsToWrite {
                virtual.take(pty.received())
                now += Self.millisecond
                terminal.flush(now: now)
            }
            virtual.take(pty.received())
            #expect(terminal.flow(now: now) == .clear)
            #expect(virtual.text == picture(last).text)
            #expect(terminal.show(picture(500), now: now) == .shown)
            virtual.take(pty.received())
            terminal.flush(now: now)
            virtual.take(pty.received())
            #expect(virtual.text == picture(500).text)
            #expect(virtual.unknown == [])
            terminal.close()
        }

        @Test("that is frozen can still be left")
        func leavesFrozen() throws {
            let pty = PseudoTerminal()
            let before = pty.settings
            let terminal = try terminal(on: pty)
            for number in 1...100 { terminal.show(picture(number), now: 0) }
            #expect(terminal.wantsToWrite)
            terminal.close()
            #expect(pty.settings == before)
        }

        @Test("that changes its size says so once")
        func resize() throws {
            let pty = PseudoTerminal()
            let terminal = try terminal(on: pty)
            terminal.show(picture(1), now: 0)
            pty.resize(columns: 100, rows: 30)
            // The signal goes to the foreground processes of the terminal, which we are not.
            deliver(SIGWINCH)
            #expect(terminal.events(now: 0) == [.resized(columns: 100, rows: 30)])
            #expect(terminal.events(now: 0) == [])
            #expect(terminal.columns == 100 && terminal.rows == 30)
            var virtual = VirtualScreen(columns: 100, rows: 30)
            _ = pty.received()
            var grid = Grid(columns: 100, rows: 30)
            grid.put("corner", column: 94, row: 29)
            terminal.show(grid, now: 0)
            virtual.take(pty.received())
            #expect(virtual.text == grid.text)
            terminal.close()
        }

        @Test("is set up and painted again after the process was stopped")
        func continued() throws {
            let pty = PseudoTerminal()
            let terminal = try terminal(on: pty)
            let raw = pty.settings
            terminal.show(picture(1), now: 0)
            _ = pty.received()
            var sane = termios()
            _ = unsafe tcgetattr(pty.slave, &sane)
            sane.c_lflag |= tcflag_t(ECHO | ICANON | ISIG)
            _ = unsafe tcsetattr(pty.slave, TCSANOW, &sane)
            deliver(SIGCONT)
            _ = terminal.events(now: 0)
            #expect(pty.settings == raw)
            terminal.show(picture(1), now: 0)
            var virtual = VirtualScreen(columns: 80, rows: 24)
            virtual.take(pty.received())
            #expect(virtual.text == picture(1).text)
            #expect(virtual.modes.contains("1049"))
            terminal.close()
        }

        @Test("shows no colour and no more than ASCII where the environment says so")
        func environment() throws {
            let pty = PseudoTerminal()
            unsafe setenv("LC_ALL", "C", 1)
            unsafe setenv("NO_COLOR", "1", 1)
            defer { unsafe unsetenv("NO_COLOR") }
            let terminal = try Terminal(Terminal.Options(type: "xterm", device: pty.path))
            #expect(!terminal.hasColour)
            #expect(terminal.glyphs == .ascii)
            var grid = Grid(columns: 80, rows: 24, glyphs: .ascii)
            grid.box(grid.bounds, title: StyledText("é", .alarm))
            terminal.show(grid, now: 0)
            terminal.close()
            #expect(pty.received().allSatisfy { $0 < 0x80 })
        }

        @Test("that is gone says so, and neither blocks nor ends the process")
        func gone() throws {
            let pty = PseudoTerminal()
            let terminal = try terminal(on: pty)
            terminal.show(picture(1), now: 0)
            #expect(!terminal.events(now: 0).contains(.hungUp))
            pty.hangUp()
            #expect(terminal.events(now: 1).contains(.hungUp))
            for number in 1...50 { terminal.show(picture(number), now: 1) }
            #expect(terminal.flow(now: 400 * Self.millisecond) == .clear)
            terminal.close()
        }

        @Test("that is not there is named in a sentence")
        func refused() {
            let device = Terminal.Options(type: "xterm", device: "/dev/null")
            #expect(throws: TerminalError.noTerminal) { try Terminal(device) }
            let missing = Terminal.Options(type: "xterm", device: "/dev/no-such-tty")
            #expect(throws: TerminalError.self) { try Terminal(missing) }
            let pty = PseudoTerminal()
            let before = pty.settings
            let type = Terminal.Options(type: "no-such-type", device: pty.path)
            #expect(throws: TerminalError.unknownType("no-such-type")) { try Terminal(type) }
            #expect(pty.settings == before)
            #expect(pty.received() == [])
        }
    }
}
