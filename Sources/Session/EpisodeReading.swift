internal import DatasetExport
internal import Messages
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

    private let answers = Pipe<Answer>(capacity: 1)
    private let used = Mailbox<[Boxed<Step>]>(capacity: 2)
    private let worker: Worker
    /// Known once ``next()`` has returned nil.
    private(set) var unreadable = 0
    private(set) var firstTrouble: String?

    init(_ reader: SessionReader) {
        worker = Worker("reading") { [answers, used] in
            EpisodeReading.read(reader, into: answers, reusing: used)
        }
    }

    deinit {
        answers.close()
        worker.join()
    }

    /// The next episode; nil after the last.
    func next() throws(ExportError) -> EpisodeRecord? {
        guard worker.isJoinable else { throw .noThread }
        switch answers.next() {
        case .episode(let record): return record
        case .end(let unreadable, let firstTrouble):
            (self.unreadable, self.firstTrouble) = (unreadable, firstTrouble)
            return nil
        case nil: return nil
        }
    }

    /// Takes the boxes of steps that nobody needs any more.
    func reuse(_ steps: [Boxed<Step>]) { used.put(steps) }

    private static func read(
        _ reader: SessionReader, into answers: Pipe<Answer>, reusing used: Mailbox<[Boxed<Step>]>
    ) {
        defer { answers.close() }
        var collector = EpisodeCollector(session: reader.session, manifest: reader.manifest)
        var entries = reader.entries()
        while let item = entries.next() {
            guard !answers.isClosed else { return }
            guard let record = collector.consume(item) else { continue }
            guard answers.put(.episode(record)) else { return }
            if let steps = used.takeAll().first { entries.spare = steps }
        }
        if let record = collector.finish(), !answers.put(.episode(record)) { return }
        _ = answers.put(
            .end(unreadable: entries.unreadable, firstTrouble: entries.firstTrouble))
    }
}
