/// Everything that crosses the link or lands in a recording: one declaration of each message, from
/// which its CDR form and its `ros2msg` schema follow, and the manifest.
///
/// The values of the control path (``ArbiterInput``, ``Decision``, …) are messages themselves: they
/// are declared in Control and get their fields here, so that nothing is copied field by field.
///
/// Must not know: sockets, files, threads, what a message is used for.
/// Start at ``Step``, ``Manifest`` and ``Topic``.
public enum Messages {
    /// Version of the link's protocol: console and cell speak the same one.
    public static let protocolVersion: UInt32 = 4
    /// Version of a recording's message types.
    public static let recordingVersion: UInt32 = 4
}
