internal import Control
internal import Keymap
internal import Messages

/// Control, or an arm, that is offered: what, and then to whom. Both are chosen by the number or
/// the name that the line shows.
extension LiveModel {
    /// Control as a whole, each arm with those coupled to it, and what is lent.
    var whatChoices: [LiveInterface.Passing.Choice] {
        let all = live.cell?.allGroups ?? 0
        var choices = [LiveInterface.Passing.Choice(words: "all control", means: .offer(0))]
        var seen: GroupMask = 0
        for index in (live.cell?.groups ?? []).indices {
            let mask = live.cell?.groupsLentTogether(with: index) ?? 0
            guard seen & mask == 0, mask & live.lent == 0, mask != all else { continue }
            seen |= mask
            choices.append(.init(words: titles(mask), means: .offer(mask)))
        }
        for (index, group) in (live.cell?.groups ?? []).enumerated()
        where live.lent.contains(group: index) {
            choices.append(
                .init(
                    words: "\(group.title) back from \(live.commander(of: index))",
                    means: .recall(1 << GroupMask(truncatingIfNeeded: index))))
        }
        return choices
    }

    var whomChoices: [LiveInterface.Passing.Choice] {
        live.rivals.map { .init(words: $0.name, means: .to($0.client)) }
    }

    /// ` offer: 1 all control, 2 LEFT ARM (empty: 1): `
    func prompt(of passing: LiveInterface.Passing) -> String {
        let listed = passing.choices.enumerated().map { "\($0.offset + 1) \($0.element.words)" }
            .joined(separator: ", ")
        guard let groups = passing.groups else { return " offer: \(listed) (empty: 1): " }
        let what = groups == 0 ? "control" : titles(groups)
        return " offer \(what) to: \(listed) (empty: anyone): "
    }

    mutating func finishPass(
        _ editor: LineEditor, _ passing: LiveInterface.Passing, _ intent: Intent
    ) -> [Effect] {
        guard intent == .confirm else {
            return leaveText(intent, dropped: "Control was not offered.")
        }
        let wanted = editor.text.trimmingBlanks
        guard let groups = passing.groups else {
            let found = wanted.isEmpty ? Array(passing.choices.prefix(1)) : passing.named(wanted)
            guard found.count == 1 else { return refuseChoice(wanted, passing, found.count) }
            return choose(found[0])
        }
        guard !wanted.isEmpty else { return offer(groups, to: 0) }
        let found = passing.named(wanted)
        guard found.count == 1, case .to(let client) = found[0].means else {
            return refuseChoice(wanted, passing, found.count)
        }
        return offer(groups, to: client)
    }

    private mutating func choose(_ choice: LiveInterface.Passing.Choice) -> [Effect] {
        switch choice.means {
        case .offer(let groups):
            guard !live.rivals.isEmpty else {
                interface.mode = .plain
                refuse("No other console is here that may have control.")
                return []
            }
            interface.mode = .passing(
                LineEditor(limit: 60), .init(groups: groups, choices: whomChoices))
            return []
        case .recall(let groups):
            interface.mode = .plain
            say("Recalling \(titles(groups)).", .asked(.recallLease, groups))
            return [request(.recallLease, groups)]
        case .to: return []
        }
    }

    private mutating func offer(_ groups: GroupMask, to client: UInt64) -> [Effect] {
        interface.mode = .plain
        let what = groups == 0 ? "control" : titles(groups)
        say("Offering \(what).", .asked(.offerLease, groups))
        return [request(.offerLease, groups, client)]
    }

    private mutating func refuseChoice(
        _ wanted: String, _ passing: LiveInterface.Passing, _ found: Int
    ) -> [Effect] {
        let names = passing.choices.prefix(4).map(\.words).joined(separator: ", ")
        let end = passing.groups == nil ? "a number chooses." : "empty is anyone."
        refuse(
            (found == 0 ? "No “\(wanted)” here" : "More than one “\(wanted)”: type its number")
                + ": \(names); \(end)")
        return []
    }
}

extension LiveInterface.Passing {
    /// What a number, a whole name, or the beginning of names means.
    func named(_ text: String) -> [Choice] {
        if let number = Int(text), choices.indices.contains(number - 1) {
            return [choices[number - 1]]
        }
        let wanted = text.lowercased()
        let exact = choices.filter { $0.words.lowercased() == wanted }
        return exact.isEmpty ? choices.filter { $0.words.lowercased().hasPrefix(wanted) } : exact
    }
}
