/// What a recording means: segments of authority, interventions, divergence, the export table, and
/// the proof that a recording replays.
///
/// Everything here is derived from recorded ``Messages/Step``s and never stored as truth: it can be
/// made again from the recording at any time, and two programs that read the same recording come
/// to the same answer.
///
/// Three ways through it:
/// - ``EpisodeSummary`` folds over the steps of a session one by one (``Segmenter``,
///   ``InterventionFinder``, ``Divergence``): what a review lists.
/// - ``Resampler`` makes an ``EpisodeTable`` of fixed rate from the steps of one episode: what
///   every dataset format is written from. ``ReplayOracle`` proves that its actions lead where the
///   robot was told to go.
/// - ``ReplayCheck`` gives the recorded inputs to the arbiter again.
///
/// Must not know: files, formats of datasets, screens, clocks.
/// Start at ``EpisodeRecord``, then ``Segmenter``, then ``Resampler``.
public enum Recording {
    /// How long before a takeover belongs to an intervention: what went wrong shows there.
    public static let preRollSeconds = 2.0
}
