public import Control

/// Thins recordings, the oldest first, until there is room enough: of all of them the images, then
/// of all of them the other records, as deep as the rule lets it go.
public struct RetentionPass {
    /// What is wanted.
    public struct Plan: Equatable, Sendable {
        public var rule = RetentionRule()
        public var deepest = RetentionRule.Depth.images
        /// Bytes that should be free on the disk; nil: everything is thinned.
        public var keepFree: UInt64?
        /// Recordings that ended later stay whole, ns.
        public var olderThan: Nanoseconds?
        /// Says what would be done, and does nothing.
        public var isDry = false

        public init() {}
    }

    public struct Report: Equatable, Sendable {
        public var thinned = 0
        public var bytesFreed = 0
        /// Recordings that could not be thinned.
        public var failures = 0
        /// Bytes that are still wanted; 0 where there is room enough.
        public var shortBy: UInt64 = 0
    }

    private let plan: Plan
    private let key: SigningKey?
    private let disk: Disk
    private let free: (String) throws(StorageError) -> UInt64
    /// What was found to have nothing more to delete, so that a service does not read it again.
    private var done: [String: RetentionRule.Depth] = [:]

    public init(_ plan: Plan, signingKey: SigningKey?) {
        let disk = Disk()
        self.init(plan, signingKey: signingKey, disk: disk) { path throws(StorageError) in
            try disk.freeBytes(path)
        }
    }

    init(
        _ plan: Plan, signingKey: SigningKey?, disk: Disk,
        free: @escaping (String) throws(StorageError) -> UInt64
    ) {
        self.plan = plan
        key = signingKey
        self.disk = disk
        self.free = free
    }

    /// - Parameters:
    ///   - places: directories and files.
    ///   - now: ns since 1970.
    ///   - shouldStop: asked before each recording.
    ///   - say: a sentence for each recording that is thinned, or cannot be.
    public mutating func run(
        _ places: [String], now: Nanoseconds, shouldStop: () -> Bool = { false },
        _ say: (String) -> Void
    ) -> Report {
        var report = Report()
        let paths = recordings(places, &report, say)
        guard let first = paths.first else { return report }
        for depth in RetentionRule.Depth.allCases where depth <= plan.deepest {
            for path in paths {
                if shouldStop() { return report }
                report.shortBy = missing(first)
                if plan.keepFree != nil, report.shortBy == 0 { return report }
                thin(path, depth, now, &report, say)
            }
        }
        report.shortBy = missing(first)
        return report
    }

    /// Bytes that are still to be freed.
    private func missing(_ path: String) -> UInt64 {
        guard let wanted = plan.keepFree, let free = try? free(path), free < wanted else {
            return 0
        }
        return wanted - free
    }

    private mutating func thin(
        _ path: String, _ depth: RetentionRule.Depth, _ now: Nanoseconds, _ report: inout Report,
        _ say: (String) -> Void
    ) {
        guard done[path].map({ $0 < depth }) ?? true else { return }
        do throws(StorageError) {
            if try isTooYoung(path, now) { return }
            if plan.isDry {
                report.thinned += 1
                return say("\(path) would be thinned to \(depth.word)")
            }
            let outcome = try RecordingThinning.thin(
                path, to: depth, by: plan.rule, signingKey: key, disk: disk)
            done[path] = depth
            guard case .thinned(let thinning, let before, let after) = outcome else { return }
            report.thinned += 1
            report.bytesFreed += before - after
            say(
                "thinned \(path) to \(depth.word): \(thinning.total) messages deleted, "
                    + "\(before) bytes are now \(after)")
        } catch {
            // Not again before the next start: it would fail in the same way.
            done[path] = .steps
            report.failures += 1
            say("\(error)")
        }
    }

    private func isTooYoung(_ path: String, _ now: Nanoseconds) throws(StorageError) -> Bool {
        guard let age = plan.olderThan else { return false }
        guard let times = try RecordingReader(path).times else { return true }
        return Nanoseconds(clamping: times.upperBound) > now &- age
    }

    /// Complete recordings, the oldest first: their names begin with the time.
    private func recordings(
        _ places: [String], _ report: inout Report, _ say: (String) -> Void
    ) -> [String] {
        var paths: [String] = []
        for place in places {
            do throws(StorageError) {
                if disk.isDirectory(place) { try clearLeftovers(place) }
                paths += try RecordingReader.paths(at: place)
            } catch {
                report.failures += 1
                say("\(error)")
            }
        }
        func name(_ path: String) -> Substring {
            path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
        }
        return paths.sorted { (name($0), $0) < (name($1), $1) }
    }

    private func clearLeftovers(_ directory: String) throws(StorageError) {
        for name in try disk.names(in: directory, endingIn: Storage.replacementSuffix) {
            // One that another process writes is its own.
            try? RecordingThinning.clear("\(directory)/\(name)", disk)
        }
    }
}
