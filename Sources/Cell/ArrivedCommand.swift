internal import Control

/// A command on its way from the link thread to the control thread.
struct ArrivedCommand: Sendable {
    var command: OperatorCommand
    /// Whose, as the link established it.
    var client: UInt64
    /// When it came, on the cell's clock: the command's own time is earlier where it was made on an
    /// old picture.
    var at: Nanoseconds
}
