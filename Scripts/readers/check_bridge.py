#!/usr/bin/env python3
"""Image n belongs to observation n: a robot on the Python bridge whose pictures and states count the
ticks, recorded by a console, exported, and read by others.

usage: check_bridge.py REINS LIBREINS_CELL.so
Runs on the machine's clock and in lockstep, where the cell's own clock stands still between ticks.
"""
import glob
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import types

import av
import numpy
import pyarrow.parquet
from PIL import Image

reins_program, library = sys.argv[1:]
os.environ["REINS_CELL_LIBRARY"] = library
bridge = pathlib.Path(__file__).parents[2] / "Bridges/python"
sys.path[:0] = [str(bridge / "src"), str(bridge / "tests")]
sys.dont_write_bytecode = True
# The tests' manifest without their framework.
sys.modules["pytest"] = types.SimpleNamespace(fixture=lambda function: function)
import reins  # noqa: E402
from conftest import MANIFEST  # noqa: E402

TICKS = 300
STORY = """{story: 1, name: "watch", within: 120, steps: [
  {when: {episode: "running"}, within: 60},
  {when: {episode: "ended"}, within: 60, do: [{wait: 0.5}, {quit: true}]}]}"""


def picture(number):
    """A JPEG that holds a number as 16 black and white squares."""
    bits = numpy.array([number >> i & 1 for i in range(16)], dtype=numpy.uint8).reshape(4, 4)
    file = io.BytesIO()
    Image.fromarray(numpy.kron(bits * 255, numpy.ones((16, 16), numpy.uint8))).convert("RGB").save(
        file, "JPEG", quality=80)
    return file.getvalue()


def number(jpeg):
    grey = numpy.asarray(Image.open(io.BytesIO(jpeg)).convert("L"))
    bits = grey[8::16, 8::16].reshape(16) > 127
    return int(sum(1 << i for i in range(16) if bits[i]))


class Counter:
    """Two arms that stand still and count."""

    def __init__(self):
        self.ticks = self.running = 0
        self.watched = threading.Event()

    def observe(self):
        self.ticks += 1
        group = reins.Group(tool=[0.3, 0, 0.2, 0, 0, 0, 1], joints=[0, 0], wrench=[0] * 6, gripper=1)
        outcome = reins.Outcome.SUCCESS if self.running >= TICKS else None
        # Every seventh picture is broken: it must cost nothing but itself.
        image = picture(self.ticks) if self.ticks % 7 else b"broken"
        return reins.State({"left": group, "right": group}, features=[self.ticks],
                           images={"front": image}, outcome=outcome)

    def apply(self, command):
        self.running += command.episode_state == reins.EpisodeState.RUNNING

    def reset(self):
        return self.watched.is_set()


def record(work, lockstep):
    robot = Counter()
    runner = reins.Bridge(
        MANIFEST, robot, lambda observation: numpy.zeros((16, 14)),
        endpoint="tcp://127.0.0.1:0", episodes=1, lockstep=lockstep, replan=0.1).start()
    story = work / "story.json5"
    story.write_text(STORY)
    console = subprocess.Popen([
        reins_program, "live", runner.cell.endpoint, "--no-keys", "--no-devices", "--headless",
        "--story", story, "--record", work])
    # The clocks must be related before anything is recorded.
    for _ in range(300):
        if glob.glob(str(work / "*.partial")) or console.poll() is not None:
            break
        time.sleep(0.1)
    time.sleep(1)
    robot.watched.set()
    # The cell stays until the console has seen the end.
    console.wait(120)
    runner.stop()
    runner.join(20)
    return console.returncode, robot, runner.cell


def check(lockstep):
    name = "lockstep" if lockstep else "real time"
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        code, robot, cell = record(work, lockstep)
        recordings = list(work.glob("*.mcap"))
        if code != 0 or len(recordings) != 1:
            return [f"{name}: the console ended with {code} and left {recordings}"]
        exported = subprocess.run(
            [reins_program, "export", "--format", "lerobot-v3", "--rate", "100", "--out",
             work / "set", recordings[0]], stdout=subprocess.DEVNULL)
        if exported.returncode != 0:
            return [f"{name}: nothing was exported"]
        table = pyarrow.parquet.read_table(work / "set/data/chunk-000/file-000.parquet")
        states = [int(state[-1]) for state in table.column("observation.state").to_pylist()]
        pictures = []
        for movie in sorted((work / "set/videos/observation.images.front/chunk-000").iterdir()):
            with av.open(str(movie)) as file:
                pictures += [number(bytes(p)) for p in file.demux(video=0) if p.size]
        problems = []
        # A broken picture leaves its row with the one before.
        wanted = [n if n % 7 else n - 1 for n in states]
        wrong = sum(a != b for a, b in zip(pictures, wanted))
        if len(states) < TICKS - 10 or len(pictures) != len(states):
            problems.append(f"{name}: {len(states)} rows and {len(pictures)} pictures")
        if wrong:
            problems.append(f"{name}: {wrong} of {len(states)} rows have another row's picture")
        if cell.media_errors != robot.ticks // 7:
            problems.append(f"{name}: {cell.media_errors} of {robot.ticks // 7} errors counted")
        if not problems:
            print(f"bridge, {name}: {len(states)} rows, each with its own picture")
        return problems


problems = check(False) + check(True)
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
