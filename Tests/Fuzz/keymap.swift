// modules: Keymap
// A keymap that somebody wrote by hand.
import Keymap

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKeymap(_ data: UnsafePointer<UInt8>, _ size: Int) -> Int32 {
    guard let text = String(validating: array(data, size), as: UTF8.self) else { return 0 }
    _ = try? Keymap.parse(text, file: "fuzz")
    return 0
}
