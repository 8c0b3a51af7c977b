// modules: MCAP
// Everything that can be done with a file that somebody else wrote.
import MCAP

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMCAP(_ data: UnsafePointer<UInt8>, _ size: Int) -> Int32 {
    let bytes = array(data, size)
    if let repair = try? MCAPRepair.plan(bytes, decompress: noDecompression) {
        guard repair.keptBytes >= 0, repair.lostBytes >= 0,
            repair.keptBytes + repair.lostBytes <= bytes.count
        else {
            fatalError("a repair that keeps and loses more bytes than there are")
        }
        // What was repaired opens, and is not repaired again.
        let mended = Array(bytes.prefix(repair.keptBytes)) + repair.appended
        guard (try? MCAPReader(mended, decompress: noDecompression)) != nil else {
            fatalError("a repaired file that does not open")
        }
    }
    guard let reader = try? MCAPReader(bytes, decompress: noDecompression) else { return 0 }
    for order in [MCAPOrder.file, .logTime] {
        var messages = reader.messages(in: order)
        var failures = 0
        while failures < 20 {
            do {
                guard try messages.next() != nil else { break }
            } catch {
                failures += 1
            }
        }
    }
    for index in reader.summary.attachments { _ = try? reader.attachment(index) }
    for index in reader.summary.metadata { _ = try? reader.metadata(index) }
    return 0
}
