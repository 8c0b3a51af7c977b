internal import Control
public import Keymap
internal import Messages

extension LiveModel {
    /// Takes one message in. Total: what cannot be done says why on the bottom line.
    /// - Returns: what is to be done, in order.
    public mutating func update(_ message: LiveMessage) -> [Effect] {
        switch message {
        case .live(let live, let now): return take(live, now)
        case .key(let key): return press(key)
        // What a hand on the puck asks for is not in the way of what the other hand types.
        case .intent(let intent): return intent.isForButtons ? perform(intent) : take(intent)
        }
    }

    /// The context in which keys are looked up now.
    public var keyContext: KeyContext {
        switch interface.mode {
        case .plain, .help: .live
        case .note, .passing, .takingControl, .void: .text
        case .question: .prompt
        }
    }

    // MARK: the cell's news

    private mutating func take(_ live: LiveState, _ now: Nanoseconds) -> [Effect] {
        self.live = live
        self.now = now
        var effects: [Effect] = []
        // A cell that was known before the screen came up counts as well.
        if interface.drive.groups == 0, let cell = live.cell, !cell.groups.isEmpty {
            interface.drive.groups = cell.mask(of: .right)
            effects.append(.drive(interface.drive))
        }
        readAnswers()
        reviseBottom()
        withdrawQuestion()
        withdrawControlText()
        return effects + noteLostControl() + releaseWaiting()
    }

    /// Refusals are shown; a success replaces what was said of the request.
    private mutating func readAnswers() {
        let new = live.answersSeen &- interface.answersSeen
        interface.answersSeen = live.answersSeen
        guard new > 0 else { return }
        for answer in live.answers.suffix(Int(clamping: new)) {
            guard answer.refusal != .none else {
                confirmBottom(answer.kind)
                continue
            }
            if answer.kind == .acquireLease { interface.waiting = nil }
            refuse(
                "\(answer.kind.words) refused: \(answer.refusal.words(owner: live.name(ofOwner: answer.owner))).",
                .denied(answer.refusal, seen: false))
        }
    }

    /// A question whose reason is gone is not asked any longer.
    private mutating func withdrawQuestion() {
        guard case .question(let question) = interface.mode else { return }
        let stands =
            switch question {
            case .quit: true
            case .giveControl: live.ownTag != nil
            case .discard: live.episode.state == .running || live.episode.state == .ended
            case .reset(let stop): live.stop == stop
            }
        guard !stands else { return }
        interface.mode = .plain
        say("The question is void: things changed meanwhile.")
    }

    /// What waited for control goes out once the newest step says that it is here.
    private mutating func releaseWaiting() -> [Effect] {
        guard let waiting = interface.waiting else { return [] }
        if live.ownTag != nil {
            interface.waiting = nil
            return [request(waiting.request, waiting.groups, waiting.argument)]
        }
        if now >= waiting.until {
            interface.waiting = nil
            refuse("\(waiting.request.words) not done: the cell did not answer within 2 s.")
        }
        return []
    }

    // MARK: small moves

    mutating func request(
        _ kind: RequestKind, _ groups: GroupMask = 0, _ argument: UInt64 = 0
    ) -> Effect {
        interface.newestRequest &+= 1
        return .request(
            id: interface.newestRequest, kind, groups: groups, argument: argument)
    }

    /// Sends a request that only the lease holder may make; where nobody holds the lease, asks for
    /// it on the way.
    mutating func requestUnderLease(
        _ kind: RequestKind, _ groups: GroupMask = 0, _ argument: UInt64 = 0
    ) -> [Effect] {
        if live.ownTag != nil { return [request(kind, groups, argument)] }
        interface.waiting = LiveInterface.Waiting(
            request: kind, groups: groups, argument: argument, until: now &+ .seconds(2))
        return [request(.acquireLease)]
    }
}
