import Control
import Keymap
import Messages
import Testing

@testable import Console

/// Sends messages to a model and compares the whole interface and all effects: what a test does
/// not name must not have changed.
struct Operator {
    var model: LiveModel
    var tick: UInt64 = 300
    private var change: (inout Step) -> Void

    init(
        groups: [String] = ["left", "right"], pedal: Bool = true,
        _ change: @escaping (inout Step) -> Void = { _ in }
    ) {
        self.change = change
        model = LiveModel(LiveState(now: 0), keymap: Situation.keymap, now: 0)
        var live = SampleCell.live(ticks: tick, groups: groups) {
            if groups.count != 2 {
                $0.groups = PerGroup(repeating: $0.groups[0], count: groups.count)
            }
            change(&$0)
        }
        if pedal { live.input.enabling.source = .pedal("FootSwitch") }
        _ = model.update(.live(live, now: live.link.newestStepAt ?? 0))
    }

    /// The next step of the cell, changed for good.
    mutating func cell(
        _ change: @escaping (inout Step) -> Void = { _ in }, reply: Reply? = nil
    ) -> [Effect] {
        let earlier = self.change
        self.change = {
            earlier(&$0)
            change(&$0)
        }
        tick += 1
        var live = model.live
        let step = SampleCell.step(tick: tick, self.change)
        live.apply(step, receivedAt: step.now)
        if let reply { live.apply(reply) }
        return model.update(.live(live, now: step.now))
    }

    /// Presses a key and compares what follows.
    mutating func press(
        _ name: String, _ effects: [Effect] = [], sourceLocation: SourceLocation = #_sourceLocation,
        _ changes: (inout LiveInterface) -> Void = { _ in }
    ) {
        guard let key = Key(name: name) else {
            Issue.record("no key \(name)", sourceLocation: sourceLocation)
            return
        }
        expect(.key(key), effects, sourceLocation, changes)
    }

    mutating func expect(
        _ message: LiveMessage, _ effects: [Effect], _ sourceLocation: SourceLocation,
        _ changes: (inout LiveInterface) -> Void
    ) {
        var expected = model.interface
        changes(&expected)
        let performed = model.update(message)
        #expect(performed == effects, sourceLocation: sourceLocation)
        #expect(model.interface == expected, sourceLocation: sourceLocation)
    }

    var bottom: String { model.interface.bottom?.text ?? "" }

    func refusal(
        _ text: String, _ claim: LiveInterface.Claim = .none
    ) -> LiveInterface.BottomLine {
        .init(kind: .refusal, text: text, until: model.now + 6_000_000_000, claim: claim)
    }

    func notice(
        _ text: String, _ claim: LiveInterface.Claim = .none
    ) -> LiveInterface.BottomLine {
        .init(kind: .notice, text: text, until: model.now + 3_000_000_000, claim: claim)
    }

    /// The cell's answer to what was asked.
    func answer(_ kind: RequestKind, _ refusal: Refusal = .none) -> Reply {
        var reply = Reply()
        reply.answer = Answer(
            client: SampleCell.client, id: model.interface.newestRequest, kind: kind,
            refusal: refusal)
        return reply
    }
}

extension Step {
    /// The authority of one group.
    mutating func set(
        _ group: Int, _ authority: Authority, _ reason: HoldReason = .none,
        requested: Authority = .operator
    ) {
        groups[group].decision.effective = authority
        groups[group].decision.hold = reason
        groups[group].decision.requested = requested
    }
}
