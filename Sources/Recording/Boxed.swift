/// A value on the heap. A step is kilobytes, and an array hands out copies of its elements: of a
/// box it copies a reference. Changing one copies the value where somebody else has it too.
///
/// Its members are the value's; reading one copies that one alone.
@dynamicMemberLookup
public struct Boxed<Value: Sendable>: Sendable {
    /// By address: of a stored property the compiler would copy the whole value to read a member.
    @safe private final class Storage: @unchecked Sendable {
        /// Written while one box alone holds it, and else read only: that is why it may be shared.
        let address: UnsafeMutablePointer<Value>

        init(_ value: consuming Value) {
            unsafe address = UnsafeMutablePointer<Value>.allocate(capacity: 1)
            unsafe address.initialize(to: value)
        }

        init(copying other: Storage) {
            unsafe address = UnsafeMutablePointer<Value>.allocate(capacity: 1)
            unsafe address.initialize(from: other.address, count: 1)
        }

        deinit {
            unsafe address.deinitialize(count: 1)
            unsafe address.deallocate()
        }
    }

    private var storage: Storage

    public init(_ value: consuming Value) { storage = Storage(value) }

    public var value: Value {
        _read { yield unsafe storage.address.pointee }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
            yield unsafe &storage.address.pointee
        }
    }

    public subscript<Member>(dynamicMember path: WritableKeyPath<Value, Member>) -> Member {
        _read { yield unsafe storage.address.pointee[keyPath: path] }
        _modify { yield &value[keyPath: path] }
    }
}
