import CEvdev

/// Names of evdev keys.
public enum KeyCode {
    /// The code of a name from `linux/input-event-codes.h` (`KEY_B`, `BTN_0`); nil for no such
    /// name.
    public static func named(_ name: String) -> UInt16? {
        let code = unsafe libevdev_event_code_from_name(UInt32(EV_KEY), name)
        return code < 0 ? nil : UInt16(exactly: code)
    }
}
