#!/usr/bin/env python3
"""`reins record` as a service: two cells, rotation, a restart of a cell, kill -9, SIGTERM."""

import glob
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

REINS = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/release/reins")


class Manager:
    """A service manager's end: the datagrams of sd_notify."""

    def __init__(self, address):
        self.address = address
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self.socket.setblocking(False)
        self.heard = []

    def listen(self):
        while True:
            try:
                self.heard += self.socket.recv(65536).decode().split("\n")
            except BlockingIOError:
                return self.heard

    def hears(self, line):
        return line in self.listen()


def wait_for(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"FAILED: {what} did not come within {seconds} s")
        time.sleep(0.05)


def sim(folder, name, seed):
    return subprocess.Popen(
        [REINS, "sim", "--endpoint", f"ipc://{folder}/{name}", "--seed", str(seed)]
        + ["--start", "runtime"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def record(folder, manager):
    environment = dict(os.environ, NOTIFY_SOCKET=manager.address, WATCHDOG_USEC="2000000",
                       JOURNAL_STREAM="1:1")
    environment.pop("WATCHDOG_PID", None)
    return subprocess.Popen(
        [REINS, "record", f"left=ipc://{folder}/left", f"right=ipc://{folder}/right"]
        + ["--no-keys", "--directory", f"{folder}/recordings"]
        + ["--rotate-every", "2s", "--rotate-slack", "0"],
        env=environment, stderr=open(f"{folder}/log", "a"))


def files(folder, cell, ending=".mcap"):
    return sorted(glob.glob(f"{folder}/recordings/{cell}/*{ending}"))


def verified(paths):
    run = subprocess.run([REINS, "verify", "--json", *paths], capture_output=True, text=True)
    found = [json.loads(line) for line in run.stdout.splitlines()]
    for one in found:
        assert one["sound"], one
        assert one["counted_losses"] == 0 and one["missing_ticks"] == 0, one
    return found


def check(condition, what, log=None):
    if condition:
        return print("ok:", what)
    if log:
        print(open(log).read()[-3000:], file=sys.stderr)
    raise SystemExit("FAILED: " + what)


def main():
    folder = tempfile.mkdtemp(prefix="reins-record-")
    log = f"{folder}/log"
    manager = Manager(f"@reins-record-{os.getpid()}")
    left, right = sim(folder, "left", 1), sim(folder, "right", 2)
    recorder = record(folder, manager)
    try:
        wait_for("READY=1", lambda: manager.hears("READY=1"))
        wait_for("three files of each cell",
                 lambda: min(len(files(folder, cell)) for cell in ("left", "right")) >= 3)
        wait_for("WATCHDOG=1", lambda: manager.hears("WATCHDOG=1"))
        # Stopped in its tracks it sends no sign of life.
        recorder.send_signal(signal.SIGSTOP)
        time.sleep(0.3)
        heard = len(manager.listen())
        time.sleep(1)
        check(len(manager.listen()) == heard, "a recorder that stands still is silent", log)
        recorder.send_signal(signal.SIGCONT)

        # A cell begins anew: so does its recording, and the other one goes on.
        sessions = {one["session"] for one in verified(files(folder, "left"))}
        left.kill()
        left.wait()
        left = sim(folder, "left", 3)
        wait_for("another session", lambda: len(
            {one["session"] for one in verified(files(folder, "left"))} - sessions) == 1)
        print("ok: another session is another recording")

        recorder.kill()
        recorder.wait()
        check(files(folder, "right", ".partial"), "a killed recorder leaves what it wrote", log)
        recorder = record(folder, manager)
        before = len(files(folder, "right"))
        wait_for("the next file", lambda: len(files(folder, "right")) >= before + 2)
        check("Mended" in open(log).read(), "the next start mends it and says so", log)

        manager.listen()
        recorder.send_signal(signal.SIGTERM)
        wait_for("STOPPING=1", lambda: manager.hears("STOPPING=1"))
        check(recorder.wait(20) == 0, "SIGTERM ends it with status 0", log)
        check(not files(folder, "*", ".partial"), "all recordings are complete", log)
        found_of = {}
        for cell in ("left", "right"):
            found = found_of[cell] = verified(files(folder, cell))
            parts = [one for one in found if one.get("predecessor") == "present"]
            check(len(parts) >= 2, f"{cell}: {len(found)} files are whole, {len(parts)} of them "
                  "name the one before, nothing is lost", log)
        # Thinned it is smaller, sound, and what follows it still knows it.
        size = sum(map(os.path.getsize, files(folder, "left")))
        thin = subprocess.run(
            [REINS, "thin", f"{folder}/recordings/left", "--thin-to", "records"]
            + ["--pre-roll", "0.1s", "--post-roll", "0.1s"], capture_output=True, text=True)
        check(thin.returncode == 0 and sum(map(os.path.getsize, files(folder, "left"))) < size,
              f"thinned: {thin.stdout.splitlines()[-1]}", log)
        again = verified(files(folder, "left"))
        check([one.get("predecessor") for one in again]
              == [one.get("predecessor") for one in found_of["left"]]
              and any("thinned" in one for one in again), "thinned files follow each other", log)
        check(all(line[0] == "<" for line in open(log).read().splitlines()),
              "each line has its priority", log)
    finally:
        for process in (left, right, recorder):
            if process.poll() is None:
                process.kill()
    shutil.rmtree(folder)
    print("record: passed")


main()
