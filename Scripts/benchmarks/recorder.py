#!/usr/bin/env python3
"""The recorder beside the Python `mcap` writer: the same messages, in turn, medians of five runs.

usage: recorder.py BENCH PYTHON DIRECTORY     (PYTHON has the package `mcap`)
"""
import os
import subprocess
import sys

import figures

RUNS = 5
HERE = os.path.dirname(os.path.realpath(__file__))
# What each side does: the live recorder's level, the level that the peer's library takes when it is
# not told, and the peer without any compression, its fastest.
OURS = {"zstd 1": "1", "zstd 3": "3"}
PEERS = {"zstd": "ZSTD", "none": "NONE"}


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=HERE)
    return figures.parsed(done.stdout)[0]


def main(bench, python, directory):
    payloads = os.path.join(directory, "payloads")
    subprocess.run([bench, "payloads", payloads], check=True)
    peer = os.path.join(HERE, "mcap_peer.py")
    runs = {name: [] for name in [*OURS, *PEERS]}
    # By turns, so that a busy minute of the machine falls on both sides.
    for _ in range(RUNS):
        for name, level in OURS.items():
            runs[name].append(run(bench, "recorder", payloads, directory, level))
        for name, compression in PEERS.items():
            runs[name].append(run(python, peer, payloads, directory, compression))
    middle = {name: figures.median(each, "messages_per_s") for name, each in runs.items()}
    for figure in middle.values():
        figure = dict(figure)
        figures.report(figure.pop("figure"), **figure, runs=RUNS)
    for ours, theirs in (("zstd 1", "zstd"), ("zstd 3", "zstd"), ("zstd 1", "none")):
        ratio = middle[ours]["messages_per_s"] / middle[theirs]["messages_per_s"]
        fields = {"ours": ours, "peer": theirs, "ratio": ratio}
        if (ours, theirs) == ("zstd 1", "zstd"):
            fields["within_target"] = ratio >= 3
        figures.report("recorder-ratio", **fields)


if __name__ == "__main__":
    # Not their real paths: a virtual environment is known by the link to its interpreter.
    main(*(os.path.abspath(path) for path in sys.argv[1:]))
