@testable import Storage

/// What may be on a disk after a power cut: everything that was synced, and of the rest any part in
/// any order. Writes are torn at sectors, names are torn from what they name.
struct PowerLoss {
    /// How much of what was not synced is there.
    enum Share: CaseIterable {
        case nothing, everything, namesOnly, dataOnly, some
    }

    private enum Change {
        case write(offset: Int, bytes: [UInt8])
        case truncate(Int)
    }

    private enum Naming {
        case link(String, Int)
        case rename(String, String)
        case unlink(String)
    }

    private struct File {
        var synced: [UInt8] = []
        var pending: [Change] = []
    }

    private var files: [File] = []
    /// By path: as every process sees them, and as they are on the disk for sure.
    private var names: [String: Int] = [:]
    private var syncedNames: [String: Int] = [:]
    private var pendingNames: [Naming] = []
    private static let sector = 512

    init() {}

    /// A disk that has these files, all of them synced.
    init(_ image: [String: [UInt8]]) {
        for (path, bytes) in image {
            names[path] = files.count
            files.append(File(synced: bytes))
        }
        syncedNames = names
    }

    mutating func take(_ call: DiskCall) {
        switch call {
        case .makeDirectory: break
        case .create(let path):
            names[path] = files.count
            pendingNames.append(.link(path, files.count))
            files.append(File())
        case .write(let path, let offset, let bytes):
            change(path, .write(offset: offset, bytes: bytes))
        case .truncate(let path, let size): change(path, .truncate(size))
        case .sync(let path):
            guard let id = names[path] else { return }
            for change in files[id].pending { PowerLoss.apply(change, to: &files[id].synced) }
            files[id].pending = []
        case .rename(let path, let to):
            names[to] = names.removeValue(forKey: path)
            pendingNames.append(.rename(path, to))
        case .remove(let path):
            names[path] = nil
            pendingNames.append(.unlink(path))
        case .syncDirectory:
            for naming in pendingNames { PowerLoss.apply(naming, to: &syncedNames) }
            pendingNames = []
        }
    }

    /// One of the disks that a cut now may leave: the bytes of each file by its path.
    func image(_ share: Share, _ random: inout some RandomNumberGenerator) -> [String: [UInt8]] {
        func chance(_ always: Set<Share>, _ never: Set<Share>) -> Bool {
            always.contains(share) || !never.contains(share) && Bool.random(using: &random)
        }
        var names = syncedNames
        for naming in pendingNames
        where chance([.everything, .namesOnly], [.nothing, .dataOnly]) {
            PowerLoss.apply(naming, to: &names)
        }
        return names.mapValues { id in
            var bytes = files[id].synced
            for change in files[id].pending
            where chance([.everything, .dataOnly], [.nothing, .namesOnly]) {
                let isTorn = share == .some && Bool.random(using: &random)
                PowerLoss.apply(
                    change, to: &bytes,
                    unless: { isTorn && Bool.random(using: &random) })
            }
            return bytes
        }
    }

    private mutating func change(_ path: String, _ change: Change) {
        guard let id = names[path] else { return }
        files[id].pending.append(change)
    }

    private static func apply(_ naming: Naming, to names: inout [String: Int]) {
        switch naming {
        case .link(let path, let id): names[path] = id
        case .rename(let path, let to):
            guard let id = names.removeValue(forKey: path) else { return }
            names[to] = id
        case .unlink(let path): names[path] = nil
        }
    }

    /// - Parameter isLost: asked for each sector; what is lost was never written, or is as before.
    private static func apply(
        _ change: Change, to bytes: inout [UInt8], unless isLost: () -> Bool = { false }
    ) {
        switch change {
        case .truncate(let size):
            if size < bytes.count { bytes.removeLast(bytes.count - size) }
            if size > bytes.count { bytes += [UInt8](repeating: 0, count: size - bytes.count) }
        case .write(let offset, let written):
            let end = offset + written.count
            if end > bytes.count { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
            var at = offset
            while at < end {
                let next = min(end, (at / sector + 1) * sector)
                if !isLost() {
                    bytes.replaceSubrange(
                        at..<next, with: written[(at - offset)..<(next - offset)])
                }
                at = next
            }
        }
    }
}

/// The same numbers everywhere (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
