internal import Synchronization

/// A value that is computed on a thread of its own while others go on. One thread asks for it.
public final class Later<Value: Sendable, Failure: Error>: Sendable {
    private final class Slot: Sendable {
        let result = Mutex<Result<Value, Failure>?>(nil)
    }

    private let slot = Slot()
    private let body: @Sendable () throws(Failure) -> Value
    private let worker: Worker

    /// - Parameter name: of the thread, for those who look at it.
    public init(_ name: String, _ body: @escaping @Sendable () throws(Failure) -> Value) {
        self.body = body
        worker = Worker(name) { [slot] in
            let result = Result(catching: body)
            slot.result.withLock { $0 = result }
        }
    }

    deinit { worker.join() }

    /// Waits for it. Where the system gave no thread it is computed here.
    public func value() throws(Failure) -> Value {
        worker.join()
        if let result = slot.result.withLock({ $0 }) { return try result.get() }
        return try body()
    }
}
