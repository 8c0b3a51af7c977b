import Control
import Glibc

/// A recording of a puck in evemu's text form, with stamps from zero.
struct EvemuRecording {
    var events: [PuckEvent] = []
    var kind = PuckKind.relative

    /// - Parameter name: a file in `Tests/InputDeviceTests/Fixtures`.
    init(_ name: String) throws {
        let tests = #filePath.split(separator: "/").dropLast(3)
        let path = "/" + tests.joined(separator: "/") + "/InputDeviceTests/Fixtures/" + name
        guard let text = contents(of: path) else { throw Missing(path: path) }
        var ranges = AxisRanges.standard
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            switch words.first {
            case "E:":
                events.append(try Self.event(words))
            case "A:":
                guard let axis = Int(words[1], radix: 16), axis < 6 else { continue }
                ranges.minimum[axis] = Int32(words[2]) ?? 0
                ranges.maximum[axis] = Int32(words[3]) ?? 0
                kind = .absolute(ranges)
            default: continue
            }
        }
    }

    struct Missing: Error { var path: String }
    struct Malformed: Error { var line: String }

    private static func event(_ words: [Substring]) throws -> PuckEvent {
        let stamp = words[1].split(separator: ".")
        guard words.count == 5, stamp.count == 2, let seconds = Int64(stamp[0]),
            let microseconds = Int64(stamp[1]), let type = UInt16(words[2], radix: 16),
            let code = UInt16(words[3], radix: 16), let value = Int32(words[4])
        else { throw Malformed(line: words.joined(separator: " ")) }
        return PuckEvent(
            type: type, code: code, value: value,
            stamp: seconds * 1_000_000_000 + microseconds * 1000)
    }
}

func contents(of path: String) -> String? {
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { _ = unsafe fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = unsafe fread(&buffer, 1, buffer.count, file)
        guard count > 0 else { break }
        bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
}
