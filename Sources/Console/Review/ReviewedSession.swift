public import Messages
public import Recording

/// One recording as a review shows it.
public struct ReviewedSession: Sendable {
    public var path: String
    public var manifest: Manifest
    public var session: UInt64
    public var episodes: [EpisodeSummary]
    /// Records that the recorder never got or could not keep.
    public var lost: UInt64
    /// What is wrong with the file although it can be read.
    public var trouble: [String]

    public init(
        path: String, manifest: Manifest, session: UInt64, episodes: [EpisodeSummary],
        lost: UInt64 = 0, trouble: [String] = []
    ) {
        self.path = path
        self.manifest = manifest
        self.session = session
        self.episodes = episodes
        self.lost = lost
        self.trouble = trouble
    }
}

/// One intervention in the order of the list, with where it belongs.
public struct ReviewedIntervention: Sendable {
    /// Counts all interventions of the list from 1.
    public var number: Int
    /// Place of its session in the list, and of its episode in that session.
    public var session: Int
    public var episode: Int
    public var intervention: Intervention

    public static func all(of sessions: [ReviewedSession]) -> [ReviewedIntervention] {
        var result: [ReviewedIntervention] = []
        for (session, reviewed) in sessions.enumerated() {
            for (episode, summary) in reviewed.episodes.enumerated() {
                for intervention in summary.interventions {
                    result.append(
                        ReviewedIntervention(
                            number: result.count + 1, session: session, episode: episode,
                            intervention: intervention))
                }
            }
        }
        return result
    }
}
