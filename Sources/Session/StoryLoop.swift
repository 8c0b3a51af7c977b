internal import Console
internal import Control
internal import JSON5
internal import Keymap
internal import Messages
internal import Terminal
internal import Threads

/// The main thread of a session without a screen: a story plays the operator, through the same
/// model, station and control thread as keys and puck.
struct StoryLoop {
    /// Time between two looks at the cell.
    static let period = Nanoseconds.milliseconds(10)

    private let session: LiveSession
    private var player: StoryPlayer
    private var model: LiveModel

    /// Plays the story in `file`.
    /// - Returns: nil where it went to its end, else a sentence: which step, what was waited for.
    static func run(file: String, _ session: LiveSession) -> String? {
        guard let text = TextFile.read(file) else {
            return
                "the story \(file) cannot be read: \(TextFile.reason()). Correct the path after "
                + "--story, for example to Scripts/stories/rescue.json5"
        }
        do throws(JSON5Error) {
            var loop = StoryLoop(session, try Story(text: text))
            return loop.run()
        } catch {
            return error.description(file: file)
        }
    }

    private init(_ session: LiveSession, _ story: Story) {
        self.session = session
        player = StoryPlayer(story)
        model = LiveModel(
            session.board.copy, keymap: session.setup.keymap, now: Now.monotonic)
    }

    private mutating func run() -> String? {
        while !session.board.shouldStop {
            if let asked = ProcessSignals.quitRequested { return StoryLoop.ended(by: asked) }
            let now = Now.monotonic
            // Nobody looks at a screen: it cannot freeze.
            session.board.screenAdvanced(at: now)
            let live = session.board.copy
            perform(model.update(.live(live, now: now)))
            play(live, at: now)
            switch player.verdict {
            case .finished:
                session.effects.put(.effect(.quit))
                return nil
            case .failed(let sentence): return "the story failed: \(sentence)"
            case nil: Threads.sleep(until: now &+ StoryLoop.period)
            }
        }
        return player.verdict == nil ? session.board.trouble : nil
    }

    /// The session ends in order: control goes back, the recording is completed.
    static func ended(by signal: Int32) -> String {
        "the story was ended by \(ProcessSignals.name(of: signal)) before its end: what was "
            + "recorded is complete"
    }

    private mutating func play(_ live: LiveState, at now: Nanoseconds) {
        let drive = model.interface.drive
        let acts = player.advance(
            now: now, live: live, drive: drive,
            conditioner: session.setup.keymap.motion.conditioner(drive))
        for act in acts {
            switch act {
            case .intent(let intent): perform(model.update(.intent(intent)))
            case .key(let key): perform(model.update(.key(key)))
            case .enablingSwitch(let isClosed): session.effects.put(.virtualSwitch(isClosed))
            case .puck(let sample): session.effects.put(.virtualSample(sample))
            case .say(let line): Output.say(line)
            }
        }
    }

    private func perform(_ wanted: [Effect]) {
        for effect in wanted { session.effects.put(.effect(effect)) }
    }
}
