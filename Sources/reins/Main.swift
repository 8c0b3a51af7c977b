import Glibc
import Session

@main struct Main {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "devices" {
            exit(DevicesCommand.run(arguments: Array(arguments[1...])))
        }
    }
}
