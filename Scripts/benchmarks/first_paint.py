#!/usr/bin/env python3
"""Start of `reins demo` to its first whole screen, and its memory after ten seconds.

usage: first_paint.py REINS DIRECTORY

From the fork, so with the loading of the program, to the read in which the pseudo-terminal has had
the last words of the whole live screen: both arms with who drives them, and the key hints at the
bottom. The first of the runs may read the binary from the disk; all are reported, the median counts.
"""
import os
import sys
import time

import figures
import session

RUNS = 9
# Head, both arms, foot: see the golden screens.
WORDS = ["LEFT ARM", "RIGHT ARM", "policy", "STOP", "? "]


def memory(pid, key):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith(key + ":"):
            return int(line.split()[1]) / 1024
    return 0.0


def quit(run):
    run.type("q")
    if run.end(3) is None:
        sys.exit("first-paint: the demo did not quit")


def paint(reins, directory):
    run = session.Session([reins, "demo", "--record", directory], columns=100, rows=30)
    if not run.wait_for(WORDS, 20):
        sys.exit("first-paint: no whole screen came:\n" + run.text()[-2000:])
    quit(run)
    return run.reads[0][0] - run.began, run.first_with(WORDS)


def main(reins, directory):
    paints = [paint(reins, directory) for _ in range(RUNS)]
    whole = sorted(p[1] * 1000 for p in paints)
    first = sorted(p[0] * 1000 for p in paints)
    figures.report(
        "first-paint",
        median_ms=whole[RUNS // 2],
        best_ms=whole[0],
        worst_ms=whole[-1],
        first_byte_median_ms=first[RUNS // 2],
        runs=RUNS,
        within_target=whole[RUNS // 2] < 150,
    )
    run = session.Session([reins, "demo", "--record", directory], columns=100, rows=30)
    run.wait_for(WORDS, 20)
    # A running episode: the policy infers, cameras render, everything is recorded.
    if not run.started():
        sys.exit("first-paint: the episode did not start")
    time.sleep(max(0, run.began + 10 - time.monotonic()))
    resident = memory(run.pid, "VmRSS")
    figures.report(
        "memory",
        resident_mb=resident,
        # Without the pages of the binary and of libraries that are only mapped.
        anonymous_mb=memory(run.pid, "RssAnon"),
        peak_mb=memory(run.pid, "VmHWM"),
        after_s=10,
        within_target=resident < 80,
    )
    # With control, quitting asks.
    run.type("q")
    time.sleep(0.3)
    run.type("y")
    if run.end(5) is None:
        sys.exit("first-paint: the demo did not quit")


if __name__ == "__main__":
    main(os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2]))
