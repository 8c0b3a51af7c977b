public import Control
public import Messages

extension LiveState {
    /// The cell welcomed the console: all that was known of an earlier cell or session, or under
    /// another manifest, goes.
    public mutating func apply(_ cell: CellFacts) {
        let sameSession =
            self.cell?.session == cell.session
            && self.cell?.manifest.text == cell.manifest.text
        self.cell = cell
        link.phase = .connected
        guard !sameSession else { return }
        forgetSteps()
        arms = cell.groups.map { _ in ArmStatus() }
        gauges = cell.gauges.map { _ in History() }
    }

    private mutating func forgetSteps() {
        var link = LinkStatus(now: 0)
        link.phase = self.link.phase
        link.plane = self.link.plane
        self.link = link
        newest = nil
        pulse = nil
        leaseHolderName = ""
        ownership = nil
        loss = nil
        episodeSince = 0
        announcedEnd = 0
    }

    /// Says once per episode that its time runs out.
    private mutating func announceEnd(_ step: Step) {
        guard let left = episodeLeft, left <= LiveState.countdown, left > 0,
            announcedEnd != step.episode.number
        else { return }
        announcedEnd = step.episode.number
        let limit = Figures.seconds(cell?.manifest.episodeLimit ?? 0)
        note(
            EventLine(
                unixSeconds: Int64(step.stamp.seconds), level: .information,
                text: "Episode \(step.episode.number) ends in \(Figures.seconds(left)): "
                    + "its time limit is \(limit)"))
    }

    /// Takes a step in. An older or repeated one, and one whose groups are not the manifest's,
    /// change nothing.
    ///
    /// - Parameter receivedAt: console-monotonic, ns.
    /// - Returns: whether the step was taken.
    @discardableResult
    public mutating func apply(_ step: Step, receivedAt: Nanoseconds) -> Bool {
        guard let cell, step.groups.count == arms.count else { return false }
        guard step.tick > newest?.tick ?? 0 else { return false }
        link.note(step, after: newest, stride: stride, receivedAt: receivedAt)
        for index in arms.indices {
            let space = cell.manifest.control.groups[index].space
            arms[index].apply(
                step.groups[index], at: step.now, isCartesian: space.isCartesian)
        }
        for index in gauges.indices {
            let value = index < step.gauges.count ? step.gauges[index] : nil
            gauges[index].append(value, at: step.now)
        }
        if step.episode != newest?.episode { episodeSince = step.now }
        if step.lease.holder != newest?.lease.holder { leaseHolderName = "" }
        latency.tickLate = max(0, step.late)
        newest = step
        overlay()
        announceEnd(step)
        return true
    }

    public mutating func apply(_ event: Event) {
        note(EventLine(event, cell: cell))
    }

    /// A line of the console's own, beside the cell's events.
    public mutating func note(_ line: EventLine) {
        events.append(line)
        if events.count > LiveState.eventCapacity {
            events.removeFirst(events.count - LiveState.eventCapacity)
        }
    }

    /// The cell's answer to one of this console's requests.
    public mutating func apply(_ reply: Reply) {
        leaseHolderName = reply.holderName.forDisplay(limit: 40)
        answers.append(reply.answer)
        answersSeen &+= 1
        if answers.count > 16 { answers.removeFirst(answers.count - 16) }
    }

    /// Pressure on the pads of one group. A message whose size is not what it says is ignored.
    public mutating func apply(_ tactile: Tactile, group: Int) {
        guard arms.indices.contains(group) else { return }
        if let patch = TactilePatch(tactile, after: arms[group].tactile) {
            arms[group].tactile = patch
        }
    }
}
