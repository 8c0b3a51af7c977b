/// A value on the heap. A step is kilobytes, and an array hands out copies of its elements: of a
/// box it copies a reference. Changing one copies the value.
///
/// Its members are the value's; where many are read, say ``value`` first: that copies nothing.
@dynamicMemberLookup
public struct Boxed<Value: Sendable>: Sendable {
    private final class Storage: Sendable {
        let value: Value
        init(_ value: Value) { self.value = value }
    }

    private var storage: Storage

    public init(_ value: Value) { storage = Storage(value) }

    public var value: Value {
        _read { yield storage.value }
        _modify {
            var value = storage.value
            defer { storage = Storage(value) }
            yield &value
        }
    }

    public subscript<Member>(dynamicMember path: WritableKeyPath<Value, Member>) -> Member {
        _read { yield storage.value[keyPath: path] }
        _modify { yield &value[keyPath: path] }
    }
}
