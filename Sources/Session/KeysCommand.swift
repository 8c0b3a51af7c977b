import Glibc
import Link
import Messages
import Storage

/// `reins keys`: the key pairs of the link, and whom a cell on this machine lets in.
public enum KeysCommand {
    public static let usage = """
        usage: reins keys create NAME           make a pair: NAME.key to give away, NAME.key_secret
               reins keys list                  the keys here, and the clients that cells let in
               reins keys allow FILE [NAME]     let the owner of a public .key file connect; again
                                                to give it another role
               reins keys revoke NAME           let that client connect no longer
               reins keys sign                  make the key that signs this station's recordings
          --role ROLE what allow lets it do: observe (watch and record), stop (and press STOP),
                      operate (and have control; this where none is given) or
                      admin (and take control from who has it)
          --dir DIR   the directory of keys, in place of $XDG_CONFIG_HOME/reins/keys or
                      ~/.config/reins/keys; it has to be yours with mode 0700

        A cell needs a pair of its own and the .key files of the consoles that it allows; a console
        needs a pair of its own and the cell's .key file. Secrets never leave their machine:
          console$ reins keys create console          cell$ reins keys create cell
          copy console.key to the cell and cell.key to the console, into the directory of keys; then
          cell$ reins keys allow ~/.config/reins/keys/console.key
        A cell at tcp://HOST:7447 takes TCP at the ports 7447 and 7448 and datagrams at UDP 7447:
        let all three through a firewall.
        """

    /// - Parameter arguments: those after `keys`.
    /// - Returns: 0 where it was done, 1 where it was not, 2 for wrong usage.
    public static func run(arguments: [String]) -> Int32 {
        var words: [String] = []
        var directory: String?
        var role: Role?
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h":
                put(usage + "\n")
                return 0
            case "--dir":
                guard let path = rest.popFirst() else { return wrong("--dir needs a directory.") }
                directory = path
            case "--role":
                role = rest.popFirst().flatMap(Role.init(word:))
                if role == nil { return wrong("--role needs one of \(Role.allWords).") }
            default:
                guard !word.hasPrefix("-") else {
                    return wrong(LiveOptions.WrongUsage.noOption(word).sentence)
                }
                words.append(word)
            }
        }
        guard let verb = words.first else {
            return wrong("say what to do: create, list, allow, revoke or sign.")
        }
        do throws(LinkError) {
            let path =
                if let directory { absolute(directory) } else { try KeyStore.defaultDirectory() }
            if role != nil, verb != "allow" { return wrong("--role is for allow only.") }
            return try perform(verb, Array(words.dropFirst()), as: role ?? .operate, in: path)
        } catch {
            put("reins keys: \(error.sentence)\n", to: STDERR_FILENO)
            return 1
        }
    }

    private static func perform(
        _ verb: String, _ words: [String], as role: Role, in directory: String
    ) throws(LinkError) -> Int32 {
        switch (verb, words.count) {
        case ("create", 1): try create(words[0], in: directory)
        case ("list", 0): try list(directory)
        case ("allow", 1...2) where words[0].hasSuffix(".key_secret"):
            return wrong("\(words[0]) holds a secret: allow takes the .key file beside it.")
        case ("allow", 1...2):
            if unsafe access(absolute(words[0]), R_OK) != 0 {
                put(unreadable(words[0], TextFile.reason()), to: STDERR_FILENO)
                return 1
            }
            let name = words.count == 2 ? words[1] : nil
            try allow(words[0], called: name, as: role, in: directory)
        case ("revoke", 1):
            try KeyStore(opening: directory).revoke(words[0])
            put("'\(words[0])' is no longer allowed; a running cell drops it within a second.\n")
        case ("sign", 0): return try sign(directory)
        case ("sign", _): return wrong("sign takes nothing else.")
        case ("create", _): return wrong("create needs one NAME.")
        case ("list", _): return wrong("list takes nothing else.")
        case ("allow", _): return wrong("allow needs a public .key FILE.")
        case ("revoke", _): return wrong("revoke needs the one NAME of an allowed client.")
        default: return wrong("`\(verb)` is not known: create, list, allow, revoke or sign.")
        }
        return 0
    }

    private static func create(_ name: String, in directory: String) throws(LinkError) {
        let store = try KeyStore(making: directory)
        let pair = try store.create(name)
        put(
            """
            Made the pair '\(name)' in \(store.directory):
              \(name).key         to give away; fingerprint \(pair.publicKey.identity)
              \(name).key_secret  stays here, readable by you alone

            """)
    }

    private static func sign(_ directory: String) throws(LinkError) -> Int32 {
        let store = try KeyStore(making: directory)
        do throws(StorageError) {
            let key = try SigningKey.create(in: store.directory)
            put(
                """
                Made \(store.directory)/\(SigningKey.fileName):
                recordings made here are signed from now on. 'reins verify' then names this
                public key; keep it where recordings are checked:
                  \(key.publicText)

                """)
            return 0
        } catch {
            put("reins keys: \(error)\n", to: STDERR_FILENO)
            return 1
        }
    }

    private static func list(_ directory: String) throws(LinkError) {
        let store = try KeyStore(opening: directory)
        let (keys, clients) = (try store.list(), try store.allowed())
        put("Keys in \(store.directory)\(keys.isEmpty ? ": none" : "")\n")
        for entry in keys {
            let kind = entry.hasSecret ? "pair" : "public key"
            put("  \(padded(entry.name))  \(entry.key.identity)  \(kind)\n")
        }
        put("Clients that cells here let in\(clients.isEmpty ? ": none" : "")\n")
        for client in clients {
            put("  \(padded(client.name))  \(client.key.identity)  \(client.role.word)\n")
        }
    }

    private static func allow(
        _ file: String, called given: String?, as role: Role, in directory: String
    ) throws(LinkError) {
        let key = try KeyStore.publicKey(atPath: absolute(file))
        var name = given ?? String(file.split(separator: "/").last ?? "")
        if given == nil, name.hasSuffix(".key") { name = String(name.dropLast(4)) }
        try KeyStore(making: directory).allow(key, as: name, role: role)
        put(
            "'\(name)' (fingerprint \(key.identity)) may connect to cells that use \(directory), "
                + "and \(role == .admin ? "operate and take control" : role.word).\n")
    }

    private static func unreadable(_ file: String, _ why: String) -> String {
        "reins keys: \(file) cannot be read: \(why). Name the console's .key file, which 'reins "
            + "keys create NAME' made on its machine and you copied here\n"
    }

    private static func wrong(_ sentence: String) -> Int32 {
        put("reins keys: \(sentence)\n\(usage)\n", to: STDERR_FILENO)
        return 2
    }

    private static func padded(_ name: String) -> String {
        name + String(repeating: " ", count: max(0, 20 - name.count))
    }

    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = unsafe getcwd(nil, 0) else { return path }
        defer { unsafe free(here) }
        return unsafe String(cString: here) + "/" + path
    }
}
