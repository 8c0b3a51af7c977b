final class LinkThread: Sendable {
    let endpoint: String
    init(core: CellCore, endpoint: String, keyDirectory: String?) throws(CellError) { self.endpoint = endpoint }
    func stop() {}
}
