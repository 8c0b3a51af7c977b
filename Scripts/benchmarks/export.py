#!/usr/bin/env python3
"""`reins export` beside LeRobot's own writer, both without cameras, in turn, medians of five pairs of runs.

usage: export.py REINS BENCH PYTHON DIRECTORY     (PYTHON has the package `lerobot`)

Ours is the whole program, from its start to its end: reading a recording of simulated episodes with
interventions at 100 Hz, deciding what each row is, writing the dataset and checking it. The peer is
given its rows ready in memory, and loading it is not counted.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import figures

RUNS = 5
HERE = os.path.dirname(os.path.realpath(__file__))


def ours(reins, recording, out):
    shutil.rmtree(out, ignore_errors=True)
    began = time.perf_counter()
    done = subprocess.run(
        [reins, "export", "--format", "lerobot-v3", "--out", out, recording],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seconds = time.perf_counter() - began
    if done.returncode != 0:
        sys.exit("export: " + done.stdout)
    info = json.load(open(os.path.join(out, "meta", "info.json")))
    rows = info["total_frames"]
    return {
        "rows": rows,
        "episodes": info["total_episodes"],
        "width": info["features"]["observation.state"]["shape"][0],
        "columns": len(info["features"]),
        "seconds": seconds,
        "rows_per_s": rows / seconds,
    }


def theirs(python, directory, run):
    """As many episodes of as many rows, state and action as wide as ours (at most)."""
    frames = max(1, run["rows"] // run["episodes"])
    done = subprocess.run(
        [python, os.path.join(HERE, "lerobot_peer.py"), directory]
        + [str(run["episodes"]), str(frames), "14"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=HERE,
    )
    return figures.parsed(done.stdout)[-1]


def main(reins, bench, python, directory):
    made = subprocess.check_output([bench, "make-recording", directory], text=True)
    recording = figures.parsed(made)[0]["path"]
    out = os.path.join(directory, "export")
    own, peer = [], []
    for _ in range(RUNS):
        own.append(ours(reins, recording, out))
        peer.append(theirs(python, directory, own[-1]))
    mine, other = figures.median(own, "rows_per_s"), figures.median(peer, "rows_per_s")
    figures.report("export", **mine, runs=RUNS)
    other = dict(other)
    figures.report(other.pop("figure"), **other, runs=RUNS)
    # Of each pair, as the host's clock has two speeds, for minutes at a time.
    ratios = sorted(a["rows_per_s"] / b["rows_per_s"] for a, b in zip(own, peer))
    ratio = statistics.median(ratios)
    figures.report("export-ratio", ratio=ratio, least=ratios[0], most=ratios[-1], within_target=ratio >= 20)


if __name__ == "__main__":
    main(*(os.path.abspath(path) for path in sys.argv[1:]))
