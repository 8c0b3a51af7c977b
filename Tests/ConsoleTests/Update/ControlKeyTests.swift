import Control
import Keymap
import Messages
import Testing

@testable import Console

@Suite("Control goes from one console to another by keys")
struct ControlKeyTests {
    private static let epoch: UInt64 = 0xC0FFEE

    /// What the cell says: who has the grant of this number, and who else is there.
    private func news(
        holder: UInt64, _ name: String, grant: UInt32 = 1,
        _ change: (inout Ownership) -> Void = { _ in }
    ) -> Ownership {
        var news = Ownership()
        news.lease.tag = LeaseTag(epoch: ControlKeyTests.epoch, sequence: grant)
        (news.lease.holder, news.holderName) = (holder, name)
        for (client, name) in [(SampleCell.client, "anna"), (SampleCell.otherClient, "ben")] {
            var label = ConsoleLabel()
            (label.client, label.name, label.role) = (client, name, .operate)
            news.consoles.append(label)
        }
        change(&news)
        return news
    }

    private func hear(_ someone: inout Operator, _ news: Ownership) -> [Effect] {
        var live = someone.model.live
        live.apply(news)
        return someone.model.update(.live(live, now: someone.model.now))
    }

    /// Ben has control, and this console's key has this role.
    private func watching(role: Role, named name: String = "ben") -> Operator {
        var someone = Operator { $0.lease.holder = SampleCell.otherClient }
        _ = hear(&someone, news(holder: SampleCell.otherClient, name))
        someone.model.live.cell?.role = role
        return someone
    }

    private func type(_ text: String, _ someone: inout Operator) -> [Effect] {
        text.unicodeScalars.flatMap {
            someone.model.update(.key($0 == " " ? .space : .character($0)))
        }
    }

    @Test("an operator's key does not take control from another")
    func notAllowed() {
        var someone = watching(role: .operate)
        let effects = someone.model.update(.intent(.takeControl))
        #expect(effects.isEmpty)
        #expect(someone.bottom.hasPrefix("This key may only operate"))
        #expect(someone.model.interface.mode == .plain)
    }

    @Test("no single key takes control: whatever is pressed after it, once")
    func strayKeys() {
        for key in Situation.keymap.keys.values.flatMap({ $0.map(\.key) }) {
            var someone = watching(role: .admin)
            #expect(someone.model.update(.intent(.takeControl)).isEmpty)
            let effects = someone.model.update(.key(key))
            for effect in effects {
                guard case .request(_, let kind, _, _) = effect else { continue }
                #expect(kind == .stop, "\(key)")
            }
        }
    }

    @Test("the owner's name takes it, a wrong one does not, and the grant is named")
    func typed() {
        var someone = watching(role: .admin)
        _ = someone.model.update(.intent(.takeControl))
        #expect(type("be", &someone).isEmpty)
        #expect(someone.model.update(.key(.enter)).isEmpty)
        #expect(someone.bottom.hasPrefix("Not taken: type “ben” in full"))
        let screen = LiveView.text(of: someone.model, columns: 80, rows: 24)
        #expect(screen.contains("Not taken: type “ben” in full, or ‹escape›."))
        #expect(screen.contains("type “ben” to take control from there:"))
        #expect(type("Ben", &someone).isEmpty)
        let effects = someone.model.update(.key(.enter))
        #expect(effects == [.letGo, .request(id: 1, .takeLease, groups: 0, argument: 1)])
        #expect(someone.bottom == "Taking control from ben.")
        #expect(someone.model.interface.mode == .plain)
    }

    @Test(
        "a name that not every keyboard has is not asked for",
        arguments: ["", "Źdźbło", "a\u{301}"])
    func untypable(name: String) {
        var someone = watching(role: .admin, named: name)
        _ = someone.model.update(.intent(.takeControl))
        _ = type("take control", &someone)
        let effects = someone.model.update(.key(.enter))
        #expect(effects.last == .request(id: 1, .takeLease, groups: 0, argument: 1))
    }

