// The names are those of the C header.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CReinsCell
internal import Cell
internal import Control
internal import Messages
internal import Synchronization

// Opening, closing, stepping and offering.

@c @implementation
public func reins_cell_open(
    _ manifest: UnsafePointer<CChar>!, _ options: UnsafePointer<reins_options>!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!
) -> Int32 {
    answering { () throws(Refused) in
        let out = unsafe try CallerMemory.checked(out, "out")
        unsafe out.pointee = nil
        try CellRegistry.shared.checkProcess()
        let text = unsafe try CallerMemory.text(
            manifest, "manifest", limit: CellLibrary.maximumManifestBytes)
        let cell: Cell
        do {
            cell = try Cell(manifest: text, options: unsafe try CellOptions(options))
        } catch let error as Refused {
            throw error
        } catch let error as CellError {
            throw Refused(error)
        } catch {
            throw .argument("The cell could not be opened.")
        }
        do throws(Refused) {
            let handle = try CellRegistry.shared.add(OpenCell(cell))
            unsafe out.pointee = OpaquePointer(bitPattern: handle)
        } catch {
            cell.close()
            throw error
        }
        return REINS_OK.rawValue
    }
}

extension CellOptions {
    fileprivate init(_ given: UnsafePointer<reins_options>?) throws(Refused) {
        self.init(endpoint: nil)
        guard unsafe (given != nil) else { return }
        let given = unsafe try CallerMemory.checked(given, "options")
        try unsafe CallerMemory.check(
            size: given.pointee.size, of: reins_options.self, "options")
        guard let clock = CellClock(rawValue: UInt8(clamping: unsafe given.pointee.clock)) else {
            throw .argument("options->clock is not a reins_clock.")
        }
        self.clock = clock
        let limit = CellLibrary.maximumTextBytes
        if unsafe given.pointee.endpoint != nil {
            endpoint = try unsafe CallerMemory.text(
                given.pointee.endpoint, "options->endpoint", limit: limit)
        }
        if unsafe given.pointee.key_directory != nil {
            keyDirectory = try unsafe CallerMemory.text(
                given.pointee.key_directory, "options->key_directory", limit: limit)
        }
        if unsafe given.pointee.key_name != nil {
            keyName = try unsafe CallerMemory.text(
                given.pointee.key_name, "options->key_name", limit: limit)
        }
    }
}

@c @implementation
public func reins_cell_close(_ cell: OpaquePointer!) -> Int32 {
    answering { () throws(Refused) in
        let open = unsafe try CellRegistry.shared.remove(cell)
        open.cell.close()
        return REINS_OK.rawValue
    }
}

@c @implementation
public func reins_cell_step(
    _ cell: OpaquePointer!, _ state: UnsafePointer<reins_state>!,
    _ command: UnsafeMutablePointer<reins_command>!
) -> Int32 {
    answering { () throws(Refused) in
        let open = unsafe try CellRegistry.shared.cell(cell)
        let state = unsafe try CallerMemory.checked(state, "state")
        let command = unsafe try CallerMemory.checked(command, "command")
        try unsafe CallerMemory.check(size: state.pointee.size, of: reins_state.self, "state")
        try unsafe CallerMemory.check(
            size: command.pointee.size, of: reins_command.self, "command")
        let time = unsafe state.pointee.now_ns
        let outcome = open.buffers.withLockIfAvailable { buffers -> Result<Bool, Refused> in
            do throws(Refused) {
                try unsafe buffers.state.take(state)
                do throws(CellError) {
                    try open.cell.step(
                        buffers.state, at: time == 0 ? nil : time, into: &buffers.command)
                } catch {
                    throw Refused(error)
                }
                unsafe buffers.command.write(to: command)
                return .success(buffers.command.notFinite == 0)
            } catch {
                return .failure(error)
            }
        }
        guard let outcome else { throw Refused(.busy("reins_cell_step")) }
        return try outcome.get() ? REINS_OK.rawValue : REINS_ABSENT.rawValue
    }
}

@c @implementation
public func reins_cell_offer(
    _ cell: OpaquePointer!, _ offer: UnsafePointer<reins_offer>!,
    _ values: UnsafePointer<Double>!, _ count: Int
) -> Int32 {
    answering { () throws(Refused) in
        let open = unsafe try CellRegistry.shared.cell(cell)
        let offer = unsafe try CallerMemory.checked(offer, "offer")
        try unsafe CallerMemory.check(size: offer.pointee.size, of: reins_offer.self, "offer")
        let given = unsafe offer.pointee
        let layout = open.cell.manifest.control.policy
        guard count >= 0, count <= layout.horizon &* open.cell.manifest.actionWidth else {
            throw Refused(
                REINS_BAD_SIZE,
                "count is \(count): more than the manifest's horizon times its action width.")
        }
        let elements = unsafe try CallerMemory.values(values, count: count, "values")
        let made = ChunkOffer(
            observation: given.observation, observedAt: given.observed_at_ns,
            inferenceBegan: given.inference_began_ns, rows: Int(given.rows),
            width: Int(given.width))
        do throws(CellError) {
            try unsafe open.cell.offer(made, values: Array(elements))
        } catch {
            throw Refused(error)
        }
        return REINS_OK.rawValue
    }
}
