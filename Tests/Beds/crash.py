#!/usr/bin/env python3
"""The real recorder, killed with SIGKILL: at random moments under load, and once or more at each kind of
moment. After each, a repair succeeds, at most a second is missing, and `reins verify` passes.

usage: crash.py REINS SHIM [KILLS [SEED]]

SHIM is crash_at.c as a library that is loaded before the others: it kills the process at the n-th call of
a kind. The random kills need no shim: they come from outside.
"""

import glob
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

REINS = os.path.abspath(sys.argv[1])
SHIM = os.path.abspath(sys.argv[2])
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 20
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 1
CELLS = ("left", "right", "third")
SECOND = 1_000_000_000

# In the recorder: the n-th write, sync or rename, before it, in its middle (a half of the bytes), or
# behind it. Behind a write is between write and sync; renames and opens are those of the rotation.
RECORDER = [("write", 9, "half"), ("write", 14, "half"), ("write", 11, "after"), ("write", 8, "before"),
            ("fdatasync", 5, "before"), ("fdatasync", 6, "after"), ("rename", 1, "before"),
            ("rename", 1, "after"), ("rename", 2, "after"), ("open", 4, "after"), ("write", 30, "half")]
# In the repair.
REPAIR = [("ftruncate", 1, "before"), ("ftruncate", 1, "after"), ("write", 1, "half"),
          ("fdatasync", 1, "before"), ("rename", 1, "before"), ("rename", 1, "after")]


def fail(what):
    raise SystemExit("FAILED: " + what)


def start(*arguments, kill=None, log):
    environment = dict(os.environ)
    if kill:
        environment.update(LD_PRELOAD=SHIM, CRASH_AT="%s:%d:%s" % kill)
    return subprocess.Popen([REINS, *arguments], env=environment, stdin=subprocess.DEVNULL,
                            stdout=log, stderr=log)


class Bed:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="reins-crash-")
        self.log = open(self.folder + "/log", "wb")
        self.random = random.Random(SEED)
        self.worst = 0
        self.files = 0
        self.sims = [
            start("sim", "--endpoint", f"ipc://{self.folder}/{name}", "--seed", str(n + 1),
                  "--start", "runtime", log=self.log)
            for n, name in enumerate(CELLS)]

    def recorder(self, kill=None):
        cells = [f"{name}=ipc://{self.folder}/{name}" for name in CELLS]
        return start("record", *cells, "--no-keys", "--directory", self.folder + "/recordings",
                     "--rotate-every", "1s", "--rotate-slack", "0", kill=kill, log=self.log)

    def found(self, ending):
        return sorted(glob.glob(f"{self.folder}/recordings/*/*{ending}"))

    def grown(self):
        """Whether each cell has a recording with chunks in it."""
        return all(any(os.path.getsize(f) > 100_000 for f in self.found(".mcap*") if f"/{cell}/" in f)
                   for cell in CELLS)

    def say_log(self):
        self.log.flush()
        sys.stderr.write(open(self.folder + "/log", errors="replace").read()[-2000:])

    def killed_outside(self):
        """Kills at a random moment of a recording; gives when."""
        process = self.recorder()
        end = time.monotonic() + 20
        while not self.grown():
            if process.poll() is not None or time.monotonic() > end:
                self.say_log()
                fail("the recorder does not record")
            time.sleep(0.02)
        time.sleep(self.random.uniform(0, 0.8))
        when = time.time_ns()
        process.kill()
        process.wait()
        return when

    def killed_inside(self, kill):
        process = self.recorder(kill)
        try:
            status = process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            fail(f"the recorder never came to {kill}")
        when = time.time_ns()
        if status != -signal.SIGKILL:
            self.say_log()
            fail(f"{kill}: the recorder ended with {status}")
        return when

    def repair(self, path, kill=None):
        """By hand. Bytes cut short make it 1; what counts is what is there afterwards."""
        status = start("repair", path, kill=kill, log=self.log).wait()
        if status not in ((-signal.SIGKILL,) if kill else (0, 1)):
            self.say_log()
            fail(f"repair of {path}, {kill}: {status}")

    def mend(self, at_start):
        """Repairs all, as the next start does or by hand; sometimes that is killed first."""
        if at_start:
            process = self.recorder()
            end = time.monotonic() + 20
            before = self.found(".mcap.partial")
            while any(os.path.exists(path) for path in before):
                if time.monotonic() > end:
                    self.say_log()
                    fail(f"the next start leaves {before}")
                time.sleep(0.02)
            process.terminate()
            process.wait()
            return
        for path in self.found(".mcap.partial"):
            self.repair(path)

    def check(self, when, what):
        if self.found(".partial"):
            fail(f"{what}: {self.found('.partial')} is left")
        paths = self.found(".mcap")
        run = subprocess.run([REINS, "verify", "--json", *paths], capture_output=True, text=True)
        latest = {}
        for line in run.stdout.splitlines():
            one = json.loads(line)
            if not one["sound"]:
                self.say_log()
                shutil.copytree(self.folder, "/tmp/reins-crash-failed", dirs_exist_ok=True,
                                ignore=lambda d, names: [n for n in names if n in CELLS and d == self.folder])
                fail(f"{what}: {one['path']} is not sound: {one['findings']} {one['contradictions']} "
                     f"{one['chain']}")
            cell = one["path"].split("/")[-2]
            latest[cell] = max(latest.get(cell, 0), one["end_time"] if one["messages"] else 0)
        if run.returncode != 0:
            fail(f"{what}: verify ends with {run.returncode}: {run.stderr}")
        self.files += len(paths)
        return latest

    def bound(self, when, latest, what):
        for cell in CELLS:
            missing = when - latest.get(cell, 0)
            if missing > SECOND:
                fail(f"{what}: {missing / 1e9:.3f} s of {cell} are missing")
            self.worst = max(self.worst, missing)

    def clear(self):
        shutil.rmtree(self.folder + "/recordings", ignore_errors=True)

    def once(self, kind, n):
        self.clear()
        if kind is None:
            when, what = self.killed_outside(), f"kill {n}, at random"
        elif kind in RECORDER:
            when, what = self.killed_inside(kind), "kill %d, %s %d %s" % (n, *kind)
        else:
            when, what = self.killed_outside(), "kill %d, in repair, %s %d %s" % (n, *kind)
            for path in self.found(".mcap.partial"):
                self.repair(path, kind)
        isEarly = kind in RECORDER and not self.grown()
        # A repair by hand leaves what was recorded as the last; a start goes on and records more.
        at_start = kind is None and n % 3 == 0
        if at_start:
            self.mend(True)
            self.check(when, what)
        else:
            self.mend(False)
            latest = self.check(when, what)
            if not isEarly:
                self.bound(when, latest, what)

    def close(self):
        for sim in self.sims:
            sim.kill()
            sim.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    bed = Bed()
    kinds = (RECORDER + REPAIR)[:max(KILLS, 1)]
    kinds += [None] * (KILLS - len(kinds))
    try:
        for n, kind in enumerate(kinds):
            bed.once(kind, n)
            if (n + 1) % 50 == 0:
                print(f"{n + 1} kills, at most {bed.worst / 1e9:.3f} s missing", flush=True)
    finally:
        bed.close()
    print(f"crash: {len(kinds)} kills ({sum(k is None for k in kinds)} at random), {bed.files} recordings "
          f"sound afterwards, at most {bed.worst / 1e9:.3f} s missing, seed {SEED}")


main()
