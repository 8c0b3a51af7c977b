#!/usr/bin/env python3
"""The lift example under a watch: writes what the simulator says of the pot, one JSON line per tick.

usage: held_pot.py EPISODES TICKS.jsonl --endpoint ENDPOINT --keys DIR
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "Bridges/python/examples"))

import robosuite_lift as example  # noqa: E402

import reins  # noqa: E402


class Watched(example.TwoPandas):
    def apply(self, command):
        super().apply(command)
        handles = (self.env.pot.handle0_geoms, self.env.pot.handle1_geoms)
        grasped = [
            bool(self.env._check_grasp(gripper=robot.gripper["right"], object_geoms=handle))
            for robot, handle in zip(self.env.robots, handles)
        ]
        tick = {
            "tick": command.tick,
            "episode": command.episode,
            "state": command.episode_state.name,
            "outcome": command.outcome.name,
            "authority": [group.authority.name for group in command.groups.values()],
            "pot": [float(x) for x in self.obs["pot_pos"]],
            "grasped": grasped,
        }
        print(json.dumps(tick), file=ticks, flush=True)


episodes, path = int(sys.argv[1]), sys.argv[2]
endpoint, keys = sys.argv[4], sys.argv[6]
ticks = open(path, "w")
reins.run(
    example.MANIFEST, Watched, example.infer, endpoint, keys, episodes=episodes, **example.PACE
)
