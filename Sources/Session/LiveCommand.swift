internal import Console
internal import Control
internal import Glibc
internal import InputDevice
internal import Keymap
public import Link
internal import Screen
internal import Storage
internal import Terminal
internal import Threads

/// `reins live CELL`: operate a cell. Also the console half of `reins demo`.
public enum LiveCommand {
    public static let usage = """
        usage: reins live CELL [options]
          CELL              address of the cell: tcp://HOST:PORT or ipc:///PATH
          --keys DIR        folder of key pairs (default: ~/.config/reins/keys)
          --cell-key NAME   the cell's public key: a file, or a name in that folder (default: cell)
          --no-keys         the cell runs without keys (loopback and ipc only)
          --wait SECONDS    how long to wait for the cell (default: 5)
        \(LiveOptions.usageOfOptions)
        """

    /// Where keys are missing, a cell on this machine may do without.
    static func sentence(for error: LinkError) -> String {
        switch error {
        case .noStore, .noSuchKey:
            error.sentence + ", or add --no-keys where the cell runs on this machine without keys"
        case .badEndpoint, .unsecuredAddress, .addressInUse, .openDirectory, .socket, .badKeyName,
            .badKey, .keyExists, .exposed, .file, .noHome, .closed:
            error.sentence
        }
    }

    private static let oneCell =
        "reins live: name one cell, such as tcp://127.0.0.1:7447; reins live --help shows how.\n"

    /// - Parameter arguments: those after `live`.
    /// - Returns: 0 after an orderly end, 1 where something failed, 2 for wrong usage.
    public static func run(arguments: [String], builtinKeymap: String) -> Int32 {
        if arguments.contains("--help") || arguments.contains("-h") {
            put(usage + "\n")
            return 0
        }
        do throws(LiveOptions.WrongUsage) {
            let options = try LiveOptions.parse(arguments)
            guard options.words.count == 1 else {
                // No help after it: it would push the sentence out of sight.
                put(oneCell, to: STDERR_FILENO)
                return 2
            }
            do throws(LinkError) {
                let endpoint = try Endpoint(options.words[0])
                let security = try security(for: options, at: endpoint)
                return run(
                    options, endpoint: endpoint, security: security, builtinKeymap: builtinKeymap)
            } catch {
                return fail(sentence(for: error))
            }
        } catch {
            put("reins live: \(error.sentence)\n\(usage)\n", to: STDERR_FILENO)
            return 2
        }
    }

    /// Runs a session at a cell that is there, or is about to be.
    public static func run(
        _ options: LiveOptions, endpoint: Endpoint, security: ClientSecurity, builtinKeymap: String
    ) -> Int32 {
        let keymap: LoadedKeymap
        let inputs: InputConfiguration
        do throws(KeymapFileError) {
            keymap = try LoadedKeymap(file: options.keymapFile, builtin: builtinKeymap)
            inputs = try keymap.inputs(keyboard: options.keyboard)
        } catch {
            return fail(error.sentence)
        }
        var setup = LiveSetup(
            endpoint: endpoint, security: security, name: options.name,
            recordingDirectory: options.recordingDirectory, keymap: keymap.keymap,
            keymapText: keymap.text)
        setup.inputs = inputs
        setup.usesDevices = options.usesDevices && options.story == nil
        setup.playsStory = options.story != nil
        setup.latencyReport = options.latencyReport
        setup.patience = Int64(options.patience * 1e9)
        if let directory = options.recordingDirectory, !Folder.make(directory) {
            return fail(
                "the folder \(directory) cannot be used: \(TextFile.reason()). Name another one with "
                    + "--record DIR, or record nothing with --no-record")
        }
        do throws(StorageError) {
            setup.signingKey = try signingKey(options)
        } catch {
            return fail("\(error)")
        }
        setup.notices = repairEarlier(in: options.recordingDirectory)
        setup.isRealTime = options.isRealTime
        if options.isRealTime, let refused = RealTime.prepare() {
            put("reins: \(refused)\n", to: STDERR_FILENO)
            setup.notices.append(refused)
        }
        // Before there are threads: from here on a signal asks, and whoever has the main thread
        // ends in order.
        if options.story != nil { _ = ProcessSignals.install() }
        return conclude(LiveSession(setup).run { front(for: options, $0) })
    }

