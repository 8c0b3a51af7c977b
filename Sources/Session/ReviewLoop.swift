internal import CLinux
internal import Console
internal import Glibc
internal import Keymap
internal import Recording
internal import Screen
internal import Storage
internal import Terminal

/// The review on a terminal: keys in, pictures out, nothing moves by itself.
enum ReviewLoop {
    /// - Returns: one sentence where it could not run.
    static func run(_ library: ReviewLibrary, _ options: ReviewOptions) -> String? {
        var terminalOptions = Terminal.Options()
        terminalOptions.colour = !options.monochrome
        do throws(TerminalError) {
            let terminal = try Terminal(terminalOptions)
            let glyphs = options.asciiOnly ? GlyphSet.ascii : terminal.glyphs
            var model = ReviewModel(library.sessions)
            while take(terminal, library, &model) {
                var grid = Grid(columns: terminal.columns, rows: terminal.rows, glyphs: glyphs)
                model.draw(on: &grid)
                _ = terminal.show(grid, now: Now.monotonic)
                wait(for: terminal)
            }
            terminal.close()
            return nil
        } catch {
            return error.description
        }
    }

    /// - Returns: false at the end.
    private static func take(
        _ terminal: Terminal, _ library: ReviewLibrary, _ model: inout ReviewModel
    ) -> Bool {
        if ProcessSignals.quitRequested != nil { return false }
        for event in terminal.events(now: Now.monotonic) {
            switch event {
            case .hungUp: return false
            case .pasted, .resized: break
            case .key(let key):
                switch model.update(key) {
                case .nothing: break
                case .quit: return false
                case .read(let index):
                    model.show(
                        try? library.traces(of: model.subjects[index], arm: model.arm))
                }
            }
        }
        return true
    }

    private static func wait(for terminal: Terminal) {
        var wanted = Int16(POLLIN)
        if terminal.wantsToWrite { wanted |= Int16(POLLOUT) }
        var items = [pollfd(fd: terminal.descriptor, events: wanted, revents: 0)]
        // Resizes and signals come without bytes: look for them a few times a second.
        _ = unsafe poll(&items, 1, 100)
        if terminal.wantsToWrite { terminal.flush(now: Now.monotonic) }
    }
}
