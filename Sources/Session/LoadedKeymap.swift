internal import Control
internal import Glibc
internal import InputDevice
internal import Keymap

/// Why a keymap cannot be used: file, line and column where it is the text.
struct KeymapFileError: Error {
    var sentence: String
}

/// The keymap in force: the built-in one, the user's own, or the one named on the command line.
struct LoadedKeymap {
    let keymap: Keymap
    /// As it goes into the recording.
    let text: String

    /// - Parameter file: from the command line; nil looks for
    ///   `$XDG_CONFIG_HOME/reins/keymap.json5`.
    init(file: String?, builtin: String) throws(KeymapFileError) {
        let path = file ?? LoadedKeymap.usersOwn
        let standard = try LoadedKeymap.parse(builtin, file: "Keymaps/default.json5", base: nil)
        guard let path else {
            (keymap, text) = (standard, builtin)
            return
        }
        guard let own = TextFile.read(path) else {
            throw KeymapFileError(
                sentence: "\(path) cannot be read: \(TextFile.reason()). Mend it, or name another "
                    + "one with --keymap")
        }
        text = own
        keymap = try LoadedKeymap.parse(own, file: path, base: standard)
    }

    private static func parse(
        _ text: String, file: String, base: Keymap?
    ) throws(KeymapFileError) -> Keymap {
        do throws(KeymapError) {
            return try Keymap.parse(text, file: file, extending: base)
        } catch {
            throw KeymapFileError(sentence: error.description)
        }
    }

    /// `keymap.json5` in the user's folder, where there is one.
    private static var usersOwn: String? {
        let folder =
            Environment.value("XDG_CONFIG_HOME")
            ?? Environment.value("HOME").map { $0 + "/.config" }
        guard let folder else { return nil }
        let path = folder + "/reins/keymap.json5"
        // One that is there and cannot be read is an error, not none.
        return unsafe access(path, F_OK) == 0 ? path : nil
    }

    /// Pedals that enable, and how long a puck's stillness is believed.
    ///
    /// - Parameter keyboard: part of the name, node or path of a keyboard whose key enables; nil
    ///   for none: reading every keyboard would need rights that an operator should not have.
    func inputs(keyboard: String?) throws(KeymapFileError) -> InputConfiguration {
        var inputs = InputConfiguration()
        let pedal = try codes(keymap.enablingSwitches.pedal)
        if !pedal.isEmpty {
            inputs.enablingSwitches.append(SwitchRule(match: .anyPedal, keys: pedal))
        }
        if let keyboard {
            let match =
                keyboard.contains("/") ? DeviceMatch.path(keyboard) : DeviceMatch.name(keyboard)
            let keys = try codes(keymap.enablingSwitches.keyboard)
            inputs.enablingSwitches.insert(SwitchRule(match: match, keys: keys), at: 0)
        }
        return inputs
    }

    private func codes(_ names: [EnablingSwitches.Code]) throws(KeymapFileError) -> Set<UInt16> {
        var result = Set<UInt16>()
        for name in names {
            guard let code = KeyCode.named(name.name) else {
                throw KeymapFileError(
                    sentence:
                        "keymap, \(name.position): this system knows no key “\(name.name)”; the "
                        + "names are those of linux/input-event-codes.h")
            }
            result.insert(code)
        }
        return result
    }
}
