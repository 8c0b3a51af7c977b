internal import Control
internal import Messages

/// Makes one plain sentence of each notice. Lives on the link thread.
struct EventComposer: Sendable {
    private let groups: [String]
    private let wallOffset: Int64
    /// Names that clients gave themselves, by identity.
    var names: [UInt64: String] = [:]

    init(_ manifest: Manifest, wallOffset: Int64) {
        groups = manifest.groups.map(\.name)
        self.wallOffset = wallOffset
    }

    /// An event of the link thread itself.
    func event(
        _ kind: EventKind, _ text: String, at now: Nanoseconds, tick: UInt64,
        level: UInt8 = Log.info
    ) -> Event {
        var event = Event()
        event.stamp = Time(unixNanoseconds: now &+ wallOffset)
        event.now = now
        event.tick = tick
        event.kind = kind
        event.level = level
        event.text = text
        return event
    }

    /// The event of a notice; nil where it is not worth a line.
    /// - Parameter refused: requests of the same client that were refused so far, this one too.
    func event(_ notice: Notice, refused: UInt64 = 1) -> Event? {
        var event = event(.session, "", at: notice.now, tick: notice.tick)
        switch notice.matter {
        case .authority(let group, let from, let to, let hold):
            describe(&event, group, to, hold, after: from)
        case .hold(let group, let reason):
            describe(&event, group, .hold, reason, after: .hold)
        case .gripper(let group, _, let to):
            event.kind = .gripper
            event.group = UInt8(clamping: group)
            event.code = Int64(to.rawValue)
            event.text = "The \(name(group)) gripper \(to.sentenceEnd)."
        case .lease(let from, let to, let act):
            describe(&event, from, to, by: act)
        case .loan(let group, let from, let to, let act):
            describe(&event, loan: group, from, to, by: act)
        case .offer(let offer, let lease, let act):
            describe(&event, offer, of: lease, by: act)
        case .answer(let answer, _, _):
            guard answer.refusal != .none else { return nil }
            event.kind = .refusal
            event.level = Log.warning
            event.code = Int64(answer.refusal.rawValue)
            event.argument = Int64(answer.kind.rawValue)
            let owner = answer.owner == 0 ? "nobody" : person(answer.owner)
            event.text =
                "Refused \(person(answer.client)) \(answer.kind.words)"
                + (refused > 1 ? " (\(refused) so far): " : ": ")
                + "\(answer.refusal.words(owner: owner))."
        case .episode(let from, let to):
            describe(&event, from, to)
        case .stop(let number, let client):
            let by = client.map { " by \(person($0))" } ?? ""
            event.kind = .stop
            // Its end must outlive other news on the screen as the stop does.
            event.level = number == 0 ? Log.warning : Log.error
            event.code = Int64(truncatingIfNeeded: number)
            event.text =
                number == 0
                ? "The stop was reset\(by); the arms hold."
                : "STOP \(number)\(by): a protective stop is asked of the robot."
        case .robotMode, .driver, .notFinite, .chunkRefused, .dropped:
            describeTrouble(&event, notice.matter)
        }
        return event
    }

    private func describe(
        _ event: inout Event, _ group: Int, _ authority: Authority, _ hold: HoldReason,
        after earlier: Authority
    ) {
        event.kind = authority == .fault ? .fault : .authority
        event.group = UInt8(clamping: group)
        event.code = Int64(authority.rawValue)
        event.argument = Int64(hold.rawValue)
        event.level = authority.level(hold)
        event.text = "The \(name(group)) arm \(authority.sentenceEnd(hold, after: earlier))."
    }

    private func describe(
        _ event: inout Event, _ from: LeaseState, _ to: LeaseState, by act: RequestKind?
    ) {
        event.kind = .lease
        event.code = Int64(to.tag.sequence)
        event.argument = act.map { Int64($0.rawValue) } ?? 0
        if act == .takeLease, from.isHeld {
            event.level = Log.warning
            event.text =
                "\(person(to.holder)) took control from \(person(from.holder)): "
                + "what was driven by hand holds."
        } else if act == .acceptLease, from.isHeld {
            event.text =
                "\(person(from.holder)) passed control on to \(person(to.holder)): "
                + "what was driven by hand holds."
        } else if to.holder == 0 {
            event.text = "Nobody has control now: \(person(from.holder)) gave it up."
        } else if to.stale {
            event.level = Log.warning
            event.text = "\(person(to.holder)) has control and is silent: others may get it."
        } else if from.holder == to.holder, from.tag == to.tag {
            event.text = "\(person(to.holder)) is heard again and has control."
        } else {
            event.text = "\(person(to.holder)) has control now."
        }
    }

