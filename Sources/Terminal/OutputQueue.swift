/// Bytes on their way to a terminal, and since when it has taken none.
struct OutputQueue {
    private var bytes: [UInt8] = []
    private var sent = 0
    private var lastProgress: Int64 = 0

    var isEmpty: Bool { sent == bytes.count }

    mutating func append(_ more: [UInt8], now: Int64) {
        if isEmpty {
            bytes.removeAll(keepingCapacity: true)
            sent = 0
            lastProgress = now
        }
        bytes += more
    }

    /// Offers the rest until the terminal takes no more.
    ///
    /// - Parameter write: gives the number of bytes taken, 0 for none at the moment, less for a
    ///   terminal that is gone: then the rest is forgotten.
    mutating func flush(now: Int64, write: (UnsafeRawBufferPointer) -> Int) {
        while !isEmpty {
            let taken = unsafe bytes.withUnsafeBytes { all in
                unsafe write(UnsafeRawBufferPointer(rebasing: all[sent...]))
            }
            if taken < 0 { sent = bytes.count }
            guard taken > 0 else { return }
            sent += min(taken, bytes.count - sent)
            lastProgress = now
        }
    }

    /// Everything that waits; the queue is then empty.
    mutating func takeAll() -> [UInt8] {
        defer { sent = bytes.count }
        return Array(bytes[sent...])
    }

    func flow(now: Int64, limit: Int64) -> Terminal.Flow {
        if isEmpty { return .clear }
        let waited = now - lastProgress
        return waited < limit ? .waiting(since: lastProgress) : .frozen(since: lastProgress)
    }
}
