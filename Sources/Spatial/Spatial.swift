/// Rigid motion: twists, wrenches, rotations, poses.
///
/// Everything is a value in SI units (m, rad, s, N, N·m). A rotation is a unit quaternion; other
/// rotation forms exist only at the edge, in ``RotationForm``. A quantity says its frame in the
/// name that holds it (`twistOfToolInBase`), never in its type.
///
/// Must not know: what a robot is, who drives it, how anything is stored.
/// Start at ``Pose`` and ``Pose/advanced(by:for:)``.
public enum Spatial {}
