/// Values as bytes, in Parquet's encoding PLAIN.
enum PlainEncoding {
    /// Appends the values of the rows that are there.
    static func append(_ rows: ParquetRows, rowCount: Int, to bytes: inout [UInt8]) {
        let kept = keptRanges(rows, rowCount)
        switch rows.values {
        case .bool(let values): appendBits(values, kept, to: &bytes)
        case .int32(let values): appendFixed(values, kept, to: &bytes)
        case .int64(let values): appendFixed(values, kept, to: &bytes)
        case .float(let values): appendFixed(values, kept, to: &bytes)
        case .double(let values): appendFixed(values, kept, to: &bytes)
        case .utf8(let values):
            for range in kept {
                for value in values[range] {
                    appendFixed([UInt32(value.utf8.count)], [0..<1], to: &bytes)
                    bytes.append(contentsOf: value.utf8)
                }
            }
        }
    }

    /// The ranges of values whose rows are there.
    private static func keptRanges(_ rows: ParquetRows, _ rowCount: Int) -> [Range<Int>] {
        guard let isPresent = rows.isPresent else { return [0..<rows.values.count] }
        var ranges: [Range<Int>] = []
        var start = 0
        for row in 0..<rowCount {
            let width =
                switch rows.shape {
                case .scalar: 1
                case .fixed(let sizes): sizes.reduce(1, *)
                case .lists(let lengths): lengths[row]
                }
            if isPresent[row] {
                if let last = ranges.last, last.upperBound == start {
                    ranges[ranges.count - 1] = last.lowerBound..<(start + width)
                } else {
                    ranges.append(start..<(start + width))
                }
            }
            start += width
        }
        return ranges
    }

    /// Numbers as they lie in memory: the machines this runs on are little-endian, as the format.
    private static func appendFixed<T: BitwiseCopyable>(
        _ values: [T], _ kept: [Range<Int>], to bytes: inout [UInt8]
    ) {
        let width = MemoryLayout<T>.stride
        unsafe values.withUnsafeBytes { raw in
            for range in kept {
                let part = (range.lowerBound * width)..<(range.upperBound * width)
                unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: raw[part]))
            }
        }
    }

    /// Eight to a byte, the first in the lowest bit.
    private static func appendBits(
        _ values: [Bool], _ kept: [Range<Int>], to bytes: inout [UInt8]
    ) {
        var byte: UInt8 = 0
        var used = 0
        for range in kept {
            for value in values[range] {
                if value { byte |= 1 << used }
                used += 1
                if used == 8 {
                    bytes.append(byte)
                    byte = 0
                    used = 0
                }
            }
        }
        if used > 0 { bytes.append(byte) }
    }
}
