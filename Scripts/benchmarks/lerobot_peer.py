#!/usr/bin/env python3
"""LeRobot's own writer without cameras: create, add_frame, save_episode, finalize; one run.

usage: lerobot_peer.py DIRECTORY EPISODES FRAMES WIDTH
WIDTH is that of state and of action. Loading the library is not counted.
"""
import os
import shutil
import sys
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import logging  # noqa: E402
from importlib.metadata import version  # noqa: E402

import datasets  # noqa: E402
import numpy  # noqa: E402
from lerobot.datasets.lerobot_dataset import LeRobotDataset  # noqa: E402

import figures  # noqa: E402


def motion(frames, width, seed):
    """Smooth, a little noisy, as joints move."""
    at = numpy.arange(frames)[:, None] / 30
    entry = numpy.arange(width)[None, :]
    noise = numpy.random.default_rng(seed).normal(size=(frames, width))
    return (numpy.sin(at * (0.3 + 0.05 * entry) + entry) + 0.002 * noise).astype(numpy.float32)


def main(directory, episodes, frames, width):
    datasets.disable_progress_bars()
    logging.disable(logging.WARNING)
    out = os.path.join(directory, "lerobot-peer")
    shutil.rmtree(out, ignore_errors=True)
    vector = {"dtype": "float32", "shape": (width,), "names": None}
    state, action = motion(frames, width, 0), motion(frames, width, 1)
    began = time.perf_counter()
    dataset = LeRobotDataset.create(
        "local/bench",
        fps=30,
        features={"observation.state": vector, "action": vector},
        root=out,
        use_videos=False,
    )
    for _ in range(episodes):
        for row in range(frames):
            dataset.add_frame(
                {"observation.state": state[row], "action": action[row], "task": "bench"}
            )
        dataset.save_episode()
    if hasattr(dataset, "finalize"):
        dataset.finalize()
    seconds = time.perf_counter() - began
    shutil.rmtree(out)
    figures.report(
        "export-peer",
        peer="lerobot " + version("lerobot"),
        rows=episodes * frames,
        episodes=episodes,
        seconds=seconds,
        rows_per_s=episodes * frames / seconds,
    )


if __name__ == "__main__":
    main(sys.argv[1], *(int(number) for number in sys.argv[2:]))
