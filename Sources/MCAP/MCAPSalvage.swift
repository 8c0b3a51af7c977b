/// Saves what can be read of a damaged file into a new one, which is whole.
///
/// Chunks, attachments and metadata that are sound are copied as they are stored, byte for byte, so
/// that what proves them goes on proving them; indexes, statistics and checksums are made anew.
/// What is left out is named with its place. The damaged file is not touched.
public struct MCAPSalvage: Sendable {
    /// What the new file holds.
    public internal(set) var summary = MCAPSummary()
    /// What was left out or mended, in the order of the damaged file.
    public internal(set) var findings: [MCAPFinding] = []
    /// Bytes of the damaged file in which nothing could be read.
    public internal(set) var lostBytes = 0
    /// Messages that were left out because their channel is defined nowhere.
    public internal(set) var lostMessages: UInt64 = 0
    /// Records of kinds that are not known here, copied as they are: what they hold is not counted.
    public internal(set) var unknownRecords: UInt64 = 0
    /// Messages that the damaged file's own statistics count; nil where these cannot be read.
    public internal(set) var statedMessages: UInt64?
    /// Bytes of the new file.
    public internal(set) var size = 0

    /// Reads `input` and writes the new file to `output`, one record at a time.
    ///
    /// - Parameter closing: metadata that end the new file, made when all else of it is known.
    ///
    /// Throws where `input` is no MCAP file or cannot be read, and where `output` refuses.
    public static func run<Output: MCAPOutput & ~Copyable>(
        _ input: any MCAPInput, into output: inout Output, limits: MCAPLimits = MCAPLimits(),
        decompress: @escaping MCAPDecompression = noDecompression,
        closing: (MCAPSalvage) -> [MCAPMetadata] = { _ in [] }
    ) throws(MCAPSalvageError<Output.Failure>) -> MCAPSalvage {
        var buffer = MCAPBuffer(capacity: 1 << 21)
        var run: SalvageRun
        do throws(MCAPError) {
            run = try SalvageRun(input, limits, decompress, into: &buffer)
        } catch {
            throw .reading(error)
        }
        var isOver = false
        while !isOver {
            do throws(MCAPError) {
                isOver = try !run.fill(&buffer)
            } catch {
                throw .reading(error)
            }
            if isOver { run.finish(&buffer, closing(run.result)) }
            do throws(Output.Failure) {
                try buffer.withBytes { bytes throws(Output.Failure) in try output.write(bytes) }
            } catch {
                throw .writing(error)
            }
            run.flushed(&buffer)
        }
        return run.result
    }
}

/// Why a salvage could not be finished.
public enum MCAPSalvageError<Failure: Error>: Error {
    /// The damaged file is none, or cannot be read.
    case reading(MCAPError)
    /// The new file cannot be written.
    case writing(Failure)
}

/// What the summary of a damaged file says, as far as it can be read: the only place where
/// definitions still stand whose chunk is lost.
struct DamagedSummary {
    private(set) var schemas: [UInt16: MCAPSchema] = [:]
    private(set) var channels: [UInt16: MCAPChannel] = [:]
    private(set) var messages: UInt64?
    /// Whether its checksum says that all of it is as it was written.
    private(set) var isProven = false

    init(_ input: any MCAPInput, _ limits: MCAPLimits) {
        let tail = MCAP.footerSize + MCAP.magic.count
        let start = input.size - tail
        guard start >= MCAP.magic.count,
            let bytes = try? input.read(at: start, count: tail),
            bytes[0] == MCAPOpcode.footer.rawValue,
            let from = Int(exactly: load(UInt64.self, bytes, MCAP.recordHeaderSize)),
            from >= MCAP.magic.count, from < start
        else { return }
        isProven = DamagedSummary.isProven(input, from: from, to: start, bytes, limits)
        var walk = RecordWalk(input, from: from, to: start, limits: limits)
        while let place = try? walk.next() {
            switch try? place.record() {
            case .schema(let schema)?: schemas[schema.id] = schema
            case .channel(let channel)?: channels[channel.id] = channel
            case .statistics(let statistics)?: messages = statistics.messageCount
            default: break
            }
        }
    }

    private static func isProven(
        _ input: any MCAPInput, from: Int, to start: Int, _ footer: [UInt8], _ limits: MCAPLimits
    ) -> Bool {
        let declared = load(UInt32.self, footer, MCAP.footerSize - 4)
        guard declared != 0, start - from <= limits.summary,
            let bytes = try? input.read(at: from, count: start - from)
        else { return false }
        var crc = CRC32()
        crc.update(bytes[...])
        crc.update(footer[..<(MCAP.footerSize - 4)])
        return crc.value == declared
    }
}
