"""robosuite's two-arm tasks with what the examples need: seeds, wrenches, a camera."""

import io
import logging

import mujoco
import numpy as np
import robosuite
from PIL import Image
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
        seed=7,  # of what is drawn once, as the peg's thickness
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

    def wrench(self, robot):
        """What touches a hand or what is fixed to it, at the hand, in the tool's frame: N, N·m.

        robosuite's own sensor sits in the gripper and does not feel a peg that is fixed to the
        hand.
        """
        model, data = self.sim.model._model, self.sim.data._data
        hand = self.sim.model.body_name2id(robot.robot_model.eef_name["right"])
        total, found = np.zeros(6), np.zeros(6)
        for index in range(data.ncon):
            contact = data.contact[index]
            first, second = (self.is_part(model.geom_bodyid[g], hand) for g in contact.geom)
            if first == second:
                continue
            mujoco.mj_contactForce(model, data, index, found)
            # In the contact's frame, on the second of the two.
            force, torque = found.reshape(2, 3) @ contact.frame.reshape(3, 3)
            arm = contact.pos - data.xpos[hand]
            total += (1 if second else -1) * np.concatenate([force, torque + np.cross(arm, force)])
        turn = robot.part_controllers["right"].ref_ori_mat
        return np.concatenate([total[:3] @ turn, total[3:] @ turn])

    def is_part(self, body, hand):
        """Whether a body hangs on the hand."""
        parents = self.sim.model._model.body_parentid
        while body not in (0, hand):
            body = parents[body]
        return body == hand

    def joints(self, robot):
        """Joint angles, rad."""
        return self.sim.data.qpos[robot._ref_joint_pos_indexes]

    def opening(self, robot):
        """How far a Panda's gripper is open: 0 closed, 1 open."""
        fingers = self.sim.data.qpos[robot._ref_gripper_joint_pos_indexes["right"]]
        return (fingers[0] - fingers[1]) / 0.08

    def jpeg(self, camera, size=128):
        """A camera's picture."""
        graphics = self.sim.model._model.vis
        if graphics.quality.offsamples:
            # Drawing in software: a third of the time without what a small picture does not show.
            graphics.quality.offsamples = graphics.quality.shadowsize = 0
            self.sim.model._model.mat_reflectance[:] = 0
            self.sim._render_context_offscreen.update_offscreen_size(size, size)
        pixels = self.sim.render(camera_name=camera, width=size, height=size)[::-1]
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "JPEG", quality=85)
        return file.getvalue()
