/// A value on the heap. A step is kilobytes, and an array hands out copies of its elements: of a
/// box it copies a reference. Changing one copies the value.
///
/// Its members are the value's; reading one copies that one alone.
@dynamicMemberLookup
public struct Boxed<Value: Sendable>: Sendable {
    /// By address: of a stored property the compiler would copy the whole value to read a member.
    @safe private final class Storage: @unchecked Sendable {
        /// Written once, in `init`, and read only: that is why it may be shared.
        let address: UnsafeMutablePointer<Value>

        init(_ value: consuming Value) {
            unsafe address = UnsafeMutablePointer<Value>.allocate(capacity: 1)
            unsafe address.initialize(to: value)
        }

        /// A copy of another's value, filled where it lies.
        init<Failure: Error>(
            _ blank: Storage, _ fill: (inout Value) throws(Failure) -> Void
        ) throws(Failure) {
            unsafe address = UnsafeMutablePointer<Value>.allocate(capacity: 1)
            unsafe address.initialize(from: blank.address, count: 1)
            try unsafe fill(&address.pointee)
        }

        deinit {
            unsafe address.deinitialize(count: 1)
            unsafe address.deallocate()
        }
    }

    private var storage: Storage

    public init(_ value: consuming Value) { storage = Storage(value) }

    private init(_ storage: Storage) { self.storage = storage }

    /// A copy that is changed where it lies: decoding millions costs one copy of a blank each.
    public func filled<Failure: Error>(
        by fill: (inout Value) throws(Failure) -> Void
    ) throws(Failure) -> Boxed {
        Boxed(try Storage(storage, fill))
    }

    public var value: Value {
        _read { yield unsafe storage.address.pointee }
        _modify {
            var value = unsafe storage.address.pointee
            defer { storage = Storage(value) }
            yield &value
        }
    }

    public subscript<Member>(dynamicMember path: WritableKeyPath<Value, Member>) -> Member {
        _read { yield unsafe storage.address.pointee[keyPath: path] }
        _modify { yield &value[keyPath: path] }
    }
}
