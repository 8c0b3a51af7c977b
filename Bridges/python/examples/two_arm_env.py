"""robosuite's two-arm tasks with what the examples need: seeds, wrenches, a camera."""

import logging

import numpy as np
import robosuite
from robosuite.controllers import load_composite_controller_config


def make(task, gripper=None):
    """The task with two Pandas, whose controllers take absolute poses in the world frame."""
    logging.getLogger("robosuite_logs").setLevel(logging.ERROR)
    controller = load_composite_controller_config(controller="BASIC")
    arm = controller["body_parts"]["right"]
    arm.update(input_type="absolute", input_ref_frame="world")
    controller["body_parts"] = {"right": arm}
    base = getattr(robosuite.environments.manipulation, task_module(task))
    kind = type(task, (Seeded, getattr(base, task)), {})
    return kind(
        robots=["Panda", "Panda"],
        controller_configs=controller,
        gripper_types=gripper,
        has_renderer=False,
        has_offscreen_renderer=True,
        use_camera_obs=False,
        control_freq=20,
        horizon=10**9,
        ignore_done=True,
        hard_reset=False,
    )


def task_module(task):
    return "".join("_" + c.lower() if c.isupper() else c for c in task).lstrip("_")


class Seeded:
    """What the examples add to a robosuite environment."""

    def reset_to(self, seed):
        """A start that depends on the seed alone."""
        self.rng = np.random.default_rng(seed)
        for robot in self.robots:
            robot.rng = self.rng
        placement = getattr(self, "placement_initializer", None)
        if placement is not None:
            placement.rng = self.rng
        np.random.seed(seed)
        return self.reset()

    def wrenches(self):
        """Force and torque at each wrist, in its own frame: N, N·m."""
        return [np.concatenate([r.ee_force["right"], r.ee_torque["right"]]) for r in self.robots]

    def joints(self, robot):
        """Joint angles, rad."""
        return self.sim.data.qpos[robot._ref_joint_pos_indexes]

    def camera(self, name, size=128):
        """An image, RGB, the right way up."""
        return self.sim.render(camera_name=name, width=size, height=size)[::-1]
