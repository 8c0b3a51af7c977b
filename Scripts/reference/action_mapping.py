"""What the action mapping must compute, worked out by scipy and numpy.

Writes the cases that Tests/ControlTests compares with. Inputs are short decimals from a fixed seed, so
that both sides read the same numbers; outputs have all their digits. One case per line: a word, then
KEY=VALUES with commas between numbers.

Usage: action_mapping.py FILE            writes the cases
       action_mapping.py --check FILE    says where FILE differs from what it would write
"""

import random
import sys
import warnings

import numpy as np
from scipy.linalg import expm
from scipy.spatial.transform import Rotation

SEED = 20240611
EULER = [a + b + c for a in "xyz" for b in "xyz" for c in "xyz" if a != b and b != c]
FORMS = (
    ["none", "axis_angle", "six_d", "six_d_rows"]
    + [f"quaternion_{order}/{side}" for order in ("xyzw", "wxyz") for side in "xyzw"]
    + [f"euler/{order}/{axes}" for order in EULER for axes in ("intrinsic", "extrinsic")]
)
AXES = [("base", "world"), ("base", "body"), ("tool", "body"), ("view", "world"), ("view", "body")]
VIEW = [0.4, -1.1, 0.7]
chance = random.Random(SEED)
warnings.filterwarnings("ignore", message="Gimbal lock")  # cases of their own here


def some(count, size):
    return [round(chance.uniform(-size, size), 3) for _ in range(count)]


def turned(vector):
    return Rotation.from_rotvec(vector)


def scipy_order(form):
    """Upper case means intrinsic to scipy."""
    _, letters, axes = form.split("/")
    return letters.upper() if axes == "intrinsic" else letters


def numbers_of(form):
    """Entries as a policy may send them: of any length where a form has a length of its own."""
    if form == "none":
        return []
    if form.startswith("quaternion"):
        return some(4, 1)
    return some(6, 1) if form.startswith("six_d") else some(3, 1.5)


def read(form, n):
    if form == "none":
        return Rotation.identity()
    if form == "axis_angle":
        return turned(n)
    if form.startswith("euler"):
        return Rotation.from_euler(scipy_order(form), n)
    if form.startswith("quaternion"):
        return Rotation.from_quat(n if "xyzw" in form else n[1:] + n[:1])
    first, second = np.array(n[:3]), np.array(n[3:])
    q, r = np.linalg.qr(np.stack([first, second], axis=1))
    q = q * np.sign(np.diag(r))  # Gram-Schmidt keeps the directions
    matrix = np.column_stack([q[:, 0], q[:, 1], np.cross(q[:, 0], q[:, 1])])
    return Rotation.from_matrix(matrix.T if form == "six_d_rows" else matrix)


def written(form, rotation):
    if form == "none":
        return []
    if form == "axis_angle":
        return rotation.as_rotvec()
    if form.startswith("euler"):
        return rotation.as_euler(scipy_order(form))
    if form.startswith("quaternion"):
        q = rotation.as_quat()
        q = -q if q["xyzw".index(form[-1])] < 0 else q
        return q if "xyzw/" in form else np.roll(q, 1)
    matrix = rotation.as_matrix()
    return np.concatenate(matrix[:2] if form == "six_d_rows" else matrix.T[:2])


def axes_of(frame, tool):
    return {"base": Rotation.identity(), "tool": tool, "view": turned(VIEW)}[frame]


def moved(position, tool, frame, composition, linear, turn):
    axes = axes_of(frame, tool)
    matrix, a = tool.as_matrix(), axes.as_matrix()
    rotation = (
        matrix @ turn.as_matrix() if composition == "body"
        else a @ turn.as_matrix() @ a.T @ matrix)
    return np.array(position) + a @ linear, Rotation.from_matrix(rotation)


def delta(start, end, frame, composition):
    """The linear and the turning part of the way between two (position, rotation)."""
    a, b = start[1].as_matrix(), end[1].as_matrix()
    axes = axes_of(frame, start[1]).as_matrix()
    turn = a.T @ b if composition == "body" else axes.T @ b @ a.T @ axes
    return axes.T @ (np.array(end[0]) - np.array(start[0])), Rotation.from_matrix(turn)


