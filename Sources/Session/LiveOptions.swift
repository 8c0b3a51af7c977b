internal import Control

/// What `reins live` and `reins demo` are asked for on the command line.
public struct LiveOptions: Sendable {
    public var name = "console"
    /// Folder of key pairs; nil takes the default one.
    public var keyDirectory: String?
    /// The cell's public key: a file, or a name in the key folder.
    public var cellKey = "cell"
    public var usesKeys = true
    public var keymapFile: String?
    /// Where the recording goes; nil records nothing.
    public var recordingDirectory: String? = "recordings"
    /// A story that plays the operator.
    public var story: String?
    public var isHeadless = false
    public var usesDevices = true
    /// A keyboard whose key is the enabling switch: part of its name, its node or its path.
    public var keyboard: String?
    /// Where to write down how long each device event took to the socket.
    public var latencyReport: String?
    /// Whether the control thread asks for real-time scheduling and locked memory.
    public var isRealTime = false
    public var asciiOnly = false
    public var monochrome = false
    /// s to wait for the cell before giving up.
    public var patience = 5.0
    /// What is not an option, in order.
    public var words: [String] = []

    public init() {}

    public struct WrongUsage: Error, Sendable {
        public var sentence: String
        public init(sentence: String) { self.sentence = sentence }

        /// Its help stands below.
        public static func noOption(_ word: String) -> WrongUsage {
            WrongUsage(sentence: "there is no option \(word): choose one of those below.")
        }
    }

    /// The lines that help texts share.
    public static let usageOfOptions = """
          --record DIR      put the recording there (default: recordings)
          --no-record       record nothing
          --keymap FILE     your own keys, see Keymaps/default.json5
          --name NAME       shown to others while you have control (default: console)
          --switch NAME     a keyboard whose key enables (right control in the default keymap)
          --no-devices      do not look for 3D mice: drive by keys alone
          --headless --story FILE
                            no screen: the story plays the operator (see Scripts/stories)
          --latency-report FILE
                            write there how long each device event took to the socket
          --real-time       before all else on this machine, in locked memory, where permitted
          --ascii           no line drawing, whatever the locale says
          --no-color        words and reverse video alone

        Keys: ? shows them. l, r or b takes an arm and selects it, o selects the other one. Without
        a 3D mouse each arrow key is a short nudge of the selected arm, and v opens or closes its
        gripper; both want the arm taken. With an enabling switch both want that held.
        """

    /// - Parameter arguments: those after the command's name.
    public static func parse(_ arguments: [String]) throws(WrongUsage) -> LiveOptions {
        var options = LiveOptions()
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--no-record": options.recordingDirectory = nil
            case "--headless": options.isHeadless = true
            case "--no-devices": options.usesDevices = false
            case "--no-keys": options.usesKeys = false
            case "--real-time": options.isRealTime = true
            case "--ascii": options.asciiOnly = true
            case "--no-color", "--no-colour": options.monochrome = true
            case _ where word.hasPrefix("--"): try options.take(word, &rest)
            default: options.words.append(word)
            }
        }
        if options.isHeadless, options.story == nil {
            throw WrongUsage(sentence: "--headless needs --story FILE: somebody must drive.")
        }
        return options
    }

    private static let withValue: Set = [
        "--record", "--keys", "--cell-key", "--keymap", "--name", "--story", "--switch",
        "--latency-report", "--wait",
    ]

    /// An option with a value.
    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws(WrongUsage)
    {
        guard LiveOptions.withValue.contains(word) else {
            throw WrongUsage.noOption(word)
        }
        guard let value = rest.popFirst() else {
            throw WrongUsage(sentence: "\(word) needs a value.")
        }
        switch word {
        case "--record": recordingDirectory = value
        case "--keys": keyDirectory = value
        case "--cell-key": cellKey = value
        case "--keymap": keymapFile = value
        case "--name": name = value
        case "--story": story = value
        case "--switch": keyboard = value
        case "--latency-report": latencyReport = value
        case "--wait":
            guard let seconds = Double(value), (0...3600).contains(seconds) else {
                throw WrongUsage(sentence: "--wait needs a number of seconds up to 3600.")
            }
            patience = seconds
        default: throw WrongUsage.noOption(word)
        }
    }
}
