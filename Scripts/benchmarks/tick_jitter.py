#!/usr/bin/env python3
"""How regularly a real cell ticks: at rest, beside processes that compute, and under attack.

usage: tick_jitter.py REINS BENCH PYTHON DIRECTORY [SECONDS]

A `reins sim` with keys, whose right arm a `reins live` drives by datagrams all the while. The attack (attack.py)
is three processes on the same machine that do all they can: datagrams to its port, connections that talk
nonsense, and messages of an allowed console. As many processes that only compute say what of it is the
processors being taken. The steps' own times come from the console's recording.
"""
import contextlib
import os
import subprocess
import sys
import time

import cells
import figures

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
PORT = 17447
STORY = """{
    story: 1, name: "drive", within: 300,
    steps: [
        { name: "ready", when: { episode: "ready" }, within: 20, do: [{ wait: 0.5 }, { press: "start" }] },
        { name: "runs", when: { authority: "policy", arm: "right" }, within: 20, do: [{ press: "takeRight" }] },
        {
            name: "taken", when: { authority: "hold", arm: "right", reason: "taken" }, within: 20,
            do: [
                { wait: 1 }, { enable: true },
                { twist: { linear: [0, 0.001, 0] }, arm: "right", for: SECONDS },
                { enable: false }, { quit: true },
            ],
        },
    ],
}"""


@contextlib.contextmanager
def attack(python, keys):
    script = os.path.join(ROOT, "Scripts", "benchmarks", "attack.py")
    attackers = [
        subprocess.Popen([python, script, *words])
        for words in (["datagrams", str(PORT)], ["connections", str(PORT)],
                      ["messages", str(PORT), keys, "spy"])]
    try:
        yield
        if any(attacker.poll() is not None for attacker in attackers):
            sys.exit("tick-jitter: an attacker gave up")
    finally:
        for attacker in attackers:
            attacker.kill()
            attacker.wait()


def measured(reins, bench, directory, seconds, beside, options):
    keys = cells.keys(reins, directory)
    records = os.path.join(directory, f"ticks-{time.monotonic_ns()}")
    story = os.path.join(directory, "story.json5")
    with open(story, "w") as file:
        file.write(STORY.replace("SECONDS", str(seconds)))
    endpoint = f"tcp://127.0.0.1:{PORT}"
    with cells.cell(reins, endpoint, keys, *options):
        console = subprocess.Popen(
            [reins, "live", endpoint, "--keys", keys, "--no-devices", "--headless", "--story", story,
             "--record", records, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(4)
        with beside:
            told = console.communicate()[1]
        if console.returncode != 0:
            sys.exit(f"tick-jitter: the console ended with {console.returncode}:\n{told}")
    name = next(name for name in os.listdir(records) if name.endswith(".mcap"))
    told = subprocess.run([bench, "ticks", os.path.join(records, name)], check=True,
                          capture_output=True, text=True).stdout
    return figures.parsed(told)[0]


def main(reins, bench, python, directory, seconds="20"):
    keys = cells.keys(reins, directory)
    subprocess.run([reins, "keys", "create", "spy", "--dir", keys], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([reins, "keys", "allow", f"{keys}/spy.key", "--role", "observe", "--dir", keys],
                   check=True, stdout=subprocess.DEVNULL)
    ways = [("none", []), *cells.real_time(reins)]
    for name, options in ways:
        for beside, work in (("nothing", contextlib.nullcontext()), ("three that compute", cells.hogs(3)),
                             ("attack", attack(python, keys))):
            result = measured(reins, bench, directory, int(seconds), work, options)
            result.pop("figure")
            figures.report("tick-jitter", beside=beside, real_time=name != "none", **result)


if __name__ == "__main__":
    main(*(os.path.abspath(path) for path in sys.argv[1:5]), *sys.argv[5:])
