internal import InputDevice
internal import Keymap
internal import Link
internal import Storage

/// All that a live session is told before it begins.
struct LiveSetup: Sendable {
    var endpoint: Endpoint
    var security: ClientSecurity
    /// Shown to other consoles as the owner of control.
    var name: String
    /// Where recordings go; nil records nothing.
    var recordingDirectory: String?
    /// Signs recordings; nil where the station has no key.
    var signingKey: SigningKey?
    var keymap: Keymap
    var keymapText: String
    var inputs = InputConfiguration()
    /// Whether 3D mice and enabling switches are opened.
    var usesDevices = true
    /// A story plays the operator in place of keys and puck.
    var playsStory = false
    /// How long to wait for the cell before giving up.
    var patience: Int64 = 5_000_000_000
    /// Where the way from event to socket is written down at the end; nil: nowhere.
    var latencyReport: String?
    /// Whether the control thread goes before everything else on the machine.
    var isRealTime = false
    /// What happened before the session that the operator should know: a sentence each.
    var notices: [String] = []
}
