internal import Control

/// One enabling switch by itself: a pedal, a keyboard's key, a puck's button, or keys that
/// have no release. It counts its own closings, so that nothing else looks like one.
struct EnablingContact {
    enum ID: Hashable {
        case device(Int)
        case button(puck: Int)
        case keys
    }

    private(set) var isClosed: Bool
    private(set) var closings: UInt32 = 0

    /// As it is found, which is no closing.
    init(found isClosed: Bool) { self.isClosed = isClosed }

    mutating func set(closed: Bool) {
        if closed, !isClosed { closings &+= 1 }
        isClosed = closed
    }
}

/// What one group makes of the contacts that enable it. A contact that is closed when the group
/// comes under it is spent until it opens: a puck that is plugged in, or an arm that is selected,
/// while the pedal is down must not start to move.
struct EnablingFollower {
    /// What moves the group; with another one all contacts count as found anew.
    enum Source: Equatable {
        case none
        case puck(Int)
        case keys
    }

    private struct Known {
        var id: EnablingContact.ID
        var closings: UInt32
        var isSpent: Bool
    }

    private(set) var isEnabled = false
    /// Closings that happened under this group's eyes.
    private(set) var presses: UInt32 = 0
    private var source = Source.none
    /// As many as there are pedals and keys: a list is found through faster than a table.
    private var known: [Known] = []

    /// - Returns: whether a contact was closed since the last call.
    mutating func follow(
        _ source: Source, _ contacts: [(id: EnablingContact.ID, contact: EnablingContact)]
    ) -> Bool {
        if source != self.source { known = [] }
        self.source = source
        let before = presses
        var next: [Known] = []
        isEnabled = false
        for (id, contact) in contacts {
            var item =
                known.first { $0.id == id }
                ?? Known(id: id, closings: contact.closings, isSpent: contact.isClosed)
            presses &+= contact.closings &- item.closings
            if contact.closings != item.closings || !contact.isClosed { item.isSpent = false }
            item.closings = contact.closings
            if contact.isClosed, !item.isSpent { isEnabled = true }
            next.append(item)
        }
        known = next
        return presses != before
    }
}
