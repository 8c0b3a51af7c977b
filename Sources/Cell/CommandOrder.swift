internal import Control

/// Lets each command of a grant through once and never one behind a newer one: on two planes the
/// same command may come twice, and a stalled connection brings what was overtaken long ago.
struct CommandOrder {
    private var lease = LeaseTag.none
    private var newest: UInt32 = 0
    /// Copies and overtaken ones so far. They are how the planes work and no refusal.
    private(set) var duplicates: UInt64 = 0

    /// - Parameter current: the grant that counts. What was sent under another is the arbiter's to
    ///   refuse.
    mutating func admit(_ command: OperatorCommand, under current: LeaseTag) -> Bool {
        if lease != current { (lease, newest) = (current, 0) }
        guard command.lease == current else { return true }
        guard command.sequence > newest else {
            duplicates &+= 1
            return false
        }
        newest = command.sequence
        return true
    }
}
