extension OperatorCommand {
    /// Ages a command that was made on an old picture: where the newest time of the cell that its
    /// console had seen is further back than `limit`, it counts as received that much earlier.
    ///
    /// A network that delays everything by a steady second delivers commands one after the other,
    /// each fresh by the time of its receipt alone: releasing the switch would stop the arm a
    /// second late. With this rule such commands are stale, by the same limits as missing ones.
    /// - Parameters:
    ///   - seen: newest time on the cell's clock that the console had when it sent; 0 for none.
    ///   - limit: of the way to the console and back, ns.
    public mutating func countRoundTrip(seen: Nanoseconds, limit: Nanoseconds) {
        // What was not made yet cannot have been seen.
        let believed = min(max(0, seen), receivedAt)
        receivedAt = min(receivedAt, believed &+ limit)
    }
}
