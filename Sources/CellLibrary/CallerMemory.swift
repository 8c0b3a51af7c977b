/// Checks of what a caller points at. A pointer that is neither null nor misaligned may still point
/// nowhere: that is the caller's to keep, as in any C interface.
enum CallerMemory {
    /// - Returns: the pointer, where it may hold a `Value`.
    static func checked<Value>(
        _ pointer: UnsafePointer<Value>?, _ name: String
    ) throws(Refused) -> UnsafePointer<Value> {
        guard let pointer = unsafe pointer else { throw .argument("\(name) is NULL.") }
        let address = UInt(bitPattern: pointer)
        guard address % UInt(MemoryLayout<Value>.alignment) == 0 else {
            throw .argument("\(name) is not aligned to \(MemoryLayout<Value>.alignment) bytes.")
        }
        return unsafe pointer
    }

    static func checked<Value>(
        _ pointer: UnsafeMutablePointer<Value>?, _ name: String
    ) throws(Refused) -> UnsafeMutablePointer<Value> {
        _ = unsafe try checked(UnsafePointer(pointer), name)
        guard let pointer = unsafe pointer else { throw .argument("\(name) is NULL.") }
        return unsafe pointer
    }

    /// The `size` field of a structure says which version of it the caller was compiled with.
    static func check<Value>(size: UInt32, of type: Value.Type, _ name: String) throws(Refused) {
        guard Int(size) == MemoryLayout<Value>.size else {
            throw .argument(
                "\(name)->size is \(size) where this library's structure has "
                    + "\(MemoryLayout<Value>.size) bytes: set it to its sizeof, and use the header "
                    + "that came with the library.")
        }
    }

    /// Zero-terminated UTF-8 of at most `limit` bytes.
    static func text(
        _ pointer: UnsafePointer<CChar>?, _ name: String, limit: Int
    ) throws(Refused) -> String {
        let start = unsafe try checked(pointer, name)
        var length = 0
        while length <= limit, unsafe start[length] != 0 { length += 1 }
        guard length <= limit else {
            throw .argument("\(name) is longer than \(limit) bytes.")
        }
        let bytes = unsafe UnsafeBufferPointer(start: start, count: length)
        guard
            let text = unsafe String(
                validating: bytes.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        else { throw .argument("\(name) is not UTF-8.") }
        return text
    }

    /// `count` values; null is accepted where there are none.
    static func values<Value>(
        _ pointer: UnsafePointer<Value>?, count: Int, _ name: String
    ) throws(Refused) -> UnsafeBufferPointer<Value> {
        guard count > 0 else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeBufferPointer(start: try checked(pointer, name), count: count)
    }

    static func buffer(
        _ pointer: UnsafeMutablePointer<CChar>?, capacity: Int
    ) throws(Refused) -> UnsafeMutableBufferPointer<CChar> {
        guard capacity > 0 else {
            return unsafe UnsafeMutableBufferPointer(start: nil, count: 0)
        }
        return unsafe UnsafeMutableBufferPointer(
            start: try checked(pointer, "buffer"), count: capacity)
    }
}
