import Control
import Keymap
import Messages
import Testing

@testable import Console

@Suite("A group that is no arm has a line of its own")
struct HeadLineTests {
    private func model(_ change: @escaping (inout GroupDecision) -> Void) -> LiveModel {
        let someone = Operator(groups: ["left", "right", "head"]) {
            guard $0.groups.count > 2 else { return }
            change(&$0.groups[2].decision)
        }
        return someone.model
    }

    private func lines(_ model: LiveModel) -> [Substring] {
        LiveView.text(of: model, columns: 80, rows: 24).split(
            separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("two arms and a head fit on the smallest screen, and each says who drives it")
    func short() {
        var model = model { $0.effective = .policy }
        model.live.cell?.groups[2].kind = .head
        let text = lines(model)
        #expect(text.count >= 24)
        #expect(text.contains { $0.contains("LEFT ARM —") && $0.contains("RIGHT ARM —") })
        let head = text.first { $0.contains("HEAD — POLICY drives") }
        #expect(head?.contains("‹o› selects it, ‹g› takes it") ?? false)
        #expect(text.contains { $0.contains("|F|") }, "the arms keep what matters")
    }

    @Test("a head that holds for others says so, and what gives it back")
    func waits() {
        var model = model {
            ($0.effective, $0.hold, $0.requested) = (.hold, .otherTaken, .policy)
        }
        model.live.cell?.groups[2].kind = .head
        let head = lines(model).first { $0.contains("HEAD —") }
        #expect(head?.contains("HOLD: other arm taken") ?? false)
        #expect(head?.contains("Goes back with the last arm") ?? false)
    }

    @Test("both arms are the arms: a head is taken by itself, once selected")
    func takes() {
        var model = model { $0.effective = .policy }
        model.live.cell?.groups[2].kind = .head
        #expect(model.live.cell?.mask(of: .both) == 0b011)
        _ = model.update(.intent(.takeRight))
        _ = model.update(.intent(.switchArm))
        let effects = model.update(.intent(.takeSelected))
        #expect(
            effects.contains {
                if case .request(_, .takeOver, 0b100, 0) = $0 { true } else { false }
            })
    }
}
