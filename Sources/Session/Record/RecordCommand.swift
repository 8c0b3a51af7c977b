internal import Console
internal import Control
internal import Glibc
internal import Link
internal import Storage
internal import Terminal

/// `reins record CELL…`: records cells without a screen, as a service beside the robot.
public enum RecordCommand {
    public static let usage = """
        usage: reins record CELL… [options]
        Records one cell or several without a screen, until SIGTERM or SIGINT. It only listens: a
        key with the role `observe` is enough. A cell that is not there, or goes away, is waited
        for; what it kept meanwhile follows. Another session of the cell is another recording. A
        console may record the same cell: both recordings name the same session and ticks.

          CELL              address of a cell: tcp://HOST:PORT or ipc:///PATH. NAME=ADDRESS gives it
                            a name: its public key is NAME in the key folder, and its recordings
                            go to DIR/NAME. Several cells need names
          --directory DIR   put the recordings there (default: recordings)
          --keys DIR        folder of key pairs (default: ~/.config/reins/keys)
          --cell-key NAME   a cell's public key where it has no name here: a file, or a name in
                            that folder (default: cell)
          --name NAME       key pair of this recorder, and how others see it (default: recorder);
                            not a console's own: two with one key push each other out
          --no-keys         the cells run without keys (loopback and ipc only)
          --rotate-size SIZE
                            go on in the next file at this size, such as 512M; 0: at none
                            (default: 4G)
          --rotate-every TIME
                            or when a file is so old, such as 30min; 0: never (default: 1h)
          --rotate-slack TIME
                            wait so long for the end of an episode, after half of it for the end of
                            an intervention (default: 5min)

        and while it records, every minute, where --keep-free says how much (see reins thin):
        \(RetentionOptions.usage)

        Nothing is lost between two files: the first step of the next follows the last one, and it
        names its predecessor's seal, so that `reins verify` sees where one is missing.
        Under systemd it says READY, STATUS and WATCHDOG (Type=notify), see
        Scripts/systemd/reins-record.service.

        Ends with 0 where all recordings are complete, with 1 where one is not.
        """

    /// - Parameter arguments: those after `record`.
    /// - Returns: 0 after an orderly end, 1 where something failed, 2 for wrong usage.
    public static func run(arguments: [String]) -> Int32 {
        if arguments.contains("--help") || arguments.contains("-h") {
            put(usage + "\n")
            return 0
        }
        do throws(LiveOptions.WrongUsage) {
            let options = try RecordOptions.parse(arguments)
            return run(options)
        } catch {
            put(
                "reins record: \(error.sentence)\nreins record --help shows how.\n",
                to: STDERR_FILENO)
            return 2
        }
    }

    static func run(_ options: RecordOptions) -> Int32 {
        let log = ServiceLog.ofEnvironment
        var recorders: [CellRecorder] = []
        let key: SigningKey?
        do throws(StorageError) {
            key = try signingKey(options)
        } catch {
            return fail(log, "\(error)")
        }
        do throws(LinkError) {
            for cell in try cells(options) {
                guard Folder.make(cell.directory) else {
                    return fail(
                        log,
                        "the folder \(cell.directory) cannot be used: \(TextFile.reason()). Name "
                            + "another one with --directory DIR")
                }
                var plan = DiskLoop.Plan(directory: cell.directory, rule: options.rule)
                plan.signingKey = key
                plan.retryAfter = .seconds(10)
                recorders.append(CellRecorder(cell, plan: plan, log: log))
            }
        } catch {
            return fail(log, LiveCommand.sentence(for: error))
        }
        for recorder in recorders { repair(recorder.cell, log) }
        // Before there are threads: from here on a signal asks, and the main thread ends in order.
        let signals = ProcessSignals.install()
        let service = RecordService(recorders, log: log, notifier: .ofEnvironment)
        if options.retention.plan.keepFree != nil {
            service.keepRoom(options.retention.plan, signingKey: key)
        }
        return service.run(signals)
    }

    private static func cells(_ options: RecordOptions) throws(LinkError) -> [CellToRecord] {
        var cells: [CellToRecord] = []
        for cell in options.cells {
            let endpoint = try Endpoint(cell.address)
            let security = try LiveCommand.security(
                at: endpoint, usesKeys: options.usesKeys, keyDirectory: options.keyDirectory,
                cellKey: cell.name.isEmpty ? options.cellKey : cell.name, own: options.name)
            cells.append(
                CellToRecord(
                    name: cell.name, endpoint: endpoint, security: security,
                    recorder: options.name, directory: options.directory(of: cell)))
        }
        return cells
    }

    /// The key of this station, where it has one.
    private static func signingKey(_ options: RecordOptions) throws(StorageError) -> SigningKey? {
        guard let directory = options.keyDirectory ?? (try? KeyStore.defaultDirectory()) else {
            return nil
        }
        return try SigningKey.stored(in: directory)
    }

    private static func repair(_ cell: CellToRecord, _ log: ServiceLog) {
        do throws(StorageError) {
            for sentence in try RecordingRepair.repairAll(in: cell.directory) {
                log.write(.notice, sentence)
            }
        } catch {
            log.write(.warning, error.description)
        }
    }

    private static func fail(_ log: ServiceLog, _ sentence: String) -> Int32 {
        log.write(.error, "reins record: \(sentence)")
        return 1
    }
}
