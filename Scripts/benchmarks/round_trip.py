#!/usr/bin/env python3
"""A round trip between a console and a real `reins sim`, beside a bare ZeroMQ one.

usage: round_trip.py REINS BENCH DIRECTORY

Both on the same transport, with keys, with messages of the same size, by turns; medians of five runs.
A bare datagram round trip beside them says what the real-time plane stands on.
"""
import os
import subprocess
import sys

import cells
import figures

RUNS, TRIPS = 5, 2000
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))


def built(directory):
    bare = os.path.join(directory, "bare_round_trip")
    source = os.path.join(ROOT, "Scripts", "benchmarks", "bare_round_trip.c")
    flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "libzmq"], text=True).split()
    subprocess.check_call(["cc", "-O2", source, "-o", bare, *flags])
    return bare


def figure(*command):
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return figures.parsed(told)[0]


def main(reins, bench, directory):
    bare = built(directory)
    keys = cells.keys(reins, directory)
    for link in ("tcp", "ipc"):
        endpoint = "tcp://127.0.0.1:17447" if link == "tcp" else f"ipc://{directory}/cell"
        other = "tcp://127.0.0.1:17457" if link == "tcp" else f"ipc://{directory}/bare"
        runs = {"cell": [], "zmq": [], "udp": []}
        with cells.cell(reins, endpoint, keys):
            for _ in range(RUNS):
                ours = figure(bench, "round-trip", endpoint, keys)
                runs["cell"].append(ours)
                size = str(ours["bytes"])
                runs["zmq"].append(figure(bare, "zmq", other, size, str(TRIPS)))
                if link == "tcp":
                    runs["udp"].append(figure(bare, "udp", "17459", size, str(TRIPS)))
        middle = {name: figures.median(all, "median_us") for name, all in runs.items() if all}
        for name, run in middle.items():
            figures.report("round-trip", link="udp" if name == "udp" else link,
                           who="reins" if name == "cell" else "bare",
                           **{key: value for key, value in run.items() if key != "figure"})
        ratio = middle["cell"]["median_us"] / middle["zmq"]["median_us"]
        figures.report("round-trip-ratio", link=link, median=ratio,
                       p99=middle["cell"]["p99_us"] / middle["zmq"]["p99_us"],
                       within_target=ratio <= 1.5)


if __name__ == "__main__":
    main(*(os.path.realpath(path) for path in sys.argv[1:]))
