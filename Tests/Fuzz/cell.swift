// modules: CellLibrary
// The robot-side C interface, called in any order with anything but addresses that are nowhere.
import CReinsCell
import Glibc

/// What a caller could hold in its hands.
private struct Caller {
    var draws: Draws
    var handles: [OpaquePointer?] = [nil, OpaquePointer(bitPattern: 0xDEAD_BEE8)]
    var time: Int64 = 1_000_000_000
    var newest = reins_command()

    mutating func handle() -> OpaquePointer? {
        draws.once(in: 32) ? handles[draws.below(handles.count)] : handles.last ?? nil
    }

    mutating func open(_ manifest: [UInt8]) {
        var options = reins_options()
        options.size = draws.mostly(UInt32(MemoryLayout<reins_options>.size))
        options.clock = draws.once(in: 8) ? draws.mostly(0) : 1
        let endpoint = draws.once(in: 32) ? draws.text() + [0] : nil
        var out: OpaquePointer?
        let text = manifest + [0]
        let status = text.withUnsafeBytes { text in
            (endpoint ?? [0]).withUnsafeBytes { address in
                let signed = address.bindMemory(to: CChar.self).baseAddress
                options.endpoint = endpoint == nil ? nil : signed
                if draws.once(in: 32) { options.key_directory = signed }
                if draws.once(in: 32) { options.key_name = signed }
                let given = text.bindMemory(to: CChar.self).baseAddress
                return withUnsafePointer(to: options) { options in
                    reins_cell_open(
                        draws.once(in: 64) ? nil : given, draws.once(in: 8) ? nil : options, &out)
                }
            }
        }
        check(status, "open")
        guard (status == 0) == (out != nil) else { fatalError("a handle and a refusal") }
        if out != nil { handles.append(out) }
    }

    mutating func step() {
        let handle = handle()
        var layout = reins_layout()
        layout.size = UInt32(MemoryLayout<reins_layout>.size)
        check(reins_cell_layout(handle, &layout), "layout")
        var state = reins_state()
        state.size = draws.mostly(UInt32(MemoryLayout<reins_state>.size))
        state.group_count = draws.mostly(layout.group_count)
        state.robot_mode = draws.once(in: 16) ? UInt32(draws.byte()) : 0
        state.accepted = draws.mostly(1)
        state.feature_count = draws.mostly(layout.feature_count)
        state.gauge_count = draws.mostly(layout.gauge_count)
        time = draws.once(in: 16) ? Int64(bitPattern: draws.number()) : time &+ 10_000_000
        state.now_ns = time
        state.measured_at_ns = draws.once(in: 16) ? Int64(bitPattern: draws.number()) : time
        state.observation = draws.once(in: 16) ? draws.number() : 0
        fill(&state)
        // Exactly as many as the manifest declares: more would be the caller's own mistake.
        let features = (0..<Int(layout.feature_count)).map { _ in draws.double() }
        let gauges = (0..<Int(layout.gauge_count)).map { _ in draws.double() }
        var command = reins_command()
        command.size = draws.mostly(UInt32(MemoryLayout<reins_command>.size))
        command.tick = 0xAAAA
        let status = features.withUnsafeBufferPointer { features in
            gauges.withUnsafeBufferPointer { gauges in
                state.features = draws.once(in: 32) ? nil : features.baseAddress
                state.gauges = draws.once(in: 32) ? nil : gauges.baseAddress
                let isGiven = !draws.once(in: 64)
                return withUnsafePointer(to: state) { state in
                    reins_cell_step(handle, isGiven ? state : nil, &command)
                }
            }
        }
        check(status, "step")
        guard status >= 0 else {
            guard command.tick == 0xAAAA else { fatalError("a refused step wrote a command") }
            return
        }
        newest = command
        checkFinite(command)
    }

    private mutating func fill(_ state: inout reins_state) {
        withUnsafeMutableBytes(of: &state.groups) { bytes in
            let groups = bytes.bindMemory(to: reins_group_state.self)
            for index in groups.indices {
                groups[index].parts = draws.mostly(31)
                groups[index].tool.6 = 1
                // A few numbers anywhere in the structure.
                for _ in 0..<draws.below(6) {
                    let place = 8 + 8 * draws.below(MemoryLayout<reins_group_state>.size / 8 - 1)
                    let at = index * MemoryLayout<reins_group_state>.stride + place
                    UnsafeMutableRawBufferPointer(groups).storeBytes(
                        of: draws.double(), toByteOffset: at, as: Double.self)
                }
            }
        }
    }