    private func describe(
        _ event: inout Event, _ offer: LeaseOffer, of lease: LeaseState, by act: RequestKind?
    ) {
        event.kind = .lease
        event.code = Int64(lease.tag.sequence)
        event.argument = act.map { Int64($0.rawValue) } ?? 0
        let holder = person(lease.holder)
        if offer.isOpen {
            let seconds = (offer.until &- event.now &+ 500_000_000) / 1_000_000_000
            let whom = offer.to == 0 ? "whoever accepts it" : person(offer.to)
            let what = offer.groups == 0 ? "control" : "control of \(names(offer.groups))"
            event.text = "\(holder) offers \(what) to \(whom), for \(seconds) s."
        } else if act == .withdrawOffer {
            event.text = "\(holder) keeps control: the offer is withdrawn."
        } else if act == .acceptLease {
            event.text = "What \(holder) offered is accepted."
        } else {
            event.text = "\(holder) keeps control: nobody accepted the offer in time."
        }
    }

    private func describe(
        _ event: inout Event, loan group: Int, _ from: LeaseState, _ to: LeaseState,
        by act: RequestKind?
    ) {
        event.kind = .lease
        event.group = UInt8(clamping: group)
        event.code = Int64(to.tag.sequence)
        event.argument = act.map { Int64($0.rawValue) } ?? 0
        let arm = "the \(name(group)) arm"
        if to.isHeld, to.stale {
            event.level = Log.warning
            event.text = "\(person(to.holder)) has \(arm) and is silent: it may be recalled."
        } else if to.isHeld, from.tag == to.tag {
            event.text = "\(person(to.holder)) is heard again and has \(arm)."
        } else if to.isHeld {
            event.text = "\(person(to.holder)) has control of \(arm) now: it is lent."
        } else {
            let how =
                switch act {
                case .releaseLease: "gave \(arm) back"
                case .recallLease: "has \(arm) no longer: it was recalled"
                default: "has \(arm) no longer"
                }
            event.level = act == .releaseLease ? Log.info : Log.warning
            event.text = "\(person(from.holder)) \(how); what was driven by hand holds."
        }
    }

    /// `the left and the right arm`
    private func names(_ mask: GroupMask) -> String {
        let named = groups.indices.filter { mask & (1 << GroupMask($0 & 7)) != 0 }
        return "the " + named.map(name).joined(separator: " and the ") + " arm"
    }

    private func describe(_ event: inout Event, _ from: Episode, _ to: Episode) {
        let number = to.number
        event.kind = to.state == .ended ? .outcome : .episode
        event.code = to.state == .ended ? Int64(to.outcome.rawValue) : Int64(to.state.rawValue)
        event.argument = Int64(truncatingIfNeeded: number)
        event.text =
            switch to.state {
            case .idle: "No episode is going on."
            case .resetting: "Robot and scene are brought to the start."
            case .ready: "Ready: the episode waits for its start."
            case .running: "Episode \(number) runs."
            case .ended: "Episode \(number) ended: \(to.outcome.words)."
            }
    }

    private func describeTrouble(_ event: inout Event, _ matter: Notice.Matter) {
        event.level = Log.warning
        switch matter {
        case .robotMode(let mode):
            event.kind = .device
            event.code = Int64(mode.rawValue)
            event.level = mode == .ready ? Log.info : Log.warning
            event.text = "The robot reports \(mode.words)."
        case .driver(let accepted, let status):
            event.kind = .device
            event.code = Int64(status)
            event.level = accepted ? Log.info : Log.warning
            event.text =
                accepted
                ? "The robot's driver takes commands again."
                : "The robot's driver refused the command, status \(status)."
        case .notFinite(let group):
            event.kind = .fault
            event.group = UInt8(clamping: group)
            event.text =
                "The state of the \(name(group)) arm held a number that is not finite: "
                + "it counts as missing."
        case .chunkRefused(let chunk):
            event.kind = .refusal
            event.argument = Int64(truncatingIfNeeded: chunk)
            event.text = "Chunk \(chunk) was refused: it is older than the newest."
        case .dropped(let count):
            event.kind = .gap
            event.code = Int64(truncatingIfNeeded: count)
            event.text = "\(count) records found no room in the cell and are missing."
        case .authority, .hold, .gripper, .lease, .loan, .offer, .answer, .episode, .stop:
            break
        }
    }

    private func name(_ group: Int) -> String {
        groups.indices.contains(group) ? groups[group] : "unknown"
    }

    /// What a client calls itself; the robot's runtime is client 0.
    func person(_ client: UInt64) -> String {
        client == 0 ? "the robot's runtime" : names[client] ?? "a console that left"
    }
}
