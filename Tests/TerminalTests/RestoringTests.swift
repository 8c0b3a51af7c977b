import Glibc
import Screen
import Testing

@testable import Terminal

/// What the child processes of these tests do with the terminal before they end in some way.
private func takeOver(_ path: String, log: String? = nil) throws -> Terminal {
    unsafe setenv("LC_ALL", "C.UTF-8", 1)
    let terminal = try Terminal(
        Terminal.Options(type: "xterm-256color", device: path, errorLog: log))
    var grid = Grid(columns: 80, rows: 24)
    grid.put("on the screen", column: 0, row: 0)
    guard terminal.show(grid, now: 0) == .shown else { exit(77) }
    return terminal
}

private struct Mishap: Error {}

private func throwing(_ path: String) throws {
    let terminal = try takeOver(path)
    if terminal.rows > 0 { throw Mishap() }
    terminal.close()
}

extension CursesSuite {
    @Suite("A terminal is as it was found after") struct RestoringTests {
        /// Checks what a child left behind on a pty whose settings were `before`.
        private func expectRestored(_ pty: PseudoTerminal, _ before: String) {
            #expect(pty.settings == before)
            var virtual = VirtualScreen(columns: 80, rows: 24)
            let bytes = pty.received()
            #expect(String(decoding: bytes, as: UTF8.self).contains("on the screen"))
            #expect(String(decoding: bytes, as: UTF8.self).contains("\u{1B}[?1049h"))
            virtual.take(bytes)
            #expect(virtual.modes.isDisjoint(with: ["1049", "2004"]))
            #expect(virtual.modes.contains("25"))
        }

        @Test("quitting")
        func quit() async {
            let pty = PseudoTerminal()
            let (path, before) = (pty.path, pty.settings)
            await #expect(processExitsWith: .exitCode(3)) { [path = path as String] in
                let terminal = try takeOver(path)
                terminal.close()
                exit(3)
            }
            expectRestored(pty, before)
        }

        @Test("a thrown error")
        func thrown() async {
            let pty = PseudoTerminal()
            let (path, before) = (pty.path, pty.settings)
            await #expect(processExitsWith: .exitCode(4)) { [path = path as String] in
                do { try throwing(path) } catch is Mishap { _exit(4) }
            }
            expectRestored(pty, before)
        }

        @Test("exit from somewhere deep")
        func exits() async {
            let pty = PseudoTerminal()
            let (path, before) = (pty.path, pty.settings)
            await #expect(processExitsWith: .exitCode(5)) { [path = path as String] in
                let terminal = try takeOver(path)
                withExtendedLifetime(terminal) { exit(5) }
            }
            expectRestored(pty, before)
        }

        @Test("a trap, whose last words are in the log, and says where")
        func trap() async throws {
            let pty = PseudoTerminal()
            let (path, before) = (pty.path, pty.settings)
            let log = "/tmp/reins-terminal-test-\(getpid()).log"
            defer { unsafe unlink(log) }
            await #expect(processExitsWith: .failure) {
                [path = path as String, log = log as String] in
                let terminal = try takeOver(path, log: log)
                let numbers = [terminal.rows]
                print(numbers[numbers.count])
            }
            #expect(pty.settings == before)
            let received = String(decoding: pty.received(), as: UTF8.self)
            #expect(received.contains("on the screen"))
            #expect(received.contains("reins crashed: the terminal is as it was before."))
            #expect(received.contains("Its last words are in \(log)"))
            var virtual = VirtualScreen(columns: 80, rows: 24)
            virtual.take(Array(received.utf8))
            #expect(virtual.modes.isDisjoint(with: ["1049", "2004"]))
        }

        @Test("an abort")
        func aborts() async {
            let pty = PseudoTerminal()
            let (path, before) = (pty.path, pty.settings)
            await #expect(processExitsWith: .signal(SIGABRT)) { [path = path as String] in
                let terminal = try takeOver(path)
                withExtendedLifetime(terminal) { abort() }
            }
            expectRestored(pty, before)
        }

        @Test("a crash of another thread")
        func thread() async {
            let pty = PseudoTerminal()
            let (path, before) = (pty.path, pty.settings)
            await #expect(processExitsWith: .failure) { [path = path as String] in
                let terminal = try takeOver(path)
                crashOnAnotherThread()
                terminal.close()
                exit(0)
            }
            expectRestored(pty, before)
        }

        @Test("a request to end, which is a value and not an end")
        func terminated() async {
            let pty = PseudoTerminal()
            let (path, before) = (pty.path, pty.settings)
            await #expect(processExitsWith: .exitCode(6)) { [path = path as String] in
                let terminal = try takeOver(path)
                guard ProcessSignals.quitRequested == nil else { exit(1) }
                kill(getpid(), SIGTSTP)
                deliver(SIGTERM)
                deliver(SIGINT)
                guard ProcessSignals.quitRequested == SIGTERM else { exit(2) }
                terminal.close()
                exit(6)
            }
            expectRestored(pty, before)
        }

        @Test("messages on standard error, which are in the log")
        func messages() async throws {
            let pty = PseudoTerminal()
            let path = pty.path
            let log = "/tmp/reins-terminal-log-\(getpid()).log"
            defer { unsafe unlink(log) }
            let result = try await #require(
                processExitsWith: .exitCode(0), observing: [\.standardErrorContent]
            ) { [path = path as String, log = log as String] in
                let terminal = try takeOver(path, log: log)
                let stray = Array("stray message\n".utf8)
                _ = unsafe write(STDERR_FILENO, stray, stray.count)
                terminal.close()
                exit(0)
            }
            let said = String(decoding: result.standardErrorContent, as: UTF8.self)
            #expect(said.contains("Messages of this session are in \(log)"))
            #expect(!said.contains("stray message"))
        }
    }
}

private func crashOnAnotherThread() {
    var thread = pthread_t()
    _ = unsafe pthread_create(&thread, nil, crashingThread, nil)
    pthread_join(thread, nil)
}

private func crashingThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let empty: [Int] = []
    print(empty[Int(getpid())])
    return nil
}
