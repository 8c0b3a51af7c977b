// modules: Messages JSON5
// A manifest is read once at the cell and again at every console, and means the same.
import JSON5
import Messages

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzManifest(_ data: UnsafePointer<UInt8>, _ size: Int) -> Int32 {
    let bytes = array(data, size)
    if let value = try? JSON5Text.parse(utf8: bytes) {
        // Infinity and NaN are JSON5 and not JSON: they cannot be written.
        if let text = try? JSONText.encode(value) {
            guard let again = try? JSON5Text.parse(text), (try? JSONText.encode(again)) == text
            else {
                fatalError("a document that is not what it was written from")
            }
        }
    }
    guard let text = String(validating: bytes, as: UTF8.self),
        let manifest = try? Manifest(text: text)
    else { return 0 }
    guard let again = try? Manifest(text: manifest.text), again.text == manifest.text else {
        fatalError("a manifest that changes when it is sent")
    }
    return 0
}
