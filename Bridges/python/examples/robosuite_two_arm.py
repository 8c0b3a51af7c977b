"""robosuite's TwoArmPegInHole with two Pandas, driven by a scripted policy and corrected with Reins.

    pip install "robosuite==1.5.2" "mujoco==3.3.0" "numpy<2.3" pillow ./Bridges/python
    MUJOCO_GL=osmesa python robosuite_two_arm.py                     serve consoles, until Ctrl-C
    MUJOCO_GL=osmesa python robosuite_two_arm.py --evaluate 20       the policy alone, seed by seed

The policy's estimate of the hole is biased, always in the same way: see peg_policy.py. Episode k
runs on seed 7000 + 37 k. Simulated time: an episode is as long on a slow machine as on a fast one.
"""

import argparse
from argparse import RawDescriptionHelpFormatter as Raw
from pathlib import Path

import numpy as np
from peg_policy import PERIOD, hole_centre, infer
from robosuite.utils.transform_utils import mat2quat
from scipy.spatial.transform import Rotation
from two_arm_env import make

import reins

MANIFEST = Path(__file__).with_name("robosuite_two_arm.json5")
TICKS = 300  # 15 s of simulated time
PACE = {"lockstep": True, "replan": 4 * PERIOD}


def seed(episode):
    return 7000 + 37 * episode


# What connecting this robot takes: from here
class TwoPandas:
    def __init__(self):
        self.env, self.episode, self.frame = make("TwoArmPegInHole"), -1, 0
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
            groups[side] = reins.Group(tool=tool, joints=joints, wrench=self.env.wrench(robot))
        success, late = self.env._check_success(), self.ticks >= TICKS
        outcome = reins.Outcome.SUCCESS if success else reins.Outcome.TRUNCATED if late else None
        images = {} if self.frame % 4 else {"agentview": self.env.jpeg("agentview")}
        return reins.State(groups, hole_centre(self.obs), images, outcome=outcome, extra=self.obs)

    def apply(self, command):
        goals = [(arm.tool[:3], Rotation.from_quat(arm.tool[3:])) for arm in command.groups.values()]
        self.obs = self.env.step(np.concatenate([[*p, *r.as_rotvec()] for p, r in goals]))[0]
        self.ticks += command.episode_state == reins.EpisodeState.RUNNING
        self.frame += 1


# to here.
class Watched(TwoPandas):
    """Prints how each episode ended."""

    def apply(self, command):
        super().apply(command)
        if command.episode_state == reins.EpisodeState.ENDED and self.told < self.episode:
            self.told = self.episode
            word, at = command.outcome.name.lower(), seed(self.episode)
            print(f"seed {at}: {word} after {self.ticks} ticks", flush=True)

    told = -1


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=Raw)
    options.add_argument("--endpoint", default="tcp://127.0.0.1:7447")
    options.add_argument("--keys", help="directory that `reins keys` made")
    options.add_argument("--episodes", type=int, help="end after so many")
    options.add_argument("--evaluate", type=int, metavar="N", help="the policy alone on N seeds")
    given = options.parse_args()
    manifest, endpoint, episodes = MANIFEST.read_text(), given.endpoint, given.episodes
    if given.evaluate:  # nobody is there to start an episode
        manifest = manifest.replace('start: "operator"', 'start: "runtime"')
        endpoint, episodes = None, given.evaluate
    reins.run(manifest, Watched, infer, endpoint, given.keys, episodes=episodes, **PACE)


if __name__ == "__main__":
    main()
