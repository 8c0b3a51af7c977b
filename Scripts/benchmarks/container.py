#!/usr/bin/env python3
"""The MCAP library beside the Python package `mcap`: writing and reading, in turn, medians of three
runs; then how long a large file takes to open and to seek in.

usage: container.py BENCH PYTHON DIRECTORY [GIGABYTES]     (PYTHON has the package `mcap`)
"""
import os
import subprocess
import sys

import figures

RUNS = 3
HERE = os.path.dirname(os.path.realpath(__file__))


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=HERE)
    return figures.parsed(done.stdout)


def main(bench, python, directory, gigabytes="10"):
    payloads = os.path.join(directory, "payloads")
    subprocess.run([bench, "payloads", payloads], check=True)
    peer = os.path.join(HERE, "mcap_peer.py")
    ours, theirs = {}, {"ZSTD": [], "LZ4": [], "NONE": []}
    # By turns, so that a busy minute of the machine falls on both sides.
    for _ in range(RUNS):
        for figure in run(bench, "container", payloads, directory):
            ours.setdefault((figure["compression"], figure["distinct"]), []).append(figure)
        for compression, runs in theirs.items():
            written, read = run(python, peer, payloads, directory, compression)
            runs.append({**written, "read_per_s": read["messages_per_s"]})
    for (compression, _), runs in ours.items():
        figure = dict(figures.median(runs, "written_per_s"))
        peers = theirs[compression.split()[0].upper()]
        figure["read_per_s"] = figures.median(runs, "read_per_s")["read_per_s"]
        figure["peer_written_per_s"] = figures.median(peers, "messages_per_s")["messages_per_s"]
        figure["peer_read_per_s"] = figures.median(peers, "read_per_s")["read_per_s"]
        write_ratio = figure["written_per_s"] / figure["peer_written_per_s"]
        read_ratio = figure["read_per_s"] / figure["peer_read_per_s"]
        figures.report(
            figure.pop("figure"), **figure, write_ratio=write_ratio, read_ratio=read_ratio,
            within_target=min(write_ratio, read_ratio) >= 10, runs=RUNS,
        )
    large = os.path.join(directory, "large.mcap")
    subprocess.run([bench, "container-large", large, gigabytes], check=True)
    for figure in run(bench, "container-open", large):
        within = figure["open_median_us"] < 50_000 and figure["seek_median_us"] < 10_000
        figures.report(figure.pop("figure"), **figure, within_target=within)
    os.unlink(large)


if __name__ == "__main__":
    # Not their real paths: a virtual environment is known by the link to its interpreter.
    main(*(os.path.abspath(path) for path in sys.argv[1:4]), *sys.argv[4:])
