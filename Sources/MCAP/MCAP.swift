/// The MCAP container, version 0: a log of time-stamped messages on named channels.
///
/// What it is: a writer, a reader and a repairer of the public format
/// (https://mcap.dev/spec): all its records, indexes and checksums, written and read; every
/// variant of the format's conformance suite is written byte for byte (`ConformanceTests`).
///
/// What it must not know: files, clocks, compression libraries, or what is inside a message.
/// - ``MCAPWriter`` makes bytes and hands them to an ``MCAPOutput``.
/// - ``MCAPReader`` asks an ``MCAPInput`` for ranges of bytes.
/// - ``MCAPRecords`` goes through a file record by record, whether it has a summary or not.
/// - ``MCAPVerification`` says what is wrong with a file, ``MCAPSalvage`` saves what is sound.
/// - Compression comes in as a ``ChunkCompression`` and as an ``MCAPDecompression`` closure:
///   zstd and lz4 are in the module `MCAPCompression`.
///
/// Nothing read is believed: every declared length is compared with what is there before
/// anything is allocated, and every refusal is an ``MCAPError`` with its byte offset.
///
/// Where to start reading: `MCAPWriter.swift` for the order of records in a file, then
/// `MCAPSummary.swift` for its tail, then `MCAPReader.swift`. `MCAPRepair.swift` says what is
/// done for a file whose writer was killed.
public enum MCAP {
    /// The eight bytes that open and close every file.
    public static let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]

    /// Bytes in front of every record's body: the opcode and the length of the body.
    static let recordHeaderSize = 9

    /// Bytes of a whole footer record; the closing magic follows it.
    static let footerSize = recordHeaderSize + 20
}
