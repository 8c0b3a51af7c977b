/// What can go wrong with keys and sockets. ``sentence`` is what a person reads.
public enum LinkError: Error, Equatable, Sendable {
    case badEndpoint(text: String, why: String)
    /// Without keys anyone who reaches the address could drive the robot.
    case unsecuredAddress(String)
    case addressInUse(String)
    case openDirectory(path: String, why: String)
    case socket(call: String, why: String)
    case badKeyName(String)
    case badKey(path: String, why: String)
    case noSuchKey(name: String, directory: String)
    case keyExists(path: String)
    case exposed(path: String, mode: String, remedy: String)
    case file(path: String, doing: String, why: String)
    case noStore(directory: String)
    case noHome
    case closed

    /// One sentence with a remedy.
    public var sentence: String {
        switch self {
        case .badEndpoint(let text, let why):
            "'\(text)' is not an address of a cell: \(why); write tcp://HOST:PORT or ipc:///PATH"
        case .unsecuredAddress(let address):
            "\(address) can be reached from other machines, so it needs keys: make them with "
                + "'reins keys create', or use tcp://127.0.0.1:PORT or ipc:///PATH"
        case .addressInUse(let address):
            "something already listens at \(address): stop the other cell or choose another address"
        case .openDirectory(let path, let why):
            "the socket's directory \(path) is not safe: \(why); choose a directory that only you "
                + "can write to (chmod 700)"
        case .socket(let call, let why): "\(call) failed: \(why)"
        case .badKeyName(let name):
            "'\(name)' cannot name a key: use 1 to 64 letters, digits, '-' and '_'"
        case .badKey(let path, let why):
            "\(path) is not a key: \(why); make one with 'reins keys create'"
        case .noSuchKey(let name, let directory):
            "there is no key '\(name)' in \(directory): see 'reins keys list'"
        case .keyExists(let path):
            "\(path) exists already and keys are not overwritten: choose another name or remove it"
        case .exposed(let path, let mode, let remedy):
            "\(path) is open to others (mode \(mode)): run '\(remedy)'"
        case .file(let path, let doing, let why): "\(doing) \(path) failed: \(why)"
        case .noStore(let directory):
            "there are no keys: \(directory) does not exist; make a pair with "
                + "'reins keys create NAME'"
        case .noHome:
            "neither XDG_CONFIG_HOME nor HOME is set: name the key directory with --dir DIR"
        case .closed: "the link is closed"
        }
    }
}
