#!/usr/bin/env python3
"""From a 3D mouse's event to the operator's command on the socket, beside a Python loop.

usage: event_to_command.py REINS BENCH PYTHON DIRECTORY [--events N] [--rounds N] [--only WORDS]

Ours is the real `reins live` in a pseudo-terminal, driving the right arm of a `reins sim` of its own
process, with screen, cameras and recorder at work. The peer (event_peer.py) is a bare loop: `evdev` in,
`pyzmq` out. Both by turns, on the same pretend mouse (umockdev, and a named pipe: see straight_read.c)
that plays the same reports, at rest and beside processes that do nothing but compute: of the program's
own session, as a policy or a browser of the same desk is, and of another one.
"""
import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import time

import cells
import figures
import session

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
FIXTURE = os.path.join(ROOT, "Tests", "InputDeviceTests", "Fixtures", "spacemouse-wireless")
NODE = "/dev/input/event23"
PLACE = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-5/1-5:1.0/0003:256F:C62E.0004/input/input23/event23"
AXES, KEYS, LEFT_BUTTON = 3, 1, 256
PORT = 17447


def is_root():
    return os.geteuid() == 0


def built_bed():
    folder = os.path.join(ROOT, ".build", "beds")
    os.makedirs(folder, exist_ok=True)
    flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "umockdev-1.0"], text=True)
    bed = os.path.join(folder, "mousebed-bench")
    source = os.path.join(ROOT, "Tests", "Beds", "mousebed.c")
    subprocess.check_call(["cc", "-O1", source, "-o", bed, *flags.split()])
    straight = os.path.join(folder, "straight_read.so")
    source = os.path.join(ROOT, "Scripts", "benchmarks", "straight_read.c")
    subprocess.check_call(["cc", "-O1", "-shared", "-fPIC", source, "-o", straight])
    # The bed is the kernel's interrupt: nothing keeps that from its work. What it starts is as all.
    urgent = ["chrt", "-R", "-f", "50"] if is_root() else []
    return [*urgent, "env", f"LD_PRELOAD={straight}:libumockdev-preload.so.0", bed]


# Processes that compute, in the program's own session; they wait for SIGCONT. exec keeps the number.
WITH_HOGS = """
count=$1; shift
while [ $count -gt 0 ]; do
    sh -c 'kill -STOP $$; while :; do :; done' & count=$((count - 1))
done
exec "$@"
"""


