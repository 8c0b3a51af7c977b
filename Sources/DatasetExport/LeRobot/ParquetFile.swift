internal import Parquet

/// A Parquet file on disk while it is written.
struct ParquetFile: ~Copyable {
    private var file: ExportFile
    private var writer: ParquetWriter
    private var pages = ZstdPages()

    init(
        creating path: String, _ columns: [ParquetColumn],
        metadata: [(key: String, value: String)] = []
    ) throws(ExportError) {
        file = try ExportFile(creating: path)
        writer = ParquetWriter(columns, metadata: metadata)
    }

    var size: Int { file.size }

    mutating func append(_ rows: [ParquetRows], count: Int) throws(ExportError) {
        do throws(ParquetError) {
            try writer.rowGroup(rows, rows: count, with: &pages)
        } catch {
            throw .content(reason: "\(file.path) cannot be written: \(error)")
        }
        try file.append(writer.drain())
    }

    consuming func finish() throws(ExportError) {
        writer.finish()
        try file.append(writer.drain())
        try file.finish()
    }
}
