#!/usr/bin/env python3
"""A control tick of a two-arm cell from Python, through the bridge and the C interface.

usage: bridge_step.py [TICKS]      with the bridge's package installed and REINS_CELL_LIBRARY set

Both arms measured (pose, joints, wrench, gripper) and driven by the policy in a running episode, a chunk
offered every fifth tick, in virtual time as fast as it goes. `step` is what an integrator calls, with
the robot's state and the command as numpy arrays; `call` is the library's function alone, by ctypes.
"""
import gc
import os
import sys
import time

import numpy as np

import figures

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.append(os.path.join(ROOT, "Bridges", "python", "tests"))
import conftest  # noqa: E402
import reins  # noqa: E402

TICK = 10_000_000


def state_of(names):
    pose = np.array([0.4, 0.0, 0.3, 0.0, 0.0, 0.0, 1.0])
    return reins.State(
        groups={name: reins.Group(tool=pose.copy(), joints=np.zeros(2), wrench=np.zeros(6), gripper=0.5)
                for name in names},
        features=np.array([0.7]))


def main(ticks="20000"):
    spans = {"step": [], "call": []}
    with reins.Cell(conftest.MANIFEST, caller_clock=True) as cell:
        state, now = state_of(cell.layout.groups), 1_000_000_000
        chunk = np.zeros((cell.layout.horizon, cell.layout.width))
        chunk[:, cell.layout.width // 2 - 1 :: cell.layout.width // 2] = 0.5
        call = cell._library.reins_cell_step

        class Timed:
            """The library, its step measured."""

            def __getattr__(self, name):
                return getattr(library, name)

            @staticmethod
            def reins_cell_step(*arguments):
                began = time.perf_counter_ns()
                result = call(*arguments)
                spans["call"].append((time.perf_counter_ns() - began) / 1000)
                return result

        def tick(number):
            nonlocal now
            now += TICK
            state.measured_at = now
            began = time.perf_counter_ns()
            command = cell.step(state, gauges=(0.5,), now=now)
            spans["step"].append((time.perf_counter_ns() - began) / 1000)
            for name, group in command.groups.items():
                state.groups[name].tool = group.tool
            if number % 5 == 0:
                cell.offer(chunk, command.observation, now, now)
            return command

        for number, act in enumerate((cell.next, cell.reset_done, cell.start)):
            act()
            tick(number)
        for number in range(500):
            command = tick(number)
        if any(group.authority != reins.Authority.POLICY for group in command.groups.values()):
            sys.exit(f"bridge-step: the policy drives not: {command}")
        gc.collect()
        gc.freeze()
        for name, timed in (("step", False), ("call", True)):
            library = cell._library
            if timed:
                cell._library = Timed()
            spans["step"].clear()
            for number in range(int(ticks)):
                tick(number)
            cell._library = library
            if name == "step":
                whole = figures.spread(spans["step"])
    figures.report("bridge-step", **whole, **figures.spread(spans["call"], "call_"), ticks=int(ticks),
                   within_target=whole["median_us"] < 30)


if __name__ == "__main__":
    main(*sys.argv[1:])
