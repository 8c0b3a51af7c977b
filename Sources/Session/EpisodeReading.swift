internal import Recording
internal import Storage
internal import Threads

/// The episodes of a recording, decoded on a thread of their own while the last one is worked on:
/// reading is about half of an export. One is read ahead, so at most three are in memory: the one
/// worked on, the one that waits, and the one being read, each of up to
/// `EpisodeCollector.maximumSteps` steps.
final class EpisodeReading {
    private enum Answer: Sendable {
        case episode(EpisodeRecord)
        /// Nothing comes after it. Records that could not be read, and what was wrong first.
        case end(unreadable: Int, firstTrouble: String?)
    }

    private let orders = Mailbox<Bool>(capacity: 4)
    private let answers = Mailbox<Answer>(capacity: 4)
    private let worker: Worker
    private var waiting: [Answer] = []
    /// Known once ``next()`` has returned nil.
    private(set) var unreadable = 0
    private(set) var firstTrouble: String?

    init(_ reader: SessionReader) {
        worker = Worker("reading") { [orders, answers] in
            EpisodeReading.read(reader, orders, answers)
        }
        orders.put(true)
    }

    deinit {
        orders.close()
        worker.join()
    }

    /// The next episode; nil after the last.
    func next() -> EpisodeRecord? {
        guard worker.isJoinable else {
            firstTrouble = "the system gives no thread to read it with"
            unreadable = 1
            return nil
        }
        while waiting.isEmpty {
            answers.wait(milliseconds: 1000)
            waiting = answers.takeAll()
        }
        switch waiting[0] {
        case .episode(let record):
            waiting.removeFirst()
            orders.put(true)
            return record
        case .end(let unreadable, let firstTrouble):
            self.unreadable = unreadable
            self.firstTrouble = firstTrouble
            return nil
        }
    }

    private static func read(
        _ reader: SessionReader, _ orders: Mailbox<Bool>, _ answers: Mailbox<Answer>
    ) {
        var collector = EpisodeCollector(session: reader.session, manifest: reader.manifest)
        var entries = reader.entries()
        var ordered = 0
        /// Waits for an order; false where nobody wants another.
        func deliver(_ record: EpisodeRecord) -> Bool {
            while ordered == 0 {
                ordered += orders.takeAll().count
                if orders.isClosed { return false }
                if ordered == 0 { orders.wait(milliseconds: 1000) }
            }
            ordered -= 1
            answers.put(.episode(record))
            return true
        }
        while let item = entries.next() {
            guard !orders.isClosed else { return }
            guard let record = collector.consume(item) else { continue }
            guard deliver(record) else { return }
        }
        if let record = collector.finish(), !deliver(record) { return }
        answers.put(.end(unreadable: entries.unreadable, firstTrouble: entries.firstTrouble))
    }
}
