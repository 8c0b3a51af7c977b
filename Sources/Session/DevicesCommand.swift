import CLinux
import Control
import Glibc
import InputDevice

/// `reins devices`: what 3D mice there are, what keeps them from being used, and a live test.
public enum DevicesCommand {
    public static let usage = """
        usage: reins devices [--json] [--watch SECONDS] [--grab] [--switch NAME [--key CODE]…]
          --json            one JSON object per line
          --watch SECONDS   show what the devices send, with plugging and unplugging
          --grab            while watching, hold each 3D mouse as it is held while it drives
          --switch NAME     while watching, take this pedal or keyboard as enabling switch; NAME is
                            part of its name, its node or its physical path
          --key CODE        the key of a keyboard that counts; its evdev number
          --udev-rule       print the udev rule that gives access, and nothing else
        """

    /// - Parameter arguments: those after `devices`.
    /// - Returns: 0 where a 3D mouse is ready to be used, 1 where none is, 2 for wrong usage.
    public static func run(arguments: [String]) -> Int32 {
        let options: Options
        switch Options.parse(arguments) {
        case .success(let parsed): options = parsed
        case .failure(let wrong):
            put("reins devices: \(wrong.sentence)\n\(usage)\n", to: STDERR_FILENO)
            return 2
        }
        switch options.action {
        case .rule:
            put(UdevRule.text)
            return 0
        case .help:
            put(usage + "\n")
            return 0
        case .list:
            let reports = DeviceSurvey.take(options.configuration)
            let lines = options.isJSON ? reports.map(\.json) : DeviceReport.lines(reports)
            put(lines.map { $0 + "\n" }.joined())
            return reports.contains(where: \.isUsable) ? 0 : 1
        case .watch(let nanoseconds):
            return DeviceWatch(options, for: nanoseconds).run()
        }
    }

    struct WrongUsage: Error { var sentence: String }

    struct Options {
        enum Action {
            case list
            case watch(nanoseconds: Int64)
            case rule
            case help
        }

        var action = Action.list
        var isJSON = false
        var grabs = false
        var configuration = InputConfiguration()

        static func parse(_ arguments: [String]) -> Result<Options, WrongUsage> {
            var options = Options()
            var rest = arguments[...]
            while let word = rest.popFirst() {
                switch word {
                case "--json": options.isJSON = true
                case "--grab": options.grabs = true
                case "--udev-rule": options.action = .rule
                case "--help", "-h": options.action = .help
                case "--watch":
                    guard let seconds = rest.popFirst().flatMap(Double.init),
                        seconds > 0, seconds <= 86400
                    else { return wrong("--watch needs a number of seconds up to 86400.") }
                    options.action = .watch(nanoseconds: Int64(seconds * 1e9))
                case "--switch":
                    guard let name = rest.popFirst() else { return wrong("--switch needs a name.") }
                    let match =
                        name.hasPrefix("/") || name.contains("/input")
                        ? DeviceMatch.path(name) : .name(name)
                    options.configuration.enablingSwitches.append(SwitchRule(match: match))
                case "--key":
                    guard let code = rest.popFirst().flatMap(UInt16.init),
                        let last = options.configuration.enablingSwitches.indices.last
                    else { return wrong("--key needs an evdev number, and comes after --switch.") }
                    options.configuration.enablingSwitches[last].keys.insert(code)
                default: return wrong(LiveOptions.WrongUsage.noOption(word).sentence)
                }
            }
            return .success(options)
        }

        private static func wrong(_ sentence: String) -> Result<Options, WrongUsage> {
            .failure(WrongUsage(sentence: sentence))
        }
    }
}