    /// Whatever came in, what goes to a robot is a number.
    private func checkFinite(_ command: reins_command) {
        var command = command
        withUnsafeBytes(of: &command.groups) { bytes in
            let groups = bytes.bindMemory(to: reins_group_command.self)
            for index in 0..<Int(command.group_count) {
                var group = groups[index]
                guard group.entry_count <= REINS_MAX_ENTRIES, group.gripper.isFinite else {
                    fatalError("a command that is no command")
                }
                let entries = withUnsafeBytes(of: &group.entries) {
                    Array($0.bindMemory(to: Double.self))
                }
                guard entries.allSatisfy(\.isFinite) else {
                    fatalError("a command that is no number")
                }
            }
        }
    }

    mutating func offer() {
        let handle = handle()
        var layout = reins_layout()
        layout.size = UInt32(MemoryLayout<reins_layout>.size)
        check(reins_cell_layout(handle, &layout), "layout")
        var offer = reins_offer()
        offer.size = draws.mostly(UInt32(MemoryLayout<reins_offer>.size))
        offer.rows = draws.once(in: 16) ? draws.mostly(2) : UInt32(1 + draws.below(4))
        offer.width = draws.mostly(layout.action_width)
        offer.observation = draws.once(in: 16) ? draws.number() : newest.observation
        offer.observed_at_ns =
            draws.once(in: 16) ? Int64(bitPattern: draws.number()) : newest.now_ns
        offer.inference_began_ns =
            draws.once(in: 16) ? Int64(bitPattern: draws.number()) : newest.now_ns
        let count =
            draws.once(in: 16) ? draws.below(200) : Int(layout.action_width &* min(offer.rows, 8))
        let values = (0..<min(count, 4096)).map { _ in draws.double() }
        values.withUnsafeBufferPointer { values in
            let isGiven = !draws.once(in: 64)
            let status = withUnsafePointer(to: offer) { offer in
                reins_cell_offer(
                    handle, isGiven ? offer : nil, values.baseAddress, values.count)
            }
            check(status, "offer")
        }
    }

    mutating func media() {
        let bytes = draws.text(255)
        let name = (draws.once(in: 4) ? draws.text() : Array("front".utf8)) + [0]
        let stamp = Int64(bitPattern: draws.number())
        let handle = handle()
        name.withUnsafeBytes { name in
            bytes.withUnsafeBufferPointer { bytes in
                check(
                    reins_cell_image(
                        handle, name.bindMemory(to: CChar.self).baseAddress, bytes.baseAddress,
                        bytes.count, stamp), "image")
            }
        }
        let values = (0..<(draws.once(in: 4) ? draws.below(64) : 16)).map { _ in
            Float(draws.double())
        }
        values.withUnsafeBufferPointer { values in
            check(
                reins_cell_tactile(
                    handle, draws.mostly(UInt32(draws.below(3))), values.baseAddress, values.count,
                    stamp), "tactile")
        }
    }

    mutating func ask() {
        let handle = handle()
        check(
            reins_cell_episode(handle, draws.mostly(UInt32(draws.below(7))), draws.mostly(1)),
            "episode")
        let text = draws.text() + [0]
        text.withUnsafeBytes { text in
            let said = text.bindMemory(to: CChar.self).baseAddress
            check(reins_cell_report(handle, draws.mostly(20), said), "report")
        }
        var place = [CChar](repeating: 1, count: draws.below(80))
        let count = place.count
        place.withUnsafeMutableBufferPointer { place in
            let start = draws.once(in: 16) ? nil : place.baseAddress
            _ = reins_cell_manifest(handle, start, count)
            _ = reins_cell_endpoint(handle, start, count)
            _ = reins_cell_instruction(handle, start, count)
            _ = reins_cell_error(start, count)
        }
        _ = reins_cell_now(handle)
        guard reins_cell_version() == 0x10000 else { fatalError("another version") }
    }

    mutating func close() {
        check(reins_cell_close(handles[draws.below(handles.count)]), "close")
    }

    mutating func closeAll() {
        for handle in handles { _ = reins_cell_close(handle) }
    }

    private func check(_ status: Int32, _ what: String) {
        guard status >= -14, status <= 2 else { fatalError("\(what) returned \(status)") }
    }
}

/// The manifest, a zero, then what is done with it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCell(_ data: UnsafePointer<UInt8>, _ size: Int) -> Int32 {
    let bytes = array(data, size)
    let manifest = Array(bytes.prefix { $0 != 0 })
    bytes.withUnsafeBytes { bytes in
        let rest = min(manifest.count + 1, bytes.count)
        var caller = Caller(draws: Draws(UnsafeRawBufferPointer(rebasing: bytes[rest...])))
        caller.open(manifest)
        for _ in 0..<200 where !caller.draws.isEmpty {
            switch caller.draws.byte() % 16 {
            case 0..<6: caller.step()
            case 6..<10: caller.offer()
            case 10, 11: caller.media()
            case 12, 13, 14: caller.ask()
            default: caller.draws.once(in: 4) ? caller.close() : caller.step()
            }
        }
        caller.closeAll()
    }
    return 0
}
