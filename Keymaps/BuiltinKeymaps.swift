/// The keymaps that are built into the binary, as the text of their JSON5 files.
public enum BuiltinKeymaps {
    /// `Keymaps/default.json5`, UTF-8.
    public static var defaultText: String {
        String(decoding: PackageResources.default_json5, as: UTF8.self)
    }
}
