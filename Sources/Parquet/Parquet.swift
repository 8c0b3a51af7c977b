/// A writer of Apache Parquet files: columns in, bytes out.
///
/// What it is: as much of the format as every reader takes without a question: one data page of
/// version 1 per column and row group, PLAIN values, run-length levels, every field OPTIONAL as
/// Arrow writes it, lists nested to any depth, statistics of flat integer columns, key-value
/// metadata. No dictionaries, no second page version, no reader.
///
/// What it must not know: files, compression libraries and what the columns mean.
///
/// Columns come as contiguous arrays: 300 rows of 14 floats are one `[Float]` of 4,200 and the
/// shape `.fixed([14])`, so that writing them is a copy.
///
/// Where to start reading: `ParquetWriter.swift`; `RowShape.swift` says how nesting becomes levels.
public enum Parquet {
    /// The four bytes that open and close every file.
    public static let magic: [UInt8] = Array("PAR1".utf8)
}
