internal import Control
internal import Messages
internal import Recording
internal import Screen

/// What a review says of one intervention, a text per column.
struct ReviewWords {
    static let titles = [
        "#", "arm", "at", "lasts", "moving", "apart: mean, max", "", "ended", "outcome", "reason",
    ]

    let manifest: Manifest
    let episode: EpisodeSummary

    func columns(of subject: ReviewSubject) -> [String] {
        switch subject {
        case .intervention(let reviewed): columns(reviewed)
        case .quiet:
            [
                "", Figures.unknown, Figures.clock(0), Figures.span(episode.duration), "", "", "",
                "", ReviewWords.outcome(episode.outcome), "no intervention",
            ]
        }
    }

    func columns(_ reviewed: ReviewedIntervention) -> [String] {
        let intervention = reviewed.intervention
        let moving =
            Nanoseconds(clamping: intervention.interventionTicks) &* manifest.control.tickPeriod
        let (linear, angular) = apart(intervention)
        return [
            String(reviewed.number), manifest.groups[intervention.group].name,
            Figures.clock(intervention.start &- episode.start),
            Figures.span(intervention.duration), Figures.span(moving), linear, angular,
            ReviewWords.end(intervention.ended), ReviewWords.outcome(intervention.outcome),
            intervention.reason.forDisplay(limit: 60)
                + (intervention.hasGap ? ", ticks missing" : ""),
        ]
    }

    /// Divergence from the fresh shadow actions; a dash where there was none.
    private func apart(_ intervention: Intervention) -> (String, String) {
        guard let divergence = intervention.divergence else {
            return ("– no fresh shadow", "")
        }
        func pair(_ mean: Double, _ most: Double, _ unit: String) -> String {
            "\(Figures.fixed(mean, places: 0)), \(Figures.fixed(most, places: 0)) \(unit)"
        }
        let angular = pair(divergence.meanAngular, divergence.maximumAngular, "deg/s")
        guard manifest.control.groups[intervention.group].space.isCartesian else {
            return (angular, "")
        }
        return (pair(divergence.meanLinear, divergence.maximumLinear, "mm/s"), angular)
    }

    var headline: String { headline(asked: true) }

    /// The same where it has room, else without what was asked: no figure is cut for it.
    func headline(within columns: Int) -> String {
        TextWidth.columns(headline) <= columns ? headline : headline(asked: false)
    }

    private func headline(asked: Bool) -> String {
        var parts = [
            "episode \(episode.number)", Figures.clock(episode.duration),
            ReviewWords.outcome(episode.outcome), episode.policy.forDisplay(limit: 40),
        ]
        if asked { parts.append("“\(episode.instruction.forDisplay(limit: 60))”") }
        let count = episode.interventions.count
        parts.append(ReviewWords.count(count, "intervention"))
        if episode.runningTicks > 0, count > 0 {
            let share = 100 * Double(episode.interventionTicks) / Double(episode.runningTicks)
            parts.append("operator moving \(Figures.fixed(share, places: 0)) %")
        }
        if episode.missingTicks > 0 { parts.append("\(episode.missingTicks) ticks missing") }
        return parts.joined(separator: "   ")
    }

    /// `1 recording`, `2 recordings`.
    static func count(_ number: Int, _ word: String) -> String {
        number == 1 ? "1 " + word : "\(number) \(word)s"
    }

    static func end(_ end: Intervention.End) -> String {
        switch end {
        case .handedBack: "handed back"
        case .episodeEnded: "with episode"
        case .recordingEnded: "not recorded"
        }
    }

    static func outcome(_ outcome: Outcome) -> String {
        switch outcome {
        case .unlabelled: "unlabelled"
        case .success: "success"
        case .failure: "failure"
        case .aborted: "discarded"
        case .truncated: "time limit"
        }
    }
}
