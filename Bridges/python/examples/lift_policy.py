"""A scripted policy for TwoArmLift: each arm grasps a handle of the pot, then both raise it.

What it does next follows from what it sees alone, so that it goes on wherever a correction ends.
"""

import numpy as np
from scipy.spatial.transform import Rotation

HORIZON = 8
PERIOD = 0.05  # s that one row covers
SPEED, RAISE, TURN = 0.16, 0.04, 0.8  # m/s, m/s, rad/s
ABOVE = 0.08  # m over the handle: the hand turns and gets in line there
SIDES = ("left", "right")


def infer(observation):
    """Rows of displacements and gripper commands for both arms."""
    obs, groups = observation.state.extra, observation.state.groups
    handles = dict(zip(SIDES, (obs["handle0_xpos"], obs["handle1_xpos"])))
    holding = all(
        holds(groups[side], handles[side], observation.command[side].gripper) for side in SIDES
    )
    plans = [
        arm_rows(groups[side], handles[side], obs, observation.command[side], holding)
        for side in SIDES
    ]
    return np.hstack(plans)


def holds(group, handle, commanded):
    """Whether the fingers are closed around the handle."""
    near = np.linalg.norm(np.array(group.tool[:3]) - handle) < 0.03
    return near and commanded is not None and commanded < 0.5 and group.gripper < 0.4


def arm_rows(group, handle, obs, command, holding):
    if holding:
        return np.tile([0, 0, RAISE * PERIOD, 0, 0, 0, 0], (HORIZON, 1))
    place, turned = np.array(group.tool[:3]), Rotation.from_quat(group.tool[3:])
    spin = (grasp(handle, obs, turned) * turned.inv()).as_rotvec()
    gap = handle - place
    is_closed = command.gripper is not None and command.gripper < 0.5
    if np.linalg.norm(gap) < (0.03 if is_closed else 0.012):
        return np.zeros((HORIZON, 7))  # there: close and wait for the other arm
    in_line = np.linalg.norm(gap[:2]) < 0.012 and np.linalg.norm(spin) < 0.1
    rest = gap if in_line else gap + [0, 0, ABOVE]
    # An arm that still moves is already on its way to where it was sent.
    rest = rest - (np.array(command.tool[:3]) - place)
    rows = []
    for _ in range(HORIZON):
        step, turn = limited(rest, SPEED * PERIOD), limited(spin, TURN * PERIOD)
        rest, spin = rest - step, spin - turn
        rows.append([*step, *turn, 1])
    return np.array(rows)


def grasp(handle, obs, turned):
    """The hand points down and closes across the handle's bar, whichever way round is nearer."""
    across = np.append((handle - obs["pot_pos"])[:2], 0)
    across /= np.linalg.norm(across)
    across *= 1 if across @ turned.apply([1, 0, 0]) >= 0 else -1
    down = np.array([0.0, 0, -1])
    return Rotation.from_matrix(np.stack([across, np.cross(down, across), down], axis=1))


def limited(vector, length):
    return vector * min(1.0, length / max(np.linalg.norm(vector), 1e-9))
