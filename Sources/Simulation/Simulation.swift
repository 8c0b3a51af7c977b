/// A whole cell without hardware, clock or chance: every run is a function of its seed.
///
/// Two arms at a bench: the left one steadies a socket, the right one holds a plug. ``Plant`` moves
/// them, lets plug and socket touch and alone decides whether the plug is in. ``PlugPolicy`` drives
/// it from what ``PlantObservation`` shows, and fails in a way that can be learned away: the
/// detector that gives it the socket's place is bent, and the policy believes it.
/// ``ScriptedCorrection`` is an operator that sees only what a console sees. ``FastBench`` runs all
/// of them and the arbiter in virtual time. ``Renderer`` draws the two cameras.
///
/// Frames: the world lies on the bench, z up, x away from the arms' bases, y to the left. Both
/// arms' base frames are parallel to it. The right tool's z points down, along the plug.
///
/// Must not know: clocks, threads, sockets, files.
/// Start at ``Plant`` and ``FastBench``.
public enum Simulation {
    /// The groups' order in the manifest.
    public static let left = 0
    public static let right = 1
}
