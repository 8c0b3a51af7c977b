extension ParquetWriter {
    /// The file's metadata: schema, row groups, key-value texts.
    func footer() -> [UInt8] {
        var writer = CompactWriter()
        writer.structure { file in
            file.int32(1, 2)  // format version
            schema(&file)
            file.int64(3, rowCount)
            file.list(4, of: .structure, count: groups.count)
            for group in groups { rowGroup(group, &file) }
            if !metadata.isEmpty {
                file.list(5, of: .structure, count: metadata.count)
                for entry in metadata {
                    file.structure { pair in
                        pair.text(1, entry.key)
                        pair.text(2, entry.value)
                    }
                }
            }
            file.text(6, createdBy)
            file.list(7, of: .structure, count: columns.count)
            for _ in columns {
                file.structure { order in order.structure(1) { _ in } }  // by type
            }
        }
        return writer.bytes
    }

    /// One element of the schema tree, which is written depth first.
    private struct Element {
        enum Meaning {
            case plain, text, list
        }

        var name: String
        var type: ParquetType?
        var isRepeated = false
        var children = 0
        var meaning = Meaning.plain
    }

    private func schema(_ file: inout CompactWriter) {
        var elements: [Element] = []
        for column in columns {
            for level in 0..<column.depth {
                let name = level == 0 ? column.name : "element"
                elements.append(Element(name: name, children: 1, meaning: .list))
                elements.append(Element(name: "list", isRepeated: true, children: 1))
            }
            elements.append(
                Element(
                    name: column.depth == 0 ? column.name : "element", type: column.type,
                    meaning: column.type == .utf8 ? .text : .plain))
        }
        file.list(2, of: .structure, count: elements.count + 1)
        file.structure { root in
            root.text(4, "schema")
            root.int32(5, Int32(columns.count))
        }
        for element in elements { file.structure { write(element, &$0) } }
    }

    private func write(_ element: Element, _ field: inout CompactWriter) {
        if let type = element.type { field.int32(1, type.physical) }
        field.int32(3, element.isRepeated ? 2 : 1)
        field.text(4, element.name)
        if element.children > 0 { field.int32(5, Int32(element.children)) }
        // Both the old and the new way to say it: readers know one or the other.
        switch element.meaning {
        case .plain: break
        case .text:
            field.int32(6, 0)
            field.structure(10) { logical in logical.structure(1) { _ in } }
        case .list:
            field.int32(6, 3)
            field.structure(10) { logical in logical.structure(3) { _ in } }
        }
    }

    private func rowGroup(_ group: RowGroup, _ file: inout CompactWriter) {
        file.structure { record in
            record.list(1, of: .structure, count: columns.count)
            for (column, chunk) in zip(columns, group.chunks) {
                record.structure { entry in
                    entry.int64(2, chunk.pageOffset)
                    entry.structure(3) { self.write(column, chunk, &$0) }
                }
            }
            record.int64(2, group.chunks.reduce(0) { $0 + $1.uncompressedSize })
            record.int64(3, group.rows)
            if let first = group.chunks.first { record.int64(5, first.pageOffset) }
            record.int64(6, group.chunks.reduce(0) { $0 + $1.compressedSize })
        }
    }

    private func write(
        _ column: ParquetColumn, _ chunk: ColumnChunk, _ field: inout CompactWriter
    ) {
        field.int32(1, column.type.physical)
        field.list(2, of: .int32, count: 2)
        field.element(0)  // PLAIN
        field.element(3)  // RLE
        field.list(3, of: .binary, count: column.path.count)
        for name in column.path { field.element(Array(name.utf8)) }
        field.int32(4, chunk.codec)
        field.int64(5, chunk.entries)
        field.int64(6, chunk.uncompressedSize)
        field.int64(7, chunk.compressedSize)
        field.int64(9, chunk.pageOffset)
        guard let statistics = chunk.statistics else { return }
        field.structure(12) { field in
            field.int64(3, statistics.nulls)
            field.binary(5, statistics.maximum)
            field.binary(6, statistics.minimum)
        }
    }
}