    @Test("what is being typed is void once another has control")
    func changedMeanwhile() {
        var someone = watching(role: .admin)
        _ = someone.model.update(.intent(.takeControl))
        _ = type("ben", &someone)
        _ = someone.cell { $0.lease.tag.sequence = 2 }
        #expect(someone.bottom == "Control changed hands meanwhile: nothing was taken.")
        #expect(someone.model.interface.mode == .void(LineEditor(limit: 60)))
        // The rest of what is being typed is no key.
        #expect(type("hlrbsnv10z", &someone).isEmpty)
        #expect(someone.model.update(.key(.enter)).isEmpty)
        #expect(someone.model.interface.mode == .plain)
    }

    @Test("nor is it a key once control is free: no letter hands an arm to the policy")
    func freedMeanwhile() {
        var someone = watching(role: .admin)
        _ = someone.model.update(.intent(.takeControl))
        _ = type("b", &someone)
        _ = someone.cell { $0.lease.holder = 0 }
        #expect(type("hen", &someone).isEmpty)
        #expect(someone.model.update(.key(.escape)).isEmpty)
        #expect(someone.model.interface.mode == .plain)
    }

    @Test("who lost control is told why, once, whichever comes first", arguments: [true, false])
    func told(stepFirst: Bool) {
        var someone = Operator()
        let taken = news(holder: SampleCell.otherClient, "ben", grant: 2) {
            ($0.former, $0.cause) = (SampleCell.client, .takeLease)
            $0.formerTag = LeaseTag(epoch: ControlKeyTests.epoch, sequence: 1)
        }
        func step() -> [Effect] {
            someone.cell {
                $0.lease.holder = SampleCell.otherClient
                $0.lease.tag.sequence = 2
            }
        }
        var effects: [Effect] = []
        if stepFirst { effects += step() }
        effects += hear(&someone, taken)
        if !stepFirst { effects += step() }
        #expect(effects == [.letGo])
        #expect(someone.bottom == "ben took control from you: what you drove holds.")
        #expect(step().isEmpty)
    }

    @Test("control is offered to one by name, or to anyone, and withdrawn")
    func offer() {
        var someone = Operator()
        #expect(someone.model.update(.intent(.passControl)).isEmpty)
        #expect(someone.bottom == "No other console is here that may have control.")
        _ = hear(&someone, news(holder: SampleCell.client, "anna"))
        _ = someone.model.update(.intent(.passControl))
        // All of it.
        _ = someone.model.update(.key(.enter))
        _ = type("zoe", &someone)
        #expect(someone.model.update(.key(.enter)).isEmpty)
        #expect(someone.bottom == "No “zoe” here: ben; empty is anyone.")
        for _ in 0..<3 { _ = someone.model.update(.key(.backspace)) }
        _ = type("b", &someone)
        let named = someone.model.update(.key(.enter))
        #expect(
            named == [.request(id: 1, .offerLease, groups: 0, argument: SampleCell.otherClient)])
        _ = someone.model.update(.intent(.passControl))
        _ = someone.model.update(.key(.enter))
        let open = someone.model.update(.key(.enter))
        #expect(open == [.request(id: 2, .offerLease, groups: 0, argument: 0)])
        _ = hear(
            &someone,
            news(holder: SampleCell.client, "anna") { $0.offer.until = 20_000_000_000 })
        let withdrawn = someone.model.update(.intent(.passControl))
        #expect(withdrawn == [.request(id: 3, .withdrawOffer, groups: 0, argument: 0)])
    }

    @Test("what is offered is accepted by the key that gets control")
    func accept() {
        var someone = watching(role: .operate)
        let asked = someone.model.update(.intent(.getControl))
        #expect(asked == [.request(id: 1, .acquireLease, groups: 0, argument: 0)])
        _ = hear(
            &someone,
            news(holder: SampleCell.otherClient, "ben") { $0.offer.until = 20_000_000_000 })
        #expect(someone.model.live.offer == .open)
        let accepted = someone.model.update(.intent(.getControl))
        #expect(accepted == [.request(id: 2, .acceptLease, groups: 0, argument: 1)])
        _ = hear(
            &someone,
            news(holder: SampleCell.otherClient, "ben") {
                ($0.offer.to, $0.offer.until) = (77, 20_000_000_000)
            })
        #expect(someone.model.live.offer == .toAnother)
    }
}
