internal import Control

/// The chunks that a cell took, newest last; as many as can still matter.
struct AcceptedChunks: Sendable {
    private(set) var newest: [ModelPolicy.Accepted] = []

    mutating func add(_ chunk: ModelPolicy.Accepted) {
        if newest.count == 12 { newest.removeFirst() }
        newest.append(chunk)
    }

    /// The chunk that a group follows: the newest that was begun after its last hand-back.
    func followed(since epoch: Nanoseconds) -> ModelPolicy.Accepted? {
        newest.last { $0.inferenceBegan >= epoch }
    }
}
