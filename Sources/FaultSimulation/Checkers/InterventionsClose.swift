internal import Control

/// Every intervention opens once, with a takeover, and closes once, with the hand-back or the end
/// of what it belonged to: a human's part never stands outside one.
struct InterventionsClose: Sendable {
    private(set) var opened = 0
    private(set) var closed = 0
    private var isOpen = PerGroup<Bool>(repeating: false, count: 4)

    mutating func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            let page = scene.ledger.pages[group]
            let new = scene.after.groups[group]
            if page.isTaken, !isOpen[group] {
                isOpen[group] = true
                opened += 1
            } else if isOpen[group], !page.isTaken {
                isOpen[group] = false
                closed += 1
            }
            findings.must(
                !new.intervention || isOpen[group], "InterventionsClose", group,
                "a human's part outside an intervention")
        }
    }
}