def driven(position, tool, frame, composition, linear, angular, seconds):
    """The pose after a twist that stays as it is in its own axes: an exponential of a matrix.

    In outer axes the tool's origin goes straight on, whatever turns."""
    axes = axes_of(frame, tool).as_matrix()
    matrix = tool.as_matrix()

    def hat(w):
        return np.array([[0, -w[2], w[1]], [w[2], 0, -w[0]], [-w[1], w[0], 0]])

    if frame == "tool":
        screw = np.zeros((4, 4))
        screw[:3, :3], screw[:3, 3] = hat(angular), linear
        pose = np.eye(4)
        pose[:3, :3], pose[:3, 3] = matrix, position
        end = pose @ expm(screw * seconds)
        return end[:3, 3], Rotation.from_matrix(end[:3, :3])
    own = hat(angular) if composition == "body" else matrix.T @ axes @ hat(angular) @ axes.T @ matrix
    return (
        np.array(position) + axes @ np.array(linear) * seconds,
        Rotation.from_matrix(matrix @ expm(own * seconds)))


def rotation_cases():
    half = np.pi / 2
    special = [
        np.zeros(3), [1e-9, 0, -2e-9], [0, 0, np.pi], [np.pi / np.sqrt(2), np.pi / np.sqrt(2), 0],
        [3.1415, 0.001, 0], [half, 0, 0], [0, half, 0], [0, 0, -half], [1.2091996, 1.2091996, 1.2091996],
    ]
    for vector in special + [some(3, 1.7) for _ in range(16)]:
        rotation = turned(vector)
        forms = {form: written(form, rotation) for form in FORMS if form != "none"}
        yield "rotation", {"quaternion": rotation.as_quat(canonical=True), **forms}


def pose_case(kind, form, frame, composition):
    position, tool = some(3, 1), some(3, 1.5)
    entries = some(3, 0.3) + numbers_of(form)
    end = moved(
        position, turned(tool), frame, composition, np.array(entries[:3]), read(form, entries[3:]))
    return kind, {
        "form": form, "frame": frame, "composition": composition, "position": position, "tool": tool,
        "entries": entries, "to": end[0], "rotation": end[1].as_quat(canonical=True)}


def inverse_case(form, frame, composition):
    start, end = (some(3, 1), some(3, 1.5)), (some(3, 1), some(3, 1.5))
    way = delta((start[0], turned(start[1])), (end[0], turned(end[1])), frame, composition)
    return "inverse", {
        "form": form, "frame": frame, "composition": composition, "position": start[0],
        "tool": start[1], "to": end[0], "turned": end[1],
        "entries": np.concatenate([way[0], written(form, way[1])])}


def velocity_case(frame, composition):
    position, tool, twist = some(3, 1), some(3, 1.5), some(3, 0.5) + some(3, 3)
    seconds = round(chance.uniform(0.001, 0.2), 3)
    end = driven(position, turned(tool), frame, composition, twist[:3], twist[3:], seconds)
    return "velocity", {
        "frame": frame, "composition": composition, "position": position, "tool": tool,
        "entries": twist, "seconds": [seconds], "to": end[0],
        "rotation": end[1].as_quat(canonical=True)}


def chain_case(space, frame, composition):
    """A chunk of sixteen rows, one after the other: a product of exponentials."""
    start = some(3, 0.5), some(3, 1.5)
    position, tool = start[0], turned(start[1])
    rows = [some(3, 0.02) + some(3, 0.1) for _ in range(16)]
    for row in rows:
        if space == "ee_velocity":
            position, tool = driven(position, tool, frame, composition, row[:3], row[3:], 0.05)
        else:
            position, tool = moved(
                position, tool, frame, composition, np.array(row[:3]), turned(row[3:]))
    return "chain", {
        "space": [space], "frame": frame, "composition": composition, "position": start[0],
        "tool": start[1], "entries": sum(rows, []), "to": position,
        "rotation": tool.as_quat(canonical=True)}


