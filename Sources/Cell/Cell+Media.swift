internal import CDR
public import Control
internal import Messages
internal import Synchronization

extension Cell {
    /// One camera image, as JPEG. Copied, queued, recorded and sent as it is.
    /// - Parameters:
    ///   - camera: the camera's name in the manifest.
    ///   - stamp: when it was taken, on the cell's clock; 0: now.
    /// - Returns: false where 64 records or 32 MiB wait already: it was dropped and counted.
    @discardableResult
    public func image(camera: String, jpeg: [UInt8], stamp: Nanoseconds) throws(CellError) -> Bool {
        guard let index = manifest.cameras.firstIndex(where: { $0.name == camera }) else {
            throw .noSuch("Camera \(camera)")
        }
        guard jpeg.count >= 4, jpeg[0] == 0xFF, jpeg[1] == 0xD8 else {
            throw .badImage("The image is not a JPEG: it must start with FF D8.")
        }
        guard jpeg.count <= CompressedImage.maximumBytes else {
            throw .wrongSize(
                what: "The image", expected: CompressedImage.maximumBytes, given: jpeg.count)
        }
        var message = CompressedImage()
        message.header = header(stamp, frame: camera)
        message.data = jpeg
        return try put(message, topic: core.topics.cameras[index], stamp: stamp)
    }

    /// One reading of a gripper's pads, row-major, in the manifest's unit.
    @discardableResult
    public func tactile(group: Int, pressure: [Float], stamp: Nanoseconds) throws(CellError)
        -> Bool
    {
        guard manifest.groups.indices.contains(group), let layout = manifest.groups[group].tactile,
            let topic = core.topics.tactile[group]
        else { throw .noSuch("A tactile pad of group \(group)") }
        guard pressure.count == layout.rows * layout.columns else {
            throw .wrongSize(
                what: "The tactile reading", expected: layout.rows * layout.columns,
                given: pressure.count)
        }
        guard pressure.allSatisfy(\.isFinite) else {
            throw .notFinite(what: "The tactile reading")
        }
        var message = Tactile()
        message.header = header(stamp, frame: manifest.groups[group].name + "_tactile")
        message.rows = UInt16(clamping: layout.rows)
        message.columns = UInt16(clamping: layout.columns)
        message.pressure = pressure
        return try put(message, topic: topic, stamp: stamp)
    }

    private func header(_ stamp: Nanoseconds, frame: String) -> Header {
        var header = Header()
        let at = stamp > 0 ? stamp : core.now
        header.stamp = Time(unixNanoseconds: at &+ core.wallOffset)
        header.frame = frame
        return header
    }

    private func put<M: CDRMessage>(_ message: M, topic: UInt16, stamp: Nanoseconds)
        throws(CellError) -> Bool
    {
        guard !core.closing.load(ordering: .acquiring) else { throw .closed }
        do {
            return try core.outbox.put(message, topic: topic, stamp: core.now)
        } catch {
            throw .badImage("The message cannot be encoded: \(error.sentence).")
        }
    }

    /// The chunk as it goes into the recording, from the offering thread.
    func record(_ offer: ChunkOffer, _ values: [Double], number: UInt64, at now: Nanoseconds) {
        var chunk = PolicyChunk()
        chunk.chunk = number
        chunk.observation = offer.observation
        chunk.observedAt = offer.observedAt
        chunk.inferenceBegan = offer.inferenceBegan
        chunk.offeredAt = now
        chunk.period = manifest.control.policy.period
        chunk.rows = UInt32(clamping: offer.rows)
        chunk.width = UInt32(clamping: offer.width)
        chunk.values = values
        // What finds no room is counted by the outbox.
        _ = try? core.outbox.put(chunk, topic: CellTopics.policyChunk, stamp: now)
    }
}
