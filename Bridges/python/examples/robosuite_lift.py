"""robosuite's TwoArmLift with two Pandas and their grippers: a takeover while a pot is held.

    pip install "robosuite==1.5.2" "mujoco==3.3.0" "numpy<2.3" pillow ./Bridges/python
    MUJOCO_GL=osmesa python robosuite_lift.py            serve consoles, until Ctrl-C

Both arms hold the pot, so the manifest couples them: who takes one takes both.
"""

import argparse
from argparse import RawDescriptionHelpFormatter as Raw
from pathlib import Path

import numpy as np
from lift_policy import PERIOD, infer
from robosuite.utils.transform_utils import mat2quat
from scipy.spatial.transform import Rotation
from two_arm_env import make

import reins

MANIFEST = Path(__file__).with_name("robosuite_lift.json5")
TICKS = 600  # 30 s of simulated time
PACE = {"lockstep": True, "replan": 4 * PERIOD}


def seed(episode):
    return 7000 + 37 * episode


# What connecting this robot takes: from here
class TwoPandas:
    def __init__(self):
        self.env, self.episode, self.frame = make("TwoArmLift", gripper="default"), -1, 0
        self.reset()
        self.episode = -1  # the first episode is reset like every other

    def reset(self):
        self.episode, self.ticks = self.episode + 1, 0
        self.obs = self.env.reset_to(seed(self.episode))

    def observe(self):
        groups = {}
        for side, robot in zip(("left", "right"), self.env.robots):
            arm, joints = robot.part_controllers["right"], self.env.joints(robot)
            tool = np.concatenate([arm.ref_pos, mat2quat(arm.ref_ori_mat)])
            wrench, opening = self.env.wrench(robot), self.env.opening(robot)
            groups[side] = reins.Group(tool=tool, joints=joints, wrench=wrench, gripper=opening)
        success, late = self.env._check_success(), self.ticks >= TICKS
        outcome = reins.Outcome.SUCCESS if success else reins.Outcome.TRUNCATED if late else None
        pot, images = self.obs["pot_pos"], {}
        if self.frame % 4 == 0:
            images["agentview"] = self.env.jpeg("agentview")
        return reins.State(groups, pot, images, outcome=outcome, extra=self.obs)

    def apply(self, command):
        action = []
        for arm in command.groups.values():
            turn = Rotation.from_quat(arm.tool[3:]).as_rotvec()
            action += [*arm.tool[:3], *turn, 1 - 2 * arm.gripper]  # robosuite closes at 1
        self.obs = self.env.step(np.array(action))[0]
        self.ticks += command.episode_state == reins.EpisodeState.RUNNING
        self.frame += 1


# to here.
def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=Raw)
    options.add_argument("--endpoint", default="tcp://127.0.0.1:7447")
    options.add_argument("--keys", help="directory that `reins keys` made")
    options.add_argument("--episodes", type=int, help="end after so many")
    given = options.parse_args()
    reins.run(
        MANIFEST, TwoPandas, infer, given.endpoint, given.keys, episodes=given.episodes, **PACE
    )


if __name__ == "__main__":
    main()
