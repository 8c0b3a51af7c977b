import Control
import Keymap
import Messages
import Testing

@testable import Console

@Suite("An arm is lent, driven and had back by keys")
struct LoanKeyTests {
    private static let epoch: UInt64 = 0xC0FFEE

    /// The right arm is lent; this console has the rest, or just that arm.
    private func someone(hasControl: Bool) -> Operator {
        var someone = Operator {
            $0.lease.holder = hasControl ? SampleCell.client : SampleCell.otherClient
            $0.groups[1].decision.loan.tag = LeaseTag(epoch: LoanKeyTests.epoch, sequence: 2)
            $0.groups[1].decision.loan.holder =
                hasControl ? SampleCell.otherClient : SampleCell.client
        }
        _ = hear(&someone, hasControl ? "anna" : "ben")
        return someone
    }

    private func hear(
        _ someone: inout Operator, _ holder: String,
        _ change: (inout Ownership) -> Void = { _ in }
    ) -> [Effect] {
        var news = Ownership()
        news.lease = someone.model.live.newest?.lease ?? LeaseState()
        news.holderName = holder
        for (client, name) in [(SampleCell.client, "anna"), (SampleCell.otherClient, "ben")] {
            var label = ConsoleLabel()
            (label.client, label.name, label.role) = (client, name, .operate)
            news.consoles.append(label)
        }
        if let loan = someone.model.live.newest?.groups[1].decision.loan, loan.isHeld {
            var label = LoanLabel()
            (label.group, label.lease) = (1, loan)
            label.holderName = loan.holder == SampleCell.client ? "anna" : "ben"
            news.loans = [label]
        }
        change(&news)
        var live = someone.model.live
        live.apply(news)
        return someone.model.update(.live(live, now: someone.model.now))
    }

    private func type(_ text: String, _ someone: inout Operator) {
        for scalar in text.unicodeScalars {
            _ = someone.model.update(.key(scalar == " " ? .space : .character(scalar)))
        }
    }

    @Test("what and to whom is chosen by the numbers that the line shows")
    func offer() {
        var someone = Operator()
        _ = hear(&someone, "anna")
        _ = someone.model.update(.intent(.passControl))
        let screen = LiveView.text(of: someone.model, columns: 80, rows: 24)
        #expect(screen.contains("offer: 1 all control, 2 LEFT ARM, 3 RIGHT ARM (empty: 1):"))
        type("3", &someone)
        #expect(someone.model.update(.key(.enter)).isEmpty)
        let whom = LiveView.text(of: someone.model, columns: 80, rows: 24)
        #expect(whom.contains("offer RIGHT ARM to: 1 ben (empty: anyone):"))
        type("1", &someone)
        let offered = someone.model.update(.key(.enter))
        #expect(
            offered == [
                .request(id: 1, .offerLease, groups: 0b10, argument: SampleCell.otherClient)
            ])
        #expect(someone.bottom == "Offering RIGHT ARM.")
    }

    @Test("what is accepted is said, and named")
    func accept() {
        var someone = Operator { $0.lease.holder = SampleCell.otherClient }
        _ = hear(&someone, "ben") { ($0.offer.groups, $0.offer.until) = (0b10, 20_000_000_000) }
        let screen = LiveView.text(of: someone.model, columns: 80, rows: 24)
        #expect(screen.contains("ben offers you RIGHT ARM for"))
        let accepted = someone.model.update(.intent(.getControl))
        #expect(accepted == [.request(id: 1, .acceptLease, groups: 0b10, argument: 1)])
        #expect(someone.bottom == "Accepting RIGHT ARM.")
    }

    @Test("who borrows an arm drives that one; all else is refused by the owner's name")
    func borrower() {
        var someone = someone(hasControl: false)
        #expect(someone.model.interface.drive.groups == 0b10)
        let taken = someone.model.update(.intent(.takeRight))
        #expect(taken.last == .request(id: 1, .takeOver, groups: 0b10, argument: 0))
        for intent in [Intent.takeLeft, .takeBoth] {
            #expect(someone.model.update(.intent(intent)).isEmpty)
            #expect(someone.bottom == "ben has LEFT ARM.")
        }
        #expect(someone.model.update(.intent(.success)).isEmpty)
        #expect(someone.bottom == "ben has control; you have RIGHT ARM and nothing else.")
        let held = someone.model.update(.intent(.hold))
        #expect(held.last == .request(id: 2, .hold, groups: 0b10, argument: 0))
        let returned = someone.model.update(.intent(.giveControl))
        #expect(returned.last == .request(id: 3, .releaseLease, groups: 0, argument: 0))
        #expect(someone.bottom == "Giving RIGHT ARM back.")
        let screen = LiveView.text(of: someone.model, columns: 80, rows: 24)
        #expect(screen.contains("control RIGHT ARM, else ben"))
        #expect(screen.contains("ben has this arm"))
    }

    @Test("who lent an arm sees whose it is, is refused it by name, and has it back by a key")
    func lender() {
        var someone = someone(hasControl: true)
        let screen = LiveView.text(of: someone.model, columns: 80, rows: 24)
        #expect(screen.contains("control yours; RIGHT ARM ben"))
        #expect(screen.contains("ben has this arm"))
        #expect(someone.model.update(.intent(.takeRight)).isEmpty)
        #expect(someone.bottom.hasPrefix("ben has RIGHT ARM; "))
        let held = someone.model.update(.intent(.hold))
        #expect(held.last == .request(id: 1, .hold, groups: 0b11, argument: 0))
        _ = someone.model.update(.intent(.passControl))
        type("3", &someone)
        let recalled = someone.model.update(.key(.enter))
        #expect(recalled == [.request(id: 2, .recallLease, groups: 0b10, argument: 0)])
    }

    @Test("a recall is told though control went on from there before anybody looked")
    func told() {
        var someone = someone(hasControl: false)
        var live = someone.model.live
        var news = Ownership()
        news.lease = live.newest?.lease ?? LeaseState()
        (news.holderName, news.former, news.cause) = ("ben", SampleCell.client, .recallLease)
        news.formerTag = LeaseTag(epoch: LoanKeyTests.epoch, sequence: 2)
        live.apply(news)
        (news.former, news.cause, news.formerTag.sequence) = (99, .takeLease, 3)
        live.apply(news)
        let effects = someone.model.update(.live(live, now: someone.model.now))
        #expect(effects == [.letGo])
        #expect(someone.bottom == "ben has RIGHT ARM back: what you drove holds.")
    }

    @Test("a role that changes is seen without a reconnection")
    func role() {
        var someone = Operator { $0.lease.holder = SampleCell.otherClient }
        _ = hear(&someone, "ben") { $0.consoles[0].role = .observe }
        #expect(someone.model.live.cell?.role == .observe)
        #expect(someone.model.update(.intent(.getControl)).isEmpty)
        #expect(someone.bottom.hasPrefix("This key may only watch"))
    }
}
