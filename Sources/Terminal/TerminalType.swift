import Glibc
import Screen

/// The name of a terminal type, and which characters it can show.
struct TerminalType {
    let name: String
    let glyphs: GlyphSet

    init(name: String, glyphs: GlyphSet) {
        self.name = name
        self.glyphs = glyphs
    }

    /// The type named, or else that of `TERM`, in the locale of the environment.
    init(named given: String?) throws(TerminalError) {
        name = given ?? Self.variable("TERM") ?? ""
        guard !name.isEmpty else { throw .unknownType("") }
        // Decides what ncurses and wcwidth take for a character.
        unsafe setlocale(LC_CTYPE, "")
        let isUTF8 =
            unsafe nl_langinfo(nl_item(CODESET)).map { unsafe String(cString: $0) } == "UTF-8"
        // The console without a window system has 512 glyphs: no braille, no eighths of blocks.
        glyphs = isUTF8 && name != "linux" ? .unicode : .ascii
    }

    /// <https://no-color.org>: set and not empty.
    static var colourIsUnwanted: Bool { !(variable("NO_COLOR") ?? "").isEmpty }

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
