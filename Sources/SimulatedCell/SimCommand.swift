internal import Cell
internal import Control
internal import Glibc
internal import Simulation
internal import Threads

/// `reins sim`: the simulated cell alone, in real time on the link; or a policy's figures and
/// recordings in virtual time.
public enum SimCommand {
    public static let usage = """
        usage: reins sim [OPTION…]
          --seed N             seed of the first scene; the next ones count on (default 1)
          --episodes N         end after this many (default: until Ctrl-C)
          --policy FILE.json   parameters of the policy (default: the base policy)
          --endpoint ADDRESS   tcp://HOST:PORT or ipc:///PATH (default tcp://127.0.0.1:7447)
          --keys DIR           the cell's keys, as 'reins keys' makes them; without it the
                               console on this machine needs: reins live ADDRESS --no-keys
          --start WHO          operator or runtime: who starts the episodes (default operator)
          --episode-limit S    time limit of an episode, s (default 25; 20 for figures)
          --head RULE          a head beside the arms that does this while one is taken: policy,
                               hold, or follows (the right arm)
          --real-time          before all else on this machine, in locked memory, where permitted
        in virtual time, without link and console:
          --evaluate N         run N episodes, print the success rate as one JSON line
          --from-seed S        first seed of the evaluation (default 1)
          --with-operator      a scripted operator corrects the policy
          --record DIR         write what happens as a recording into DIR
          --no-images          record without cameras
          --name NAME          name of the recording (default sim)
        """

    /// - Parameters:
    ///   - arguments: those after `sim`.
    ///   - program: how this program was called, for the command that is printed.
    /// - Returns: 0 after a whole run, 1 where it failed, 2 for wrong usage.
    public static func run(arguments: [String], program: String = "reins") -> Int32 {
        var options: SimOptions
        do {
            options = try SimOptions(arguments)
        } catch {
            put("reins sim: \(error.sentence)\n\(usage)\n", to: STDERR_FILENO)
            return 2
        }
        if options.wantsHelp {
            put(usage + "\n", to: STDOUT_FILENO)
            return 0
        }
        do {
            try options.loadParameters()
            if let count = options.evaluate {
                try BenchRun(options, count: count).run()
            } else {
                try serve(options, program: program)
            }
            return 0
        } catch {
            put("reins sim: \(error.sentence)\n", to: STDERR_FILENO)
            return 1
        }
    }

    /// Runs the cell until its episodes are done or somebody asks it to end.
    private static func serve(
        _ options: SimOptions, program: String
    ) throws(SimulatedCellError) {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&signals, signal) }
        // Before the threads: they inherit it, so that a signal finds this thread only.
        _ = unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        if options.isRealTime, let refused = RealTime.prepare() {
            put("reins sim: \(refused)\n", to: STDERR_FILENO)
        }
        let cell: SimulatedCell
        do {
            cell = try SimulatedCell(options.cell, cell: options.link)
        } catch {
            throw SimulatedCellError(sentence: error.sentence)
        }
        cell.start()
        put(
            "simulated cell at \(cell.cell.endpoint ?? "no address"), first seed "
                + "\(options.cell.seed), policy \(options.cell.parameters.version)\n",
            to: STDOUT_FILENO)
        put(invitation(options, at: cell.cell.endpoint, program: program), to: STDOUT_FILENO)
        var wait = timespec(tv_sec: 0, tv_nsec: 200_000_000)
        while !cell.isEnding {
            if unsafe sigtimedwait(&signals, nil, &wait) > 0 { break }
        }
        cell.stop()
        let outcomes = cell.outcomes
        put(
            "\(outcomes.count) episodes ended, \(outcomes.count { $0 == .success }) as success\n",
            to: STDOUT_FILENO)
    }

    /// How to operate it from this machine, a line; nothing where it has no address.
    static func invitation(_ options: SimOptions, at endpoint: String?, program: String) -> String {
        guard let endpoint else { return "" }
        let live = "operate it:  \(program) live \(endpoint)"
        let isOpen = options.link.keyDirectory == nil
        return live + (isOpen ? " --no-keys\n" : "   (its keys: \(program) keys --help)\n")
    }

    static func put(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBufferPointer {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}

/// Why the simulated cell, or a run in virtual time, cannot go on.
public struct SimulatedCellError: Error, Sendable, Equatable {
    /// One sentence with a remedy.
    public var sentence: String
}
