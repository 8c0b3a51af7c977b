internal import Console
internal import Glibc
internal import JSON5
internal import Recording
internal import Screen
internal import Storage
internal import Terminal

/// `reins review`: what happened in recordings, episode by episode.
public enum ReviewCommand {
    public static let usage = """
        usage: reins review [--list | --json | --show N | --replay] [--ascii] [--no-color] PATH…
          PATH        a recording, or a directory of them
          --list      print the list; what happens by itself where the output is no terminal
          --json      print the list for programs
          --show N    print intervention N of the list: who drove, what the policy wanted
          --replay    give the recorded inputs to the arbiter again: every decision must come out
                      the same to the bit, for at least 99 % of the ticks
          --columns N --rows N
                      size of what --show prints (default 100 x 34)
        On a terminal: up and down choose an intervention, enter opens it, q quits.
        """

    /// - Parameter arguments: those after `review`.
    /// - Returns: 0; 1 where a recording cannot be read, 2 for wrong usage.
    public static func run(arguments: [String]) -> Int32 {
        let options: ReviewOptions
        do throws(LiveOptions.WrongUsage) {
            options = try ReviewOptions(arguments)
        } catch {
            put("reins review: \(error.sentence)\n\(usage)\n", to: STDERR_FILENO)
            return 2
        }
        if options.wantsHelp {
            put(usage + "\n")
            return 0
        }
        do throws(SessionReadError) {
            let library = try ReviewLibrary(options.paths)
            if let sentence = library.emptySentence(options.paths) { return fail(sentence) }
            return try show(library, options)
        } catch {
            return fail(error.description)
        }
    }

    private static func show(
        _ library: ReviewLibrary, _ options: ReviewOptions
    ) throws(SessionReadError) -> Int32 {
        switch options.form {
        case .list: put(ReviewList.lines(library.sessions).map { $0 + "\n" }.joined())
        case .json:
            let text = try? JSONText.encode(ReviewJSON.value(library.sessions), indent: 1)
            put((text ?? "[]") + "\n")
        case .show(let number):
            let all = ReviewedIntervention.all(of: library.sessions)
            guard all.indices.contains(number - 1) else {
                return fail("there is no intervention \(number): the list has \(all.count)")
            }
            let reviewed = all[number - 1]
            var grid = Grid(
                columns: options.columns, rows: options.rows,
                glyphs: options.asciiOnly ? .ascii : .unicode)
            TraceView.draw(
                reviewed, of: library.sessions[reviewed.session],
                try library.traces(of: reviewed), on: &grid, in: grid.bounds)
            put(grid.text + "\n")
        case .replay:
            let reports = try library.replays()
            put(zip(library.sessions, reports).map { line($0.path, $1) }.joined())
            return reports.allSatisfy { $0.passes() } ? 0 : 1
        case .screen:
            guard isatty(STDOUT_FILENO) == 1 else {
                put(ReviewList.lines(library.sessions).map { $0 + "\n" }.joined())
                return 0
            }
            return ReviewLoop.run(library, options).map(fail) ?? 0
        }
        return 0
    }

    private static func line(_ path: String, _ report: ReplayCheck.Report) -> String {
        let share = (report.coverage * 1000).rounded(.down) / 10
        var text =
            "\(path): \(report.replayed) of \(report.steps) recorded ticks replayed, those "
            + "between episodes too (\(share) %), "
        if let first = report.first {
            text += "NOT the same: \(first.what) differs at tick \(first.tick)"
        } else {
            text +=
                report.passes() ? "every decision the same" : "the same, but too few: below 99 %"
        }
        return text + "\n"
    }

    private static func fail(_ sentence: String) -> Int32 {
        put("reins review: \(sentence).\n", to: STDERR_FILENO)
        return 1
    }
}

/// What `reins review` was asked for.
struct ReviewOptions: Equatable {
    enum Form: Equatable {
        case screen, list, json, replay
        case show(Int)
    }

    var form = Form.screen
    var paths: [String] = []
    var asciiOnly = false
    var monochrome = false
    var columns = 100
    var rows = 34
    var wantsHelp = false

    init(_ arguments: [String]) throws(LiveOptions.WrongUsage) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "-h", "--help": wantsHelp = true
            case "--list": form = .list
            case "--json": form = .json
            case "--replay": form = .replay
            case "--ascii": asciiOnly = true
            case "--no-color", "--no-colour": monochrome = true
            case "--show": form = .show(try ReviewOptions.number(word, &rest, 1...1_000_000))
            case "--columns": columns = try ReviewOptions.number(word, &rest, 40...1000)
            case "--rows": rows = try ReviewOptions.number(word, &rest, 10...1000)
            case _ where word.hasPrefix("-"):
                throw LiveOptions.WrongUsage.noOption(word)
            default: paths.append(word)
            }
        }
        if paths.isEmpty, !wantsHelp {
            throw LiveOptions.WrongUsage(sentence: "say what to review: one or more recordings.")
        }
    }

    private static func number(
        _ word: String, _ rest: inout ArraySlice<String>, _ range: ClosedRange<Int>
    ) throws(LiveOptions.WrongUsage) -> Int {
        guard let number = rest.popFirst().flatMap({ Int($0) }), range.contains(number) else {
            throw LiveOptions.WrongUsage(
                sentence: "\(word) needs a whole number from \(range.lowerBound).")
        }
        return number
    }
}
