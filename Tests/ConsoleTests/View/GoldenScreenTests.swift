import Glibc
import Screen
import Testing

@testable import Console

/// Compares a grid with a file in `Golden/`; `GOLDEN=record swift test` writes the files anew.
enum GoldenFile {
    static let folder: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(2).joined(separator: "/") + "/Golden/"
    }()

    /// The top of the checkout.
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(4).joined(separator: "/") + "/"
    }()

    static var isRecording: Bool {
        guard let value = unsafe getenv("GOLDEN") else { return false }
        return unsafe String(cString: value) == "record"
    }

    static func read(_ path: String) -> String? {
        guard let file = unsafe fopen(path, "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func write(_ text: String, to path: String) -> Bool {
        guard let file = unsafe fopen(path, "w") else { return false }
        let bytes = Array(text.utf8)
        let written = unsafe fwrite(bytes, 1, bytes.count, file)
        return unsafe fclose(file) == 0 && written == bytes.count
    }

    static func check(_ text: String, name: String) {
        let path = folder + name + ".screen"
        if isRecording {
            #expect(write(text, to: path), "cannot write \(path)")
            return
        }
        guard let expected = read(path) else {
            Issue.record("no file \(path): record it with GOLDEN=record swift test")
            return
        }
        guard expected != text else { return }
        let pairs = zip(
            expected.split(separator: "\n", omittingEmptySubsequences: false),
            text.split(separator: "\n", omittingEmptySubsequences: false))
        let difference = pairs.enumerated().first { $0.element.0 != $0.element.1 }
        Issue.record(
            """
            \(name) differs from its file at line \((difference?.offset ?? 0) + 1):
            file: \(difference.map { String($0.element.0) } ?? "another number of lines")
            now:  \(difference.map { String($0.element.1) } ?? "")
            """)
    }
}

@Suite("The live screen in its main situations")
struct GoldenScreenTests {
    struct Size: Sendable {
        var columns: Int
        var rows: Int
    }
    static let sizes = [
        Size(columns: 80, rows: 24), Size(columns: 100, rows: 30), Size(columns: 160, rows: 48),
    ]

    @Test("looks as recorded", arguments: Situation.allCases, sizes)
    func golden(situation: Situation, size: Size) {
        var grid = Grid(columns: size.columns, rows: size.rows)
        LiveView.draw(situation.model, on: &grid)
        GoldenFile.check(
            grid.goldenText, name: "\(situation.rawValue)-\(size.columns)x\(size.rows)")
    }

    @Test("looks as recorded in plain ASCII", arguments: [Situation.operatorDrives, .stopped])
    func ascii(situation: Situation) {
        var grid = Grid(columns: 80, rows: 24, glyphs: .ascii)
        LiveView.draw(situation.model, on: &grid)
        #expect(grid.text.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
        GoldenFile.check(grid.goldenText, name: "\(situation.rawValue)-80x24-ascii")
    }

    @Test("a window that is too small says so, and who drives")
    func tooSmall() {
        var grid = Grid(columns: 60, rows: 12)
        LiveView.draw(Situation.operatorDrives.model, on: &grid)
        GoldenFile.check(grid.goldenText, name: "too-small-60x12")
    }
}
