internal import Spatial

/// Whose command each group follows. The newest one is kept group by group; what counts is the
/// grant that governs the group.
extension Arbiter {
    /// Who may command the group now.
    mutating func governor(of index: Int) -> LeaseState {
        isLent(index) ? state.loans[index].lease : state.lease
    }

    mutating func isLent(_ index: Int) -> Bool { state.loans[index].lease.isHeld }

    /// The newest command under the grant that governs the group, whatever it says of the group.
    mutating func mark(of index: Int) -> CommandMark {
        isLent(index) ? state.loans[index].newest : state.newest
    }

    /// The newest command for the group and its age; nil where none came under its grant.
    mutating func liveCommand(of index: Int, at now: Nanoseconds) -> (GroupCommand, Nanoseconds)? {
        guard state.hands.indices.contains(index), state.hands[index].isHeard else { return nil }
        return (state.hands[index].command, max(0, now &- mark(of: index).receivedAt))
    }

    /// Takes what a command says of the groups that its grant governs, where its sequence is new.
    /// Counts it as refused otherwise.
    mutating func accept(_ command: OperatorCommand, at now: Nanoseconds) {
        guard command.receivedAt <= now else { return refuseCommand() }
        if state.lease.isHeld, command.lease == state.lease.tag {
            guard state.newest.follow(command) else { return refuseCommand() }
            for index in state.groups.indices where !isLent(index) { hear(command, of: index) }
            return
        }
        let lent = groupsLent(under: command.lease)
        guard lent != 0 else { return refuseCommand() }
        for index in state.groups.indices where lent & (1 << GroupMask(index & 7)) != 0 {
            guard state.loans[index].newest.follow(command) else { return refuseCommand() }
            hear(command, of: index)
        }
    }

    private mutating func refuseCommand() { state.refusedCommands &+= 1 }

    private mutating func hear(_ command: OperatorCommand, of index: Int) {
        let isSaid = command.groups.indices.contains(index)
        state.hands[index].command.follow(isSaid ? command.groups[index] : nil)
        guard !state.hands[index].isHeard else { return }
        state.hands[index].isHeard = true
        // A switch that is closed already when a grant begins is no fresh act.
        notePresses(index)
    }
}

extension CommandMark {
    /// Becomes that of the next command; false for one that is not newer.
    mutating func follow(_ next: OperatorCommand) -> Bool {
        guard !isSet || next.sequence > sequence else { return false }
        (isSet, sequence, receivedAt) = (true, next.sequence, next.receivedAt)
        return true
    }
}

extension GroupCommand {
    /// Becomes the next one; what is not finite counts as absent. A group that a command says
    /// nothing of is open, and its counters stand, so that a press of before is not a new one
    /// afterwards.
    mutating func follow(_ next: GroupCommand?) {
        guard let next else {
            let (presses, toggles) = (presses, gripperToggles)
            self = GroupCommand()
            (self.presses, gripperToggles) = (presses, toggles)
            return
        }
        self = next
        guard !twist.isFinite else { return }
        twist = .zero
        enabled = false
    }
}
