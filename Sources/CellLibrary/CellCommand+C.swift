internal import CReinsCell
internal import Cell
internal import Control

extension CellCommand {
    /// Writes the whole structure but for its `size`.
    func write(to out: UnsafeMutablePointer<reins_command>) {
        var made = reins_command()
        made.size = UInt32(MemoryLayout<reins_command>.size)
        made.group_count = UInt32(clamping: decision.groups.count)
        made.tick = tick
        made.observation = observation
        made.now_ns = now
        made.stop = decision.stop
        made.episode = decision.episode.number
        made.lease_holder = decision.lease.holder
        made.instruction_version = instructionVersion
        made.episode_state = UInt32(decision.episode.state.rawValue)
        made.episode_outcome = UInt32(decision.episode.outcome.rawValue)
        made.refusal = UInt32(runtimeRefusal.rawValue)
        made.not_finite = UInt32(notFinite)
        unsafe withUnsafeMutablePointer(to: &made.groups) { all in
            let first = unsafe UnsafeMutableRawPointer(all)
                .assumingMemoryBound(to: reins_group_command.self)
            for index in decision.groups.indices {
                unsafe first[index] = decision.groups[index].asC
            }
        }
        unsafe out.pointee = made
    }
}

extension GroupDecision {
    fileprivate var asC: reins_group_command {
        var made = reins_group_command()
        made.authority = UInt32(effective.rawValue)
        made.hold_reason = UInt32(hold.rawValue)
        made.limits = limits.rawValue
        made.gripper_authority = UInt32(gripperAuthority.rawValue)
        made.entry_count = UInt32(clamping: executed.count)
        made.has_gripper = gripper == nil ? 0 : 1
        made.intervention = intervention ? 1 : 0
        unsafe withUnsafeMutableBytes(of: &made.entries) { bytes in
            for index in 0..<executed.count {
                unsafe bytes.storeBytes(
                    of: executed[index], toByteOffset: index * 8, as: Double.self)
            }
        }
        made.tool = setpoint.numbers
        made.joints = jointSetpoint.numbers
        made.motion = motion.numbers
        made.gripper = gripper ?? 0
        return made
    }
}
