// The names are those of the C header.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CReinsCell
internal import Cell
internal import Control
internal import Messages

// What a caller may ask of a cell beside stepping it.

@c @implementation
public func reins_cell_layout(
    _ cell: OpaquePointer!, _ layout: UnsafeMutablePointer<reins_layout>!
) -> Int32 {
    answering { () throws(Refused) in
        let open = unsafe try CellRegistry.shared.cell(cell)
        let out = unsafe try CallerMemory.checked(layout, "layout")
        try unsafe CallerMemory.check(size: out.pointee.size, of: reins_layout.self, "layout")
        unsafe out.pointee = reins_layout(open.cell.manifest)
        return REINS_OK.rawValue
    }
}

extension reins_layout {
    fileprivate init(_ manifest: Manifest) {
        self.init()
        size = UInt32(MemoryLayout<reins_layout>.size)
        group_count = UInt32(clamping: manifest.groups.count)
        action_width = UInt32(clamping: manifest.actionWidth)
        horizon = UInt32(clamping: manifest.control.policy.horizon)
        feature_count = UInt32(clamping: manifest.features.count)
        gauge_count = UInt32(clamping: manifest.policy.gauges.count)
        camera_count = UInt32(clamping: manifest.cameras.count)
        tick_period_ns = manifest.control.tickPeriod
        policy_period_ns = manifest.control.policy.period
        unsafe withUnsafeMutablePointer(to: &groups) { all in
            let first = unsafe UnsafeMutableRawPointer(all)
                .assumingMemoryBound(to: reins_group_layout.self)
            for index in manifest.groups.indices where index < Int(REINS_MAX_GROUPS) {
                let configuration = manifest.control.groups[index]
                var group = reins_group_layout()
                group.entry_count = UInt32(clamping: configuration.entryCount)
                group.action_offset = UInt32(clamping: manifest.actionOffset(ofGroup: index))
                group.joint_count = UInt32(clamping: configuration.joints)
                group.has_gripper = configuration.hasGripper ? 1 : 0
                group.tactile_rows = UInt32(clamping: manifest.groups[index].tactile?.rows ?? 0)
                group.tactile_columns = UInt32(
                    clamping: manifest.groups[index].tactile?.columns ?? 0)
                unsafe first[index] = group
            }
        }
    }
}

@c @implementation
public func reins_cell_manifest(
    _ cell: OpaquePointer!, _ buffer: UnsafeMutablePointer<CChar>!, _ capacity: Int
) -> Int32 {
    unsafe copying(cell, buffer, capacity) { $0.manifest.text }
}

@c @implementation
public func reins_cell_endpoint(
    _ cell: OpaquePointer!, _ buffer: UnsafeMutablePointer<CChar>!, _ capacity: Int
) -> Int32 {
    unsafe copying(cell, buffer, capacity) { $0.endpoint ?? "" }
}

@c @implementation
public func reins_cell_instruction(
    _ cell: OpaquePointer!, _ buffer: UnsafeMutablePointer<CChar>!, _ capacity: Int
) -> Int32 {
    unsafe copying(cell, buffer, capacity) { $0.instruction }
}

private func copying(
    _ cell: OpaquePointer?, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int,
    _ text: (Cell) -> String
) -> Int32 {
    answering { () throws(Refused) in
        let open = unsafe try CellRegistry.shared.cell(cell)
        let place = unsafe try CallerMemory.buffer(buffer, capacity: capacity)
        return unsafe copy(text(open.cell), to: place)
    }
}

@c @implementation
public func reins_cell_error(_ buffer: UnsafeMutablePointer<CChar>!, _ capacity: Int) -> Int32 {
    // Answered without touching the sentence that it reports.
    guard let place = try? unsafe CallerMemory.buffer(buffer, capacity: capacity),
        let sentence = unsafe reins_cell_thread_sentence()
    else { return REINS_BAD_ARGUMENT.rawValue }
    return unsafe copy(String(cString: sentence), to: place)
}

