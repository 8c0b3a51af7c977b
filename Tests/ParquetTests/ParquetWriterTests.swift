import CZstd
import Parquet
import Testing

@Suite("A Parquet file")
struct ParquetWriterTests {
    /// Three rows of everything: lists, nulls, empty lists, text.
    private func small<C: ParquetCompression>(_ compression: C) throws -> [UInt8] {
        var compression = compression
        var writer = ParquetWriter(
            [
                ParquetColumn("state", .float, depth: 1), ParquetColumn("flag", .bool),
                ParquetColumn("maybe", .int64), ParquetColumn("tasks", .utf8, depth: 1),
                ParquetColumn("image", .double, depth: 3),
            ], metadata: [("pandas", "{}")], createdBy: "test version 1")
        var bytes: [UInt8] = []
        for group in 0..<2 {
            let first = Int64(group * 3)
            try writer.rowGroup(
                [
                    ParquetRows(.float([1, 2, 3, 4, 5, 6]), .fixed([2])),
                    ParquetRows(.bool([true, false, true])),
                    ParquetRows(
                        .int64([first, -1, first + 2]), isPresent: [true, false, true]),
                    ParquetRows(.utf8(["a", "é"]), .lists([1, 0, 1])),
                    ParquetRows(.double([1, 2, 3, 4, 5, 6, 7, 8, 9]), .fixed([3, 1, 1])),
                ], rows: 3, with: &compression)
            bytes += writer.drain()
        }
        writer.finish()
        return bytes + writer.drain()
    }

    @Test("is byte for byte the one that pyarrow, duckdb and polars have read")
    func golden() throws {
        let bytes = try small(UncompressedPages())
        let digits = ParquetWriterTests.golden.filter { !$0.isWhitespace }
            .map { UInt8($0.hexDigitValue ?? 0) }
        let expected = stride(from: 0, to: digits.count, by: 2).map {
            digits[$0] << 4 | digits[$0 + 1]
        }
        #expect(bytes == expected)
    }

    @Test("opens and closes with its magic and says how long its footer is")
    func frame() throws {
        for bytes in [try small(UncompressedPages()), try small(TestPages())] {
            #expect(Array(bytes[..<4]) == Parquet.magic)
            #expect(Array(bytes.suffix(4)) == Parquet.magic)
            let length = bytes.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            #expect(length > 100 && length < bytes.count - 12)
            // Thrift: field 1 (an i32) of the outermost struct, format version 2.
            #expect(bytes[bytes.count - 8 - length] == 0x15)
            #expect(bytes[bytes.count - 7 - length] == 4)
        }
    }

    @Test("without rows is a file too")
    func empty() throws {
        var writer = ParquetWriter([ParquetColumn("a", .int32)])
        writer.finish()
        let bytes = writer.drain()
        #expect(writer.rowCount == 0)
        #expect(Array(bytes.suffix(4)) == Parquet.magic)
    }

    @Test("refuses rows that do not fit, in a sentence, and keeps what was written")
    func refusals() throws {
        var plain = UncompressedPages()
        var writer = ParquetWriter([ParquetColumn("a", .int32), ParquetColumn("b", .float)])
        let good = [ParquetRows(.int32([1, 2])), ParquetRows(.float([1, 2]))]
        try writer.rowGroup(good, rows: 2, with: &plain)
        let refused: [(ParquetError, [ParquetRows])] = [
            (.columnCount(expected: 2, given: 1), [good[0]]),
            (
                .type(column: "b", expected: "float", given: "double"),
                [good[0], ParquetRows(.double([1, 2]))]
            ),
            (
                .valueCount(column: "b", expected: 2, given: 3),
                [good[0], ParquetRows(.float([1, 2, 3]))]
            ),
            (
                .depth(column: "b", expected: 0, given: 1),
                [good[0], ParquetRows(.float([1, 2]), .fixed([1]))]
            ),
            (
                .valueCount(column: "b", expected: 2, given: 1),
                [good[0], ParquetRows(.float([1, 2]), isPresent: [true])]
            ),
        ]
        for (error, rows) in refused {
            #expect(throws: error) { try writer.rowGroup(rows, rows: 2, with: &plain) }
            #expect(!"\(error)".isEmpty)
        }
        #expect(writer.rowCount == 2)
        var other = ParquetWriter([ParquetColumn("a", .int32), ParquetColumn("b", .float)])
        try other.rowGroup(good, rows: 2, with: &plain)
        writer.finish()
        other.finish()
        #expect(writer.drain() == other.drain())
    }