    /// The key of this station, where it has one.
    private static func signingKey(_ options: LiveOptions) throws(StorageError) -> SigningKey? {
        guard options.recordingDirectory != nil,
            let directory = options.keyDirectory ?? (try? KeyStore.defaultDirectory())
        else { return nil }
        return try SigningKey.stored(in: directory)
    }

    /// What has the main thread; returns a sentence where it failed.
    private static func front(for options: LiveOptions, _ session: LiveSession) -> String? {
        if let story = options.story { return StoryLoop.run(file: story, session) }
        var terminalOptions = Terminal.Options()
        terminalOptions.colour = !options.monochrome
        terminalOptions.errorLog = errorLog
        terminalOptions.crashNote = crashNote(options.recordingDirectory)
        do throws(TerminalError) {
            let terminal = try Terminal(terminalOptions)
            var loop = ScreenLoop(session, glyphs: options.asciiOnly ? .ascii : terminal.glyphs)
            loop.run(on: terminal)
            terminal.close()
            return nil
        } catch {
            return error.description
        }
    }

    /// What a crash says after it gave the terminal back.
    private static func crashNote(_ recordings: String?) -> String {
        "reins crashed: the terminal is as it was before, what you drove holds. "
            + (recordings.map {
                "The recording is in \($0), but for its last second; the next start mends it."
            } ?? "Nothing was recorded.")
    }

    /// Where standard error goes while the screen is up; nil where no folder can be made for it.
    private static var errorLog: String? {
        let state =
            Environment.value("XDG_STATE_HOME")
            ?? Environment.value("HOME").map { $0 + "/.local/state" }
        guard let folder = state.map({ $0 + "/reins" }), Folder.make(folder) else { return nil }
        return folder + "/console.log"
    }

    private static func security(
        for options: LiveOptions, at endpoint: Endpoint
    ) throws(LinkError) -> ClientSecurity {
        try security(
            at: endpoint, usesKeys: options.usesKeys, keyDirectory: options.keyDirectory,
            cellKey: options.cellKey, own: options.name)
    }

    /// - Parameters:
    ///   - cellKey: a file, or a name in the key folder.
    ///   - own: name of the key pair to appear with.
    static func security(
        at endpoint: Endpoint, usesKeys: Bool, keyDirectory: String?, cellKey: String, own: String
    ) throws(LinkError) -> ClientSecurity {
        guard usesKeys else {
            // Nobody should drive what somebody between could drive as well.
            if !endpoint.isLocal { throw .unsecuredAddress(endpoint.description) }
            return .none()
        }
        let directory =
            if let named = keyDirectory { named } else { try KeyStore.defaultDirectory() }
        let store = try KeyStore(opening: directory)
        let cell =
            cellKey.contains("/")
            ? try KeyStore.publicKey(atPath: cellKey) : try store.publicKey(cellKey)
        return .curve(own: try store.pair(own), cell: cell)
    }

    /// Mends what an earlier session left open, and says so: here, and on the screen that soon
    /// covers this.
    private static func repairEarlier(in directory: String?) -> [String] {
        guard let directory, unsafe access(directory, F_OK) == 0 else { return [] }
        var sentences: [String]
        do throws(StorageError) {
            sentences = try RecordingRepair.repairAll(in: directory)
        } catch {
            sentences = [error.description]
        }
        for sentence in sentences { put(sentence + "\n", to: STDERR_FILENO) }
        return sentences
    }

    private static func conclude(_ ending: LiveSession.Ending) -> Int32 {
        switch ending {
        case .finished(let recording):
            if let recording {
                put(
                    "Recorded: \(recording)\n"
                        + "Look at it:  \(ProgramName.asCalled) review \(recording)\n")
            }
            return 0
        case .failed(let sentence): return fail(sentence)
        }
    }

    private static func fail(_ sentence: String) -> Int32 {
        put("reins: \(sentence)\n", to: STDERR_FILENO)
        return 1
    }
}
