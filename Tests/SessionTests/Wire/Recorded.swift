import CDR
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
