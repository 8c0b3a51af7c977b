internal import BuiltinKeymaps
internal import Glibc
internal import Session
internal import SimulatedCell

@main struct Main {
    static let usage = """
        reins: take over a robot from its policy, correct it, hand it back, and keep what happened.

        usage: reins COMMAND [options]
          demo       a simulated two-arm cell and the live console; nothing else is needed
          live       operate a cell: watch, take over, hand back, label
          record     record cells without a screen, as a service beside the robot
          sim        the simulated cell alone, on the real link
          review     look through recordings: episodes, interventions, traces
          export     make a dataset that training frameworks load
          verify     whether recordings are sound, and unchanged since
          thin       make room: keep interventions whole, thin what the policy did alone
          repair     mend interrupted recordings, save what is sound in damaged ones
          devices    3D mice found, what keeps them from working, a live test
          keys       create, list, allow and revoke the link's key pairs

        reins COMMAND --help tells more, reins help --man is the manual page, reins --version says
        which reins this is. This is not a safety function: the robot's own emergency stop and
        limits stay in charge.
        """

    static let version = "0.1.0"

    static func main() {
        // A reader that goes away ends a command by an error, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        exit(run(arguments.first ?? "--help", Array(arguments.dropFirst())))
    }

    private static func run(_ command: String, _ arguments: [String]) -> Int32 {
        switch command {
        case "live":
            return LiveCommand.run(arguments: arguments, builtinKeymap: BuiltinKeymaps.defaultText)
        case "record": return RecordCommand.run(arguments: arguments)
        case "sim": return SimCommand.run(arguments: arguments, program: ProgramName.asCalled)
        case "demo": return DemoCommand.run(arguments: arguments)
        case "devices": return DevicesCommand.run(arguments: arguments)
        case "keys": return KeysCommand.run(arguments: arguments)
        case "review": return ReviewCommand.run(arguments: arguments)
        case "export": return ExportCommand.run(arguments: arguments)
        case "verify": return VerifyCommand.run(arguments: arguments)
        case "thin": return ThinCommand.run(arguments: arguments)
        case "repair": return RepairCommand.run(arguments: arguments)
        case "help" where arguments == ["--man"]:
            Output.say(ManPage.text)
            return 0
        case "--version":
            Output.say("reins \(version)")
            return 0
        case "help": return help(arguments.first)
        case "--help", "-h": return help(nil)
        default: return refuse(command)
        }
    }

    /// - Parameter command: whose help; nil for the list of them.
    private static func help(_ command: String?) -> Int32 {
        guard let command else {
            Output.say(usage)
            return 0
        }
        guard let entry = ManPage.commands.first(where: { $0.name == command }) else {
            return refuse(command)
        }
        Output.say(entry.usage)
        return 0
    }

    private static func refuse(_ command: String) -> Int32 {
        Output.complain("reins: no command “\(command)”. reins --help lists them.")
        return 2
    }
}
