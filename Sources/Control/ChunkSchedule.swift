public import Spatial

/// Which policy action is meant for which group at which time.
///
/// A chunk's row `i` covers the span `[observedAt + i·period, observedAt + (i+1)·period)`: rows
/// that inference took too long for are skipped, never executed late. Each group follows the
/// newest chunk that its own epoch admits: a hand-back starts an epoch for that group alone, so a
/// plan from before it is never executed there, while the other arm keeps its columns of the
/// running chunk. A new scene starts one for all.
///
/// Storage is allocated once; offering and choosing allocate nothing.
public struct ChunkSchedule: Sendable {
    /// What is known of one stored chunk; its values lie in `values` at `slot * capacity`.
    private struct Stored: Sendable {
        var id: UInt64 = 0
        var observation: UInt64 = 0
        var observedAt: Nanoseconds = 0
        var inferenceBegan: Nanoseconds = 0
        var offeredAt: Nanoseconds = 0
        var rows = 0
    }

    private struct Follower: Sendable {
        /// Slot of the chunk that this group follows; nil before the first of its epoch.
        var slot: Int?
        var epochBegan: Nanoseconds = 0
        var offset = 0
        var count = 0
        let reference: DeltaReference?
        /// The row of the last tick, and the pose that it is a delta from.
        var row: (chunk: UInt64, index: Int32, anchor: Pose?) = (0, -1, nil)
        /// The last commanded pose; nil before the first tick.
        var setpoint: Pose?
        /// Measured poses that a chunk may start from; empty where none does.
        var measured: PoseHistory?
    }

    private static let slots = 8
    private let timing: PolicyTiming
    private let width: Int
    private let capacity: Int
    private var values: [Double]
    private var stored: [Stored]
    private var next = 0
    private var followers = PerGroup<Follower>(filler: Follower(reference: nil))

    public init(configuration: ControlConfiguration) {
        timing = configuration.policy
        var offset = 0
        for index in configuration.groups.indices {
            let group = configuration.groups[index]
            let count = group.entryCount
            var follower = Follower(
                reference: group.space == .eeDelta ? group.deltaReference : nil)
            if follower.reference == .chunkStart {
                follower.measured = PoseHistory(capacity: configuration.ticksOfPolicyAge)
            }
            follower.offset = offset
            follower.count = count
            followers.append(follower)
            offset += count
        }
        width = offset
        capacity = max(1, width * configuration.policy.horizon)
        values = [Double](repeating: 0, count: capacity * ChunkSchedule.slots)
        stored = [Stored](repeating: Stored(), count: ChunkSchedule.slots)
    }

    /// Takes a chunk of `rows` times the whole action width, row-major.
    /// - Returns: false, and nothing changes, where the sizes are not the declared ones, a value is
    ///   not finite, or the chunk is older than the newest.
    public mutating func offer(
        id: UInt64, observation: UInt64, observedAt: Nanoseconds, inferenceBegan: Nanoseconds,
        offeredAt: Nanoseconds, rows: Int, width: Int, values offered: [Double]
    ) -> Bool {
        guard width == self.width, rows > 0, rows <= timing.horizon,
            offered.count == rows * width, ChunkSchedule.areFinite(offered),
            observedAt <= inferenceBegan, inferenceBegan <= offeredAt,
            inferenceBegan >= newestInference
        else { return false }
        let slot = freeSlot()
        for index in offered.indices { values[slot * capacity + index] = offered[index] }
        stored[slot] = Stored(
            id: id, observation: observation, observedAt: observedAt,
            inferenceBegan: inferenceBegan, offeredAt: offeredAt, rows: rows)
        for group in followers.indices where inferenceBegan >= followers[group].epochBegan {
            followers[group].slot = slot
        }
        return true
    }

    /// A plain loop: `allSatisfy` may allocate for each value where it is not optimised.
    private static func areFinite(_ values: [Double]) -> Bool {
        for index in values.indices where !values[index].isFinite { return false }
        return true
    }

    /// The action of one group for the tick at `now`; nil where no chunk covers it, or where the
    /// pose that the chunk started from is not known.
    /// - Parameter measured: where the group's tool is at this tick.
    public func candidate(group: Int, at now: Nanoseconds, measured: Pose?) -> PolicyCandidate? {
        guard followers.indices.contains(group), let slot = followers[group].slot,
            timing.period > 0
        else { return nil }
        let chunk = stored[slot]
        let age = now &- chunk.observedAt
        guard age >= 0, age <= timing.maximumAge, age / timing.period < Int64(chunk.rows) else {
            return nil
        }
        let row = Int(age / timing.period)
        let first = slot * capacity + row * width + followers[group].offset
        var entries = Entries(count: followers[group].count)
        for index in 0..<entries.count { entries[index] = values[first + index] }
        var candidate = PolicyCandidate(
            entries: entries, chunk: chunk.id, index: Int32(clamping: row),
            remaining: timing.period &- age % timing.period, observation: chunk.observation,
            observedAt: chunk.observedAt, inferenceBegan: chunk.inferenceBegan,
            offeredAt: chunk.offeredAt)
        candidate.anchor = anchor(of: candidate, followers[group], measured)
        let needsStart = followers[group].reference == .chunkStart
        return needsStart && candidate.anchor == nil ? nil : candidate
    }

    /// The pose that the row is a delta from: latched at its first tick.
    private func anchor(
        of candidate: PolicyCandidate, _ follower: Follower, _ measured: Pose?
    ) -> Pose? {
        if follower.row.chunk == candidate.chunk, follower.row.index == candidate.index {
            return follower.row.anchor
        }
        switch follower.reference {
        case nil: return nil
        case .lastTarget: return follower.setpoint
        case .measured: return measured
        case .chunkStart: return follower.measured?.pose(at: candidate.observedAt)
        }
    }

    /// Tells the schedule what was decided on which input, so that each group's epoch is the
    /// arbiter's, and its deltas the poses that they start from.
    public mutating func note(_ state: ArbiterState, after input: ArbiterInput) {
        for group in followers.indices {
            let epochBegan = state.groups[group].epochBegan
            followers[group].epochBegan = epochBegan
            if let slot = followers[group].slot, stored[slot].inferenceBegan < epochBegan {
                followers[group].slot = nil
            }
            followers[group].setpoint = state.groups[group].setpoint
            if let taken = input.groups[group].candidate {
                followers[group].row = (taken.chunk, taken.index, taken.anchor)
            }
            if let tool = input.groups[group].observation.tool, tool.isFinite {
                followers[group].measured?.note(tool, at: input.now)
            }
        }
    }

    private var newestInference: Nanoseconds {
        stored.reduce(Nanoseconds.min) { $1.id == 0 ? $0 : max($0, $1.inferenceBegan) }
    }

    /// The next slot that no group follows; there are more slots than groups.
    private mutating func freeSlot() -> Int {
        repeat { next = (next + 1) % ChunkSchedule.slots } while isFollowed(next)
        return next
    }

    private func isFollowed(_ slot: Int) -> Bool {
        for group in followers.indices where followers[group].slot == slot { return true }
        return false
    }
}
