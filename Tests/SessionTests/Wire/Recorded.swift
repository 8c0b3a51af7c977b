import CDR
import Messages
import RecordedCell
import Recording
import Storage
import Testing

/// The messages of one topic, in the order of their times.
func recorded<M: CDRMessage>(
    _ type: M.Type, of topic: String, in path: String
) throws -> [M] {
    var found: [M] = []
    let problems = try RecordingReader(path).forEachMessage(of: [topic]) { message in
        if let read = try? CDRDecoder.decode(M.self, from: Array(message.data)) {
            found.append(read)
        }
        return true
    }
    #expect(problems.isEmpty)
    return found
}

enum Recorded {
    /// Numbers of the steps of recordings, one after the other.
    static func ticks(_ paths: [String]) throws -> [UInt64] {
        var ticks: [UInt64] = []
        for path in paths {
            for case .step(let step) in try SessionReader(path).entries() {
                ticks.append(step.value.tick)
            }
        }
        return ticks
    }
}