class Bed:
    """A program with a 3D mouse that we move, and as many processes beside it as `load` says."""

    def __init__(self, load, pipe, *command):
        command = ["sh", "-c", WITH_HOGS, "sh", str(load), *command]
        if not os.path.exists(pipe):
            os.mkfifo(pipe)
        os.environ["STRAIGHT_PIPE"] = pipe
        self.run = session.Session([*built_bed(), *command], pipes=True)
        self.tell(f"add {FIXTURE}.umockdev {NODE} {FIXTURE}.ioctl")
        self.tell(f"pipe {NODE} {pipe}")
        self.tell(f"announce {PLACE}")
        self.tell("start")
        self.program = self.children(self.run.pid)[0]

    @staticmethod
    def children(pid):
        return [int(child) for child in open(f"/proc/{pid}/task/{pid}/children").read().split()]

    @contextlib.contextmanager
    def loaded(self):
        """They compute for as long as this is in force."""
        hogs = self.children(self.program)
        for hog in hogs:
            os.kill(hog, signal.SIGCONT)
        time.sleep(0.5 if hogs else 0)
        try:
            yield
        finally:
            for hog in hogs:
                os.kill(hog, signal.SIGKILL)

    def tell(self, command):
        self.run.told.write(command + "\n")
        answer = self.run.answers.readline().strip()
        if answer != "ok":
            sys.exit(f"event-to-command: the bed cannot {command.split()[0]}: {answer}")

    def frame(self, *events):
        self.tell(f"frame {NODE} " + " ".join(str(n) for event in events for n in event))

    def expect(self, words, what):
        if not self.run.wait_for(words):
            sys.exit(f"event-to-command: {what}:\n" + self.run.text()[-3000:])

    def neutral(self):
        self.frame(*((AXES, axis, 1) for axis in range(6)))
        self.frame(*((AXES, axis, 0) for axis in range(6)))

    def play(self, events):
        """Pushes of the cap that change with every report, with the left button held. The times of
        the first and the last on CLOCK_MONOTONIC, ns."""
        chance = random.Random(1)
        self.frame((KEYS, LEFT_BUTTON, 1))
        began = time.monotonic_ns()
        for number in range(events):
            # Real pucks report every 8 to 16 ms; a spread that no period of ours divides, so that
            # the events fall on every moment of the program's loops.
            time.sleep(chance.uniform(0.011, 0.023))
            push = 60 + number % 40 if number // 50 % 2 else -60 - number % 40
            self.frame((AXES, chance.randrange(3), push), (AXES, 3 + chance.randrange(3), push // 2))
        ended = time.monotonic_ns()
        self.frame(*((AXES, axis, 0) for axis in range(6)))
        self.frame((KEYS, LEFT_BUTTON, 0))
        return began, ended

    def end(self):
        # The bed ends when its input does, and takes the program with it: let that finish first.
        self.run.told.write("wait\n")
        ended = self.run.answers.readline().strip()
        self.run.told.close()
        self.run.end()
        if ended != "ended 0":
            sys.exit(f"event-to-command: the program {ended}:\n" + self.run.text()[-2000:])


def busy(pid, names=None):
    """Processor time of a process's threads, s: of all, or of those whose name begins so."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            name = open(f"/proc/{pid}/task/{task}/comm").read().strip()
            spent = int(open(f"/proc/{pid}/task/{task}/schedstat").read().split()[0])
        except OSError:
            continue
        if names is None or name.startswith(names):
            total += spent
    return total / 1e9


class Measured:
    """One way of doing it beside one load, over several runs."""

    def __init__(self):
        self.rows, self.lateness, self.busy, self.rest, self.seconds = [], [], 0.0, 0.0, 0.0
        self.arrived = []

    def take(self, rows, window, spent, rest, wakes=()):
        began, ended = window
        self.rows += [row for row in rows if began <= row[0] <= ended]
        self.lateness += [(awake - due) / 1000 for due, awake in wakes if began <= due <= ended]
        self.busy += spent
        self.rest += rest
        self.seconds += (ended - began) / 1e9

    def spans(self, end):
        return [(row[end] - row[0]) / 1000 for row in self.rows]

    def report(self, who, load):
        sent = figures.spread(self.spans(2))
        figures.report(
            "event-to-command", who=who, load=load, **sent,
            **figures.spread(self.spans(1), "awake_"),
            # Beyond what the same threads do while the mouse is at rest.
            cpu_us_per_event=(self.busy - self.rest * self.seconds) * 1e6 / len(self.rows),
            cpu_share=self.busy / self.seconds, events=len(self.rows))
        for run in self.arrived:
            figures.report("event-to-cell", who=who, load=load,
                           **{key: value for key, value in run.items() if key != "figure"})
        if self.lateness:
            figures.report("control-jitter", who=who, load=load, **figures.spread(self.lateness),
                           deadlines=len(self.lateness))
        return sent


class Ours:
    """`reins live` at a `reins sim`: what carries commands there is its control thread, and libzmq's."""

    threads = ("control", "ZMQbg/IO")

    def __init__(self, reins, bench, directory, link, options=(), prefix=()):
        self.reins, self.bench, self.directory = reins, bench, directory
        self.options, self.prefix = list(options), list(prefix)
        self.endpoint = f"tcp://127.0.0.1:{PORT}" if link == "tcp" else f"ipc://{directory}/cell"
        self.keys = cells.keys(reins, directory)

    def run(self, events, measured, load, elsewhere=0):
        report = os.path.join(self.directory, "latency")
        records = os.path.join(self.directory, f"records-{time.monotonic_ns()}")
        with cells.cell(self.reins, self.endpoint, self.keys, *self.options):
            bed = Bed(load, os.path.join(self.directory, "pipe"), *self.prefix, self.reins, "live",
                      self.endpoint, "--keys", self.keys, "--record", records,
                      "--latency-report", report, *self.options)
            bed.expect(["LEFT ARM", "RIGHT ARM"], "no screen came")
            bed.expect(["SpaceMouse"], "the pretend mouse was not found")
            bed.neutral()
            if not bed.run.started():
                sys.exit("event-to-command: no episode started:\n" + bed.run.text()[-3000:])
            bed.run.type("r")
            time.sleep(1)
            with bed.loaded(), cells.hogs(elsewhere):
                before = busy(bed.program, self.threads)
                time.sleep(1)
                began = busy(bed.program, self.threads)
                window = bed.play(events)
                spent = busy(bed.program, self.threads) - began
            bed.run.type("q")
            time.sleep(0.5)
            bed.run.type("y")
            bed.end()
        lines = [line.split() for line in open(report) if line[0] != "#"]
        rows = [[int(word) for word in line[2:]] for line in lines if line[0] != "timer"]
        wakes = [[int(word) for word in line[1:]] for line in lines if line[0] == "timer"]
        measured.take(rows, window, spent, began - before, wakes)
        name = next(name for name in os.listdir(records) if name.endswith(".mcap"))
        arrived = subprocess.run([self.bench, "arrivals", os.path.join(records, name), report],
                                 check=True, capture_output=True, text=True).stdout
        measured.arrived += figures.parsed(arrived)


class Peer:
    """The Python loop."""

    def __init__(self, python, directory, link):
        self.python, self.directory = python, directory
        self.endpoint = f"tcp://127.0.0.1:{PORT + 9}" if link == "tcp" else f"ipc://{directory}/peer"
        self.keys = os.path.join(directory, "peer-keys")
        os.makedirs(self.keys, exist_ok=True)

    def run(self, events, measured, load, elsewhere=0):
        script = os.path.join(ROOT, "Scripts", "benchmarks", "event_peer.py")
        sent, received = (os.path.join(self.directory, f"peer-{end}") for end in ("sent", "received"))
        cell = subprocess.Popen([self.python, script, "cell", self.endpoint, self.keys, received])
        time.sleep(1)
        try:
            bed = Bed(load, os.path.join(self.directory, "pipe"), self.python, script, "console",
                      self.endpoint, self.keys, sent, NODE)
            time.sleep(1)
            bed.neutral()
            with bed.loaded(), cells.hogs(elsewhere):
                before = busy(bed.program)
                time.sleep(1)
                began = busy(bed.program)
                window = bed.play(events)
                spent = busy(bed.program) - began
            os.kill(bed.program, signal.SIGTERM)
            bed.end()
        finally:
            cell.terminate()
            cell.wait()
        measured.take(rows_of(sent), window, spent, began - before)
        spans = [(at - stamp) / 1000 for stamp, at in rows_of(received) if window[0] <= stamp <= window[1]]
        measured.arrived.append({**figures.spread(spans), "events": len(spans)})


def rows_of(path):
    return [[int(word) for word in line.split()] for line in open(path)]


def main():
    words = argparse.ArgumentParser()
    for name in ("reins", "bench", "python", "directory"):
        words.add_argument(name, type=os.path.abspath)
    words.add_argument("--events", type=int, default=600)
    words.add_argument("--rounds", type=int, default=2)
    words.add_argument("--only", default="")
    words.add_argument("--loads", default="")
    words = words.parse_args()
    def ours(*rest):
        return Ours(words.reins, words.bench, words.directory, *rest)

    ways = {"python": Peer(words.python, words.directory, "tcp"), "reins": ours("tcp")}
    ways["reins, ipc"] = ours("ipc")
    for name, options in cells.real_time(words.reins):
        ways[f"reins, {name}"] = ours("tcp", options)
    processors = len(os.sched_getaffinity(0))
    loads = {
        "idle": (0, 0), "one per processor": (processors, 0), "three per two": (processors * 3 // 2, 0),
        "three per two elsewhere": (0, processors * 3 // 2)}
    for load, (own, elsewhere) in loads.items():
        if words.loads and load not in words.loads.split(","):
            continue
        measured = {who: Measured() for who in ways if not words.only or who in words.only.split(";")}
        for _ in range(words.rounds):
            for who in measured:
                ways[who].run(words.events, measured[who], own, elsewhere)
        spreads = {who: result.report(who, load) for who, result in measured.items()}
        for who in spreads:
            if who != "python" and "python" in spreads:
                compare(who, load, spreads[who], spreads["python"])


def compare(who, load, ours, peer):
    """How many times longer the peer takes."""
    ratios = {key[:-3]: peer[key] / ours[key] for key in ours}
    if load == "idle":
        met = ratios["median"] >= 1 and ours["p99_us"] <= 150
    elif load.endswith("elsewhere"):
        met = ratios["median"] >= 1
    else:
        met = ratios["median"] >= 1 and ratios["p99"] >= 5
    figures.report("event-to-command-ratio", who=who, load=load, **ratios, within_target=met)


if __name__ == "__main__":
    main()
