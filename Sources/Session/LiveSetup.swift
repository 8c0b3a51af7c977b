internal import InputDevice
internal import Keymap
public import Link

/// All that a live session is told before it begins.
public struct LiveSetup: Sendable {
    public var endpoint: Endpoint
    public var security: ClientSecurity
    /// Shown to other consoles as the owner of control.
    public var name: String
    /// Where recordings go; nil records nothing.
    public var recordingDirectory: String?
    var keymap: Keymap
    var keymapText: String
    var inputs = InputConfiguration()
    /// Whether 3D mice and enabling switches are opened.
    public var usesDevices = true
    /// A story plays the operator in place of keys and puck.
    var playsStory = false
    /// How long to wait for the cell before giving up.
    public var patience: Int64 = 5_000_000_000
    public var asciiOnly = false
    public var monochrome = false
}
