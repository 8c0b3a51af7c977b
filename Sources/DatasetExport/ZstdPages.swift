internal import CZstd
internal import Parquet

/// Compresses Parquet pages with zstd.
struct ZstdPages: ParquetCompression, Sendable {
    let codec: Int32 = 6
    /// 3 is zstd's own default.
    var level: Int32 = 3

    mutating func compress(_ page: [UInt8]) throws(ParquetError) -> [UInt8] {
        let bound = ZSTD_compressBound(page.count)
        var outcome = 0
        let packed = unsafe [UInt8](unsafeUninitializedCapacity: bound) { room, count in
            outcome = unsafe ZSTD_compress(
                room.baseAddress, bound, page, page.count, level)
            count = ZSTD_isError(outcome) == 0 ? outcome : 0
        }
        if ZSTD_isError(outcome) != 0 {
            throw .compression(reason: unsafe String(cString: ZSTD_getErrorName(outcome)))
        }
        return packed
    }
}