def joint_case(joints, kind):
    """Damped least squares with a posture, and joints near their ends weighed down."""
    jacobian = np.array([some(joints, 1) for _ in range(6)])
    if kind == "singular":
        jacobian[5] = jacobian[4]
        jacobian[:, 0] = 0
    twist, at, posture = some(6, 0.3), some(joints, 1), some(joints, 1)
    ends = 1.05 if kind == "ends" else 5.0
    return "joints", {
        "jacobian": jacobian.ravel(), "twist": twist, "at": at, "posture": posture, "ends": [ends],
        "velocity": joint_velocity(jacobian, np.array(twist), np.array(at), np.array(posture), ends)}


def joint_velocity(jacobian, twist, at, posture, ends):
    pull = (posture - at) * 0.5
    rest = twist - jacobian @ pull

    def solved(weights):
        weighed = jacobian * weights
        values = np.linalg.svd(weighed, compute_uv=False)[: min(6, np.count_nonzero(weights))]
        size = np.prod(np.sqrt(values**2 + 0.001**2))
        factor = 0.001 + 0.05 * max(0, 1 - size / 0.02)
        normal = weighed.T @ weighed + factor**2 * np.eye(jacobian.shape[1])
        return pull + weights * np.linalg.solve(normal, weighed.T @ rest)

    free = solved(np.ones(len(at)))
    room = np.where(free > 0, ends - at, at + ends) / min(0.1, ends / 2)
    weights = np.clip(room, 0, 1)
    return free if np.all(weights == 1) else solved(weights)


def cases():
    yield from rotation_cases()
    for form in FORMS:
        for frame, composition in AXES:
            yield pose_case("delta", form, frame, composition)
            yield inverse_case(form, frame, composition)
    for form in FORMS[1:]:
        numbers = some(3, 1) + numbers_of(form)
        yield "pose", {
            "form": form, "entries": numbers, "to": numbers[:3],
            "rotation": read(form, numbers[3:]).as_quat(canonical=True)}
    for frame, composition in AXES:
        for _ in range(12):
            yield velocity_case(frame, composition)
        for space in ("ee_delta", "ee_velocity"):
            for _ in range(2):
                yield chain_case(space, frame, composition)
    for joints in (3, 5, 6, 7, 8):
        for kind in ("free", "free", "ends", "ends", "singular"):
            yield joint_case(joints, kind)


def line(word, fields):
    def value(v):
        return v if isinstance(v, str) else ",".join(
            x if isinstance(x, str) else f"{x + 0.0:.15g}" for x in v)

    return " ".join([word] + [f"{key}={value(v)}" for key, v in fields.items()])


def numbers_and_words(text):
    for token in text.replace("=", " ").replace(",", " ").split():
        try:
            yield float(token)
        except ValueError:
            yield token


def is_same(a, b):
    """Up to what another build of the libraries may round differently."""
    a, b = list(numbers_and_words(a)), list(numbers_and_words(b))
    return len(a) == len(b) and all(
        x == y or (isinstance(x, float) and isinstance(y, float) and abs(x - y) < 1e-11)
        for x, y in zip(a, b))


def main(arguments):
    made = [line(word, fields) for word, fields in cases()]
    if arguments[0] != "--check":
        with open(arguments[0], "w") as file:
            file.write(f"# Made by Scripts/reference/action_mapping.py, seed {SEED}\n")
            file.write("\n".join(made) + "\n")
        return 0
    with open(arguments[1]) as file:
        kept = file.read().splitlines()[1:]
    wrong = [i for i, (a, b) in enumerate(zip(kept, made)) if not is_same(a, b)]
    if wrong or len(kept) != len(made):
        print(f"{arguments[1]} has {len(kept)} cases, {len(made)} are due; differing: {wrong[:20]}")
        return 1
    print(f"{len(made)} cases are as scipy and numpy work them out")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
