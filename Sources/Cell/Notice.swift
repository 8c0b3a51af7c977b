internal import Control

/// A change that the control thread saw, small and without text: the link thread makes the
/// sentence of it.
struct Notice: Sendable {
    enum Matter: Sendable {
        case authority(group: Int, from: Authority, to: Authority, hold: HoldReason)
        case hold(group: Int, reason: HoldReason)
        case gripper(group: Int, from: GripperAuthority, to: GripperAuthority)
        /// And the act by which it changed hands; nil where none did.
        case lease(from: LeaseState, to: LeaseState, by: RequestKind?)
        /// A group was lent, or came back.
        case loan(group: Int, from: LeaseState, to: LeaseState, by: RequestKind?)
        /// Under this lease; nil where nobody ended the offer, and it was not accepted.
        case offer(LeaseOffer, LeaseState, by: RequestKind?)
        /// With the lease, and what who asked may command by.
        case answer(Answer, LeaseState, own: LeaseState)
        case episode(from: Episode, to: Episode)
        /// The stop in force, 0 where it was cleared; and who asked, nil where nobody did.
        case stop(UInt64, by: UInt64?)
        case robotMode(RobotMode)
        /// Whether the driver takes commands, and its status word.
        case driver(accepted: Bool, status: UInt32)
        case notFinite(group: Int)
        case chunkRefused(UInt64)
        /// Records that found no room on the way to the link.
        case dropped(UInt64)
    }
    var now: Nanoseconds
    var tick: UInt64
    var matter: Matter
}