@c @implementation
public func reins_cell_now(_ cell: OpaquePointer!) -> Int64 {
    var now: Int64 = 0
    let status = answering { () throws(Refused) in
        now = unsafe try CellRegistry.shared.cell(cell).cell.now
        return REINS_OK.rawValue
    }
    return status < 0 ? Int64(status) : now
}

@c @implementation
public func reins_cell_episode(_ cell: OpaquePointer!, _ act: UInt32, _ outcome: UInt32) -> Int32 {
    answering { () throws(Refused) in
        let open = unsafe try CellRegistry.shared.cell(cell)
        let request: Cell.RuntimeRequest
        switch reins_episode_act(rawValue: act) {
        case REINS_RESET_DONE: request = .resetDone
        case REINS_START: request = .start
        case REINS_NEXT: request = .next
        case REINS_HOLD: request = .hold(.max)
        case REINS_STOP: request = .stop
        case REINS_END:
            guard let outcome = Outcome(rawValue: UInt8(clamping: outcome)) else {
                throw .argument("outcome is not a reins_outcome.")
            }
            request = .end(outcome)
        default: throw .argument("act is not a reins_episode_act.")
        }
        do throws(CellError) {
            try open.cell.ask(request)
        } catch {
            throw Refused(error)
        }
        return REINS_OK.rawValue
    }
}

@c @implementation
public func reins_cell_image(
    _ cell: OpaquePointer!, _ camera: UnsafePointer<CChar>!, _ jpeg: UnsafePointer<UInt8>!,
    _ length: Int, _ stamp_ns: Int64
) -> Int32 {
    answering { () throws(Refused) in
        let open = unsafe try CellRegistry.shared.cell(cell)
        let name = unsafe try CallerMemory.text(
            camera, "camera", limit: CellLibrary.maximumTextBytes)
        guard length >= 0, length <= CompressedImage.maximumBytes else {
            throw Refused(REINS_BAD_SIZE, "The image has more than 16 MiB.")
        }
        let bytes = unsafe try CallerMemory.values(jpeg, count: length, "jpeg")
        do throws(CellError) {
            let taken = try unsafe open.cell.image(
                camera: name, jpeg: Array(bytes), stamp: max(0, stamp_ns))
            return taken ? REINS_OK.rawValue : REINS_DROPPED.rawValue
        } catch {
            throw Refused(error)
        }
    }
}

@c @implementation
public func reins_cell_tactile(
    _ cell: OpaquePointer!, _ group: UInt32, _ pressure: UnsafePointer<Float>!, _ count: Int,
    _ stamp_ns: Int64
) -> Int32 {
    answering { () throws(Refused) in
        let open = unsafe try CellRegistry.shared.cell(cell)
        guard count >= 0, count <= 4096 else {
            throw Refused(REINS_BAD_SIZE, "A tactile reading has at most 4096 values.")
        }
        let values = unsafe try CallerMemory.values(pressure, count: count, "pressure")
        do throws(CellError) {
            let taken = try unsafe open.cell.tactile(
                group: Int(group), pressure: Array(values), stamp: max(0, stamp_ns))
            return taken ? REINS_OK.rawValue : REINS_DROPPED.rawValue
        } catch {
            throw Refused(error)
        }
    }
}

@c @implementation
public func reins_cell_report(
    _ cell: OpaquePointer!, _ level: UInt32, _ text: UnsafePointer<CChar>!
) -> Int32 {
    answering { () throws(Refused) in
        let open = unsafe try CellRegistry.shared.cell(cell)
        guard level == 20 || level == 30 || level == 40 else {
            throw .argument("level is not 20, 30 or 40.")
        }
        let sentence = unsafe try CallerMemory.text(
            text, "text", limit: CellLibrary.maximumManifestBytes)
        do throws(CellError) {
            let taken = try open.cell.report(sentence, level: UInt8(clamping: level))
            return taken ? REINS_OK.rawValue : REINS_DROPPED.rawValue
        } catch {
            throw Refused(error)
        }
    }
}
