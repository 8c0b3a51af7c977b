internal import Recording

/// A row of the interactive list: what can be opened.
public enum ReviewSubject: Sendable {
    case intervention(ReviewedIntervention)
    /// An episode in which nobody intervened: places of session and episode in the list.
    case quiet(session: Int, episode: Int)

    /// All rows, in the order of the recordings and in these of time.
    static func all(of sessions: [ReviewedSession]) -> [ReviewSubject] {
        var interventions = ReviewedIntervention.all(of: sessions)[...]
        var subjects: [ReviewSubject] = []
        for (session, reviewed) in sessions.enumerated() {
            for (episode, summary) in reviewed.episodes.enumerated() {
                let count = summary.interventions.count
                if count == 0 { subjects.append(.quiet(session: session, episode: episode)) }
                subjects += interventions.prefix(count).map { .intervention($0) }
                interventions = interventions.dropFirst(count)
            }
        }
        return subjects
    }

    var session: Int {
        switch self {
        case .intervention(let reviewed): reviewed.session
        case .quiet(let session, _): session
        }
    }

    var episode: Int {
        switch self {
        case .intervention(let reviewed): reviewed.episode
        case .quiet(_, let episode): episode
        }
    }

    func summary(in sessions: [ReviewedSession]) -> EpisodeSummary {
        sessions[session].episodes[episode]
    }
}
