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
    verify(bytes)
    guard let reader = try? MCAPReader(bytes, decompress: noDecompression) else { return 0 }
    for order in [MCAPOrder.file, .logTime, .reverseLogTime] {
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

/// Every finding lies in the file, and what is saved from it is a file without any.
private func verify(_ bytes: [UInt8]) {
    if var records = try? MCAPRecords(bytes) {
        var failures = 0
        while failures < 20 {
            do {
                guard let element = try records.next() else { break }
                if case .chunk(let chunk) = element.record { _ = try chunk.contents() }
            } catch {
                failures += 1
            }
        }
    }
    guard let found = try? MCAPVerification(bytes) else { return }
    for finding in found.findings where finding.offset < 0 || finding.offset > bytes.count {
        fatalError("a finding outside the file: \(finding)")
    }
    var memory = MCAPMemory()
    guard let salvage = try? MCAPSalvage.run(bytes, into: &memory) else { return }
    guard salvage.size == memory.bytes.count else { fatalError("a salvage that miscounts") }
    guard let saved = try? MCAPVerification(memory.bytes) else {
        fatalError("a salvage that cannot be read")
    }
    // A chunk is copied as it is, with definitions that nobody may use.
    let isWhole = saved.findings.allSatisfy {
        $0.kind == .undefined || $0.kind == .redefined || $0.problem.contains("the id 0")
    }
    guard saved.isComplete, isWhole else {
        fatalError("a salvage with findings: \(saved.findings)")
    }
}