    private static let golden = """
        504152311500155c155c2c150c15001506150600000c000000020002010200020102000201020000000c0300
        00803f0000004000004040000080400000a0400000c0401500150e150e2c1506150015061506000002000000
        0601051500153415342c15061500150615060000060000000201020002010000000000000000020000000000
        00001500153615362c1506150015061506000002000000060006000000020302010203010000006102000000
        c3a9150015bc0115bc012c151215001506150600000c00000002000401020004010200040102000000120700
        0000000000f03f00000000000000400000000000000840000000000000104000000000000014400000000000
        0018400000000000001c40000000000000204000000000000022401500155c155c2c150c1500150615060000
        0c000000020002010200020102000201020000000c030000803f0000004000004040000080400000a0400000
        c0401500150e150e2c15061500150615060000020000000601051500153415342c1506150015061506000006
        000000020102000201030000000000000005000000000000001500153615362c150615001506150600000200
        0000060006000000020302010203010000006102000000c3a9150015bc0115bc012c15121500150615060000
        0c000000020004010200040102000401020000001207000000000000f03f0000000000000040000000000000
        08400000000000001040000000000000144000000000000018400000000000001c4000000000000020400000
        000000002240150419fc104806736368656d61150a00350218057374617465150215064c3c00000035041804
        6c697374150200150825021807656c656d656e7400150025021804666c6167001504250218056d6179626500
        350218057461736b73150215064c3c000000350418046c697374150200150c25021807656c656d656e742500
        4c1c00000035021805696d616765150215064c3c000000350418046c69737415020035021807656c656d656e
        74150215064c3c000000350418046c69737415020035021807656c656d656e74150215064c3c000000350418
        046c697374150200150a25021807656c656d656e7400160c192c195c26081c15081925000619380573746174
        65046c69737407656c656d656e741500160c167e167e260800002686011c150019250006191804666c616715
        00160616301630268601000026b6011c1504192500061918056d61796265150016061656165626b6013c3602
        2808020000000000000018080000000000000000000000268c021c150c192500061938057461736b73046c69
        737407656c656d656e741500160616581658268c02000026e4021c150a19250006197805696d616765046c69
        737407656c656d656e74046c69737407656c656d656e74046c69737407656c656d656e741500161216e20116
        e20126e402000016be041606260816be0400195c26c6041c1508192500061938057374617465046c69737407
        656c656d656e741500160c167e167e26c604000026c4051c150019250006191804666c616715001606163016
        3026c405000026f4051c1504192500061918056d61796265150016061656165626f4053c3602280805000000
        000000001808030000000000000000000026ca061c150c192500061938057461736b73046c69737407656c65
        6d656e74150016061658165826ca06000026a2071c150a19250006197805696d616765046c69737407656c65
        6d656e74046c69737407656c656d656e74046c69737407656c656d656e741500161216e20116e20126a20700
        0016be04160626c60416be0400191c180670616e64617318027b7d00180e746573742076657273696f6e2031
        195c1c00001c00001c00001c00001c0000002403000050415231
        """
}

/// zstd, as the exporter uses it.
struct TestPages: ParquetCompression {
    let codec: Int32 = 6

    mutating func compress(_ page: [UInt8]) throws(ParquetError) -> [UInt8] {
        let bound = ZSTD_compressBound(page.count)
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { room, count in
            count = unsafe ZSTD_compress(room.baseAddress, bound, page, page.count, 3)
        }
    }
}
