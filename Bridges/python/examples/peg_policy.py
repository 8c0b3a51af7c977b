"""A scripted policy for TwoArmPegInHole whose estimate of the hole is wrong in one learnable way.

It knows the peg exactly and sees the hole's centre displaced: the further the plate hangs from
where it usually is, the more. A policy refitted on corrections can take that away.
"""

import numpy as np
from scipy.spatial.transform import Rotation

HORIZON = 8
PERIOD = 0.05  # s that one row covers
SPEED, TURN = 0.16, 0.8  # m/s, rad/s
ENOUGH = 30.0  # N: it presses no harder
SIDE = 1  # which way through the plate, along its normal
CLEAR = 0.21  # m before the plate: the peg turns and gets in line there
MEET = -0.3  # m along y: where the right arm brings the plate
#: The plate usually hangs at this height (m). What it hangs higher or lower is seen again as error,
#: on top of one that is always there.
USUAL, ALWAYS, AGAIN = 0.94, 0.024, 1.5


def hole_centre(obs):
    """Where the hole's centre is, m."""
    return obs["hole_pos"] + Rotation.from_quat(obs["hole_quat"]).apply([0.1, 0, 0])


def seen_hole(centre):
    """The biased estimate of the hole's centre, m."""
    return centre + np.array([0, 0, ALWAYS + AGAIN * (centre[2] - USUAL)])


def infer(observation):
    """Rows of displacements for both arms: the left one moves the peg, the right one brings the plate.

    It plans from where the arm is sent, not from where it is: an arm that pushes lags behind.
    """
    obs = observation.state.extra
    plate = Rotation.from_quat(obs["hole_quat"])
    centre = seen_hole(hole_centre(obs))
    normal = plate.apply([0, 0, 1])
    measured, sent = observation.state.groups["left"].tool, observation.command["left"].tool
    lag = Rotation.from_quat(sent[3:]) * Rotation.from_quat(measured[3:]).inv()
    peg = lag * Rotation.from_quat(obs["peg_quat"])
    arm = np.array(sent[:3])
    place = arm + lag.apply(obs["hole_pos"] - obs["peg_to_hole"] - measured[:3])
    force = np.linalg.norm(observation.state.groups["left"].wrench[:3])
    behind = observation.command["right"].tool[1] - observation.state.groups["right"].tool[1]
    toward = MEET - obs["hole_pos"][1] - behind
    rows = []
    for _ in range(HORIZON):
        move, turn, is_clear = peg_step(
            place, peg.apply([0, 0, 1]), centre, normal, abs(toward) < 0.03
        )
        move = move if force < ENOUGH else np.zeros(3)
        bring = np.array([0, is_clear * np.clip(toward, -SPEED * PERIOD, SPEED * PERIOD), 0])
        toward -= bring[1]
        spin = Rotation.from_rotvec(turn)
        new_arm = place + move + spin.apply(arm - place)
        rows.append([*(new_arm - arm), *turn, *bring, 0, 0, 0])
        place, peg, arm, centre = place + move, spin * peg, new_arm, centre + bring
    return np.array(rows)


def peg_step(place, axis, centre, normal, is_brought):
    """How the peg moves in one row: turn along the plate's normal, get in line, then advance; and
    whether the plate may pass."""
    normal = normal * SIDE
    turn = np.cross(axis, normal)
    angle = np.arctan2(np.linalg.norm(turn), axis @ normal)
    if np.linalg.norm(turn) > 1e-9:
        turn *= min(angle, TURN * PERIOD) / np.linalg.norm(turn)
    along = (centre - place) @ normal
    aside = centre - place - along * normal
    is_clear = angle < 0.3 and along > CLEAR - 0.04
    if angle < 0.15 and is_brought and np.linalg.norm(aside) < 0.025:
        wanted = along * normal + aside
    else:
        wanted = (along - CLEAR) * normal + aside * (is_clear and is_brought)
    speed = SPEED if along > CLEAR - 0.04 else SPEED / 2
    length = np.linalg.norm(wanted)
    return wanted * min(1.0, speed * PERIOD / max(length, 1e-9)), turn, is_clear
