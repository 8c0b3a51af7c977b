#!/usr/bin/env python3
"""From a 3D mouse's event to the operator's command, in the real `reins demo` on a pretend device.

usage: event_to_command.py REINS BENCH DIRECTORY

The bed (umockdev) stamps each event with CLOCK_MONOTONIC right before it writes it to the device, as
the kernel does, and libevdev, libudev and the whole program read it as they would a real one
(straight_read.c takes umockdev's own round trips out of the reading). Two
figures come out: until the socket has taken the command (`event-to-command`), and until the cell at
the other end, over CURVE and ipc, has it (`event-to-cell`). Everything else is at work meanwhile: the
simulated robot at 100 Hz, its policy, two cameras, the screen at 30 Hz, the recorder.
"""
import os
import random
import subprocess
import sys
import time

import session

# About twenty seconds: the demo ends an episode after twenty-five.
EVENTS = 1200
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
FIXTURE = os.path.join(ROOT, "Tests", "InputDeviceTests", "Fixtures", "spacemouse-wireless")
NODE = "/dev/input/event23"
PLACE = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-5/1-5:1.0/0003:256F:C62E.0004/input/input23/event23"
AXES, KEYS, LEFT_BUTTON = 3, 1, 256


def built_bed():
    folder = os.path.join(ROOT, ".build", "beds")
    os.makedirs(folder, exist_ok=True)
    flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "umockdev-1.0"], text=True)
    bed = os.path.join(folder, "mousebed")
    source = os.path.join(ROOT, "Tests", "Beds", "mousebed.c")
    subprocess.check_call(["cc", "-O1", source, "-o", bed, *flags.split()])
    straight = os.path.join(folder, "straight_read.so")
    source = os.path.join(ROOT, "Scripts", "benchmarks", "straight_read.c")
    subprocess.check_call(["cc", "-O1", "-shared", "-fPIC", source, "-o", straight])
    return ["env", f"LD_PRELOAD={straight}:libumockdev-preload.so.0", bed]


class Bed:
    """The program with a 3D mouse that we move."""

    def __init__(self, *command):
        self.run = session.Session([*built_bed(), *command], pipes=True)
        self.tell(f"add {FIXTURE}.umockdev {NODE} {FIXTURE}.ioctl")
        self.tell(f"announce {PLACE}")
        self.tell("start")

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


def play(bed):
    """Pushes of the cap that change with every report, with the left button held."""
    chance = random.Random(1)
    bed.frame((KEYS, LEFT_BUTTON, 1))
    for number in range(EVENTS):
        # Real pucks report every 8 to 16 ms; a spread that no period of ours divides, so that the
        # events fall on every moment of the program's loops.
        time.sleep(chance.uniform(0.011, 0.023))
        push = 60 + number % 40 if number // 50 % 2 else -60 - number % 40
        bed.frame((AXES, chance.randrange(3), push), (AXES, 3 + chance.randrange(3), push // 2))
    bed.frame(*((AXES, axis, 0) for axis in range(6)))
    bed.frame((KEYS, LEFT_BUTTON, 0))


def main(reins, bench, directory):
    report = os.path.join(directory, "latency")
    records = os.path.join(directory, "latency-session")
    bed = Bed(reins, "demo", "--record", records, "--latency-report", report)
    bed.expect(["LEFT ARM", "RIGHT ARM"], "no screen came")
    bed.expect(["SpaceMouse"], "the pretend mouse was not found")
    # A neutral report first: nothing moves that was not seen at rest.
    bed.frame(*((AXES, axis, 1) for axis in range(6)))
    bed.frame(*((AXES, axis, 0) for axis in range(6)))
    if not bed.run.started():
        sys.exit("event-to-command: no episode started:\n" + bed.run.text()[-3000:])
    bed.run.type("r")
    time.sleep(1)
    play(bed)
    bed.run.type("q")
    time.sleep(0.5)
    bed.run.type("y")
    # The bed ends when its input does, and takes the program with it: let that finish first.
    bed.run.told.write("wait\n")
    ended = bed.run.answers.readline().strip()
    bed.run.told.close()
    bed.run.end()
    if ended != "ended 0":
        sys.exit(f"event-to-command: the demo {ended}:\n" + bed.run.text()[-2000:])
    names = [name for name in os.listdir(records) if name.endswith(".mcap")]
    if len(names) != 1:
        sys.exit(f"event-to-command: {len(names)} recordings in {records}")
    subprocess.run([bench, "arrivals", os.path.join(records, names[0]), report], check=True)


if __name__ == "__main__":
    main(*(os.path.realpath(path) for path in sys.argv[1:]))
