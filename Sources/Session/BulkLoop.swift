internal import CDR
internal import Console
internal import Link
internal import Messages

/// The bulk thread: from the cell's bulk connection into the disk thread's mailbox, and the little
/// of it that the screen shows.
final class BulkLoop {
    private let link: BulkLink
    private let recorder: Mailbox<RecorderItem>
    private let board: LiveBoard
    /// Topic → group, for the tactile patches on the screen.
    private var tactile: [UInt16: Int] = [:]
    /// Topic of how long commands waited in the cell.
    private var execution: UInt16?
    private var session: UInt64 = 0
    /// The session that is recorded has ended, and the cell is in another one.
    private var isOver = false
    private var gaps = SequenceGaps()

    init(link: BulkLink, recorder: Mailbox<RecorderItem>, board: LiveBoard) {
        self.link = link
        self.recorder = recorder
        self.board = board
    }

    /// Until the board asks to stop; what has arrived by then is taken along.
    func run() {
        while !board.shouldStop {
            drain()
            link.wait(timeoutMilliseconds: 100)
        }
        drain()
        link.close()
    }

    private func drain() {
        while let record = link.receive() {
            isOver = isOver || gaps.beginsAgain(with: record)
            guard !isOver else { continue }
            learn()
            show(record)
            // Counted here: behind the mailbox its own drops would count again.
            let missing = gaps.before(record)
            recorder.put(
                .record(record, missing: missing), size: record.payload.count,
                counting: missing &+ 1)
        }
    }

    private func show(_ record: BulkRecord) {
        if record.topic == execution { return showExecution(record) }
        guard let group = tactile[record.topic] else { return }
        guard let patch = try? CDRDecoder.decode(Tactile.self, from: record.payload) else { return }
        board.update { $0.apply(patch, group: group) }
    }

    private func showExecution(_ record: BulkRecord) {
        guard
            let spread = (try? CDRDecoder.decode(LatencyHistogram.self, from: record.payload))?
                .spread
        else { return }
        board.update { $0.latency.commandToExecution = spread }
    }

    /// Which topics are tactile patches, and of which group: anew for each session of a cell.
    private func learn() {
        guard let welcome = board.welcome, welcome.session != session else { return }
        session = welcome.session
        tactile = [:]
        execution = welcome.topics.first { $0.name == TopicName.commandToExecution }?.id
        let groups = board.copy.cell?.manifest.groups.map(\.name) ?? []
        for topic in welcome.topics {
            let group = groups.firstIndex { TopicName.tactile($0) == topic.name }
            if let group { tactile[topic.id] = group }
        }
    }
}
