/// The console at work: its threads, deadlines, queues and signals, and the commands of `reins`.
///
/// | thread | owns | waits on |
/// |---|---|---|
/// | main | the terminal and the live model (or a story in their place) | keys, 30 Hz |
/// | control | input devices, ``OperatorStation``, the control connection | devices, the cell, a timer, in one `ppoll` |
/// | bulk | the bulk connection | the cell |
/// | disk | the recording | ``Mailbox`` of records |
///
/// They share a ``LiveBoard`` (one small copy under a lock) and mailboxes, nothing else. Data flows
/// one way: devices → station → command; cell → board → screen; cell → mailbox → disk. Keys never
/// act: they become effects, which the control thread takes in order.
///
/// Must not know: how a screen looks (Console), what a command means (Control).
/// Start at ``LiveSession``.
public enum Session {}
