/// In which order messages are read.
public enum MCAPOrder: Equatable, Sendable {
    /// By log time; at equal times as in the file.
    case logTime
    /// The latest first: the exact reverse of ``logTime``.
    case reverseLogTime
    /// As in the file.
    case file
}

/// A chunk, or one message outside chunks: what has to be read to get at messages.
struct MessageSource: Equatable, Sendable {
    /// Log times of its messages, in nanoseconds.
    var startTime: UInt64
    var endTime: UInt64
    /// Place of the whole record in the file.
    var offset: Int
    var length: Int
    var isChunk: Bool
}

/// The messages of a reader, one after the other.
///
/// When ``next()`` throws, the chunk that cannot be read is stepped over: call it again for
/// what follows.
public struct MCAPMessages {
    private let reader: MCAPReader
    private let order: MCAPOrder
    /// nil: all channels.
    private let channels: Set<UInt16>?
    private let times: ClosedRange<UInt64>
    private var sources: [MessageSource]
    private var nextSource = 0
    private var open: [OpenSource] = []

    /// A source whose bytes are here, and which of its messages are still to come.
    private struct OpenSource {
        var chunk: PlainChunk
        var entries: [MessageIndexEntry]
        var next = 0
    }

    init(
        _ reader: MCAPReader, order: MCAPOrder, topics: Set<String>?, times: ClosedRange<UInt64>
    ) {
        self.reader = reader
        self.order = order
        self.times = times
        let wanted = topics.map { topics in
            Set(reader.summary.channels.filter { topics.contains($0.topic) }.map(\.id))
        }
        channels = wanted
        sources = reader.loose
        for chunk in reader.summary.chunks {
            let indexed = chunk.messageIndexes
            if let wanted, !indexed.isEmpty,
                !indexed.contains(where: { wanted.contains($0.channelID) })
            {
                continue
            }
            sources.append(
                MessageSource(
                    startTime: chunk.startTime, endTime: chunk.endTime,
                    offset: Int(clamping: chunk.chunkOffset),
                    length: Int(clamping: chunk.chunkLength), isChunk: true))
        }
        sources.removeAll { $0.endTime < times.lowerBound || $0.startTime > times.upperBound }
        switch order {
        case .file: sources.sort { $0.offset < $1.offset }
        case .logTime:
            sources.sort { ($0.startTime, $0.offset) < ($1.startTime, $1.offset) }
        case .reverseLogTime:
            sources.sort { ($0.endTime, $0.offset) > ($1.endTime, $1.offset) }
        }
    }

    /// The next message, or nil after the last.
    public mutating func next() throws(MCAPError) -> MCAPMessage? {
        switch order {
        case .file:
            while open.isEmpty, nextSource < sources.count { try openNext() }
        case .logTime:
            while nextSource < sources.count,
                earliest().map({ sources[nextSource].startTime <= $0.logTime }) ?? true
            {
                try openNext()
            }
        case .reverseLogTime:
            while nextSource < sources.count,
                earliest().map({ sources[nextSource].endTime >= $0.logTime }) ?? true
            {
                try openNext()
            }
        }
        guard let (at, _) = earliest() else { return nil }
        let entry = open[at].entries[open[at].next]
        let message = try open[at].chunk.message(at: Int(entry.offset))
        open[at].next += 1
        if open[at].next == open[at].entries.count { open.remove(at: at) }
        return message
    }

    /// The open source whose next message comes first in the order asked for, and its time.
    private func earliest() -> (at: Int, logTime: UInt64)? {
        var best: (at: Int, logTime: UInt64)?
        for at in open.indices {
            let time = open[at].entries[open[at].next].logTime
            guard let known = best else {
                best = (at, time)
                continue
            }
            let one = (time, open[at].chunk.offset)
            let other = (known.logTime, open[known.at].chunk.offset)
            let isFirst = order == .reverseLogTime ? one > other : one < other
            if isFirst { best = (at, time) }
        }
        return best
    }

    /// Reads the next source. It counts as read even when that fails.
    private mutating func openNext() throws(MCAPError) {
        let source = sources[nextSource]
        nextSource += 1
        let kind = source.isChunk ? MCAPOpcode.chunk : MCAPOpcode.message
        let place = try reader.record(
            UInt64(source.offset), UInt64(source.length), kind,
            source.isChunk ? "a chunk" : "a message")
        let chunk =
            source.isChunk
            ? try PlainChunk(place, limits: reader.limits, decompress: reader.decompress)
            : PlainChunk(loose: place)
        let held = open.reduce(chunk.bytes.count) { $0 + $1.chunk.bytes.count }
        guard held <= reader.limits.open else {
            throw MCAPError(
                offset: source.offset,
                .tooLarge(
                    what: "a set of chunks of the same time", declared: UInt64(held),
                    limit: UInt64(reader.limits.open)))
        }
        let entries = try wanted(chunk)
        if !entries.isEmpty { open.append(OpenSource(chunk: chunk, entries: entries)) }
    }

    /// The messages of a chunk that were asked for, in the order asked for.
    private func wanted(_ chunk: PlainChunk) throws(MCAPError) -> [MessageIndexEntry] {
        var entries: [MessageIndexEntry] = []
        var isSorted = true
        var last: UInt64 = 0
        try chunk.forEachRecord { opcode, body throws(MCAPError) in
            guard opcode == MCAPOpcode.message.rawValue else { return }
            guard body.count >= MCAPMessage.fixedSize else {
                throw MCAPError(offset: chunk.offset, .endsEarly(what: "a message"))
            }
            let time = load(UInt64.self, chunk.bytes, body.lowerBound + 6)
            guard times.contains(time) else { return }
            if let channels {
                let id = load(UInt16.self, chunk.bytes, body.lowerBound)
                guard channels.contains(id) else { return }
            }
            let offset = body.lowerBound - MCAP.recordHeaderSize - chunk.records.lowerBound
            entries.append(MessageIndexEntry(logTime: time, offset: UInt64(offset)))
            if time < last { isSorted = false }
            last = time
        }
        if order != .file, !isSorted {
            entries.sort { ($0.logTime, $0.offset) < ($1.logTime, $1.offset) }
        }
        if order == .reverseLogTime { entries.reverse() }
        return entries
    }
}
