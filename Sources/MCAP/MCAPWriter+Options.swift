extension MCAPWriter {
    /// Which of the optional parts of the format are written. As they stand, a reader can do
    /// everything with the file: seek by time and topic, check every byte, and decode a file that
    /// was cut.
    public struct Options: Equatable, Sendable {
        /// Where schemas and channels stand that are known before the first message.
        public enum Definitions: Equatable, Sendable {
            /// Outside chunks, so that a file cut after its first chunk can be decoded.
            case inFront
            /// In the chunk that is open.
            case inChunks
        }

        /// Messages in Chunk records. Without them nothing is compressed or indexed.
        public var chunks = true
        public var definitions = Definitions.inFront
        /// Message Index records behind each chunk.
        public var messageIndexes = true

        // In the summary section:
        public var repeatedSchemas = true
        public var repeatedChannels = true
        public var statistics = true
        public var chunkIndexes = true
        public var attachmentIndexes = true
        public var metadataIndexes = true
        /// The summary offset section, one record per group of the summary.
        public var summaryOffsets = true

        // Checksums; without them a reader finds 0, which says that there is none:
        public var chunkChecksums = true
        /// Over the data section, in the Data End record.
        public var dataChecksum = true
        /// Over summary and summary offset section, in the Footer record.
        public var summaryChecksum = true

        public init() {}
    }
}
