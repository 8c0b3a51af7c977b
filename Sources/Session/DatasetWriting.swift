internal import Camera
internal import DatasetExport
internal import Messages
internal import Recording
internal import Storage
internal import Threads

/// A dataset that is written on a thread of its own, while the next tables are made: compression,
/// digests and statistics are a third of an export, with cameras most of it.
final class DatasetWriting {
    private enum Order: Sendable {
        /// The tables that follow are of this recording.
        case recording(SessionReader)
        case table(EpisodeTable)
        case finish(ExportProvenance)
    }

    private enum Answer: Sendable {
        /// The output stands, and takes tables.
        case made
        case written(LeRobotV3Writer.Report)
        case failed(ExportError)
    }

    private let orders = Pipe<Order>(capacity: 2)
    private let answers = Pipe<Answer>(capacity: 1)
    private let worker: Worker
    /// Rows that were given to ``append(_:)``.
    private(set) var rowCount = 0

    /// - Parameter make: makes the writer; what it throws is thrown here.
    init(
        _ make: @escaping @Sendable () throws(ExportError) -> LeRobotV3Writer
    ) throws(ExportError) {
        worker = Worker("writing") { [orders, answers] in
            do throws(ExportError) {
                let writer = try make()
                _ = answers.put(.made)
                if let report = try DatasetWriting.write(writer, orders) {
                    _ = answers.put(.written(report))
                }
            } catch {
                _ = answers.put(.failed(error))
            }
            orders.close()
            answers.close()
        }
        _ = try answer()
    }

    /// What was not finished is taken away.
    deinit {
        orders.close()
        worker.join()
    }

    func begin(_ recording: SessionReader) throws(ExportError) { try give(.recording(recording)) }

    func append(_ table: EpisodeTable) throws(ExportError) {
        rowCount += table.rowCount
        try give(.table(table))
    }

    func finish(_ provenance: ExportProvenance) throws(ExportError) -> LeRobotV3Writer.Report {
        try give(.finish(provenance))
        guard let report = try answer() else { throw .noThread }
        return report
    }

    private func give(_ order: Order) throws(ExportError) {
        if !orders.put(order) { _ = try answer() }
    }

    /// - Returns: nil where the output was made.
    private func answer() throws(ExportError) -> LeRobotV3Writer.Report? {
        guard worker.isJoinable else { throw .noThread }
        switch answers.next() {
        case .made: return nil
        case .written(let report): return report
        case .failed(let error): throw error
        case nil: throw .noThread
        }
    }

    /// - Returns: nil where the orders end without a finish.
    private static func write(
        _ writer: consuming LeRobotV3Writer, _ orders: Pipe<Order>
    ) throws(ExportError) -> LeRobotV3Writer.Report? {
        var pictures: Pictures?
        while let order = orders.next() {
            // Given up: what still lies in the pipe would be written to be taken away.
            if orders.isClosed { return nil }
            switch order {
            case .recording(let reader): pictures = Pictures(reader)
            case .table(let table):
                try writer.append(
                    table, images: { pictures?.jpeg(camera: $0, image: $1) },
                    decode: { pictures?.decode($0) })
            case .finish(let provenance): return try writer.finish(provenance)
            }
        }
        return nil
    }
}

extension ExportError {
    static let noThread = ExportError.content(
        reason: "the system gives no more threads: end other programs and export again")
}

/// The pictures of one recording, raw and decoded.
private final class Pictures {
    private var images: [SessionImages]
    private var decoder: JPEGDecoder?

    init(_ reader: SessionReader) {
        images = reader.manifest.cameras.indices.map { reader.images(camera: $0) }
        decoder = try? JPEGDecoder()
    }

    func jpeg(camera: Int, image: Int) -> [UInt8]? { images[camera].jpeg(image) }

    func decode(_ jpeg: [UInt8]) -> [UInt8]? { try? decoder?.decode(jpeg).pixels }
}
