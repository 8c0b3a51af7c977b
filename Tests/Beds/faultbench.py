"""The real processes of the fault matrix, each on a link with keys: a cell, consoles on terminals, a
witness that records, and hands on keys."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import demo
import mice
import recording as rec
from console import Console, surroundings

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
LEFT, RIGHT = rec.LEFT, rec.RIGHT


class Missing(Exception):
    """This machine does not permit what a row needs."""


# Says how long, s, it was kept from running at the priority of everything else.
PROBE = """
import time
while True:
    before = time.monotonic()
    time.sleep(0.01)
    late = time.monotonic() - before - 0.01
    if late > 0.02:
        print(late, flush=True)
"""


class Unready(Exception):
    """The scene did not come to where the fault is to happen."""


def need(seen, *said):
    if not seen:
        raise Unready("\n".join(said))


def now():
    """ns of the clock that the cell stamps with."""
    return time.monotonic_ns()


def normal():
    """The words before a command that give it the usual priority, whatever the bed has."""
    return ["nice", "-n", str(-os.getpriority(os.PRIO_PROCESS, 0))]


class Terminal(demo.Demo):
    """A console on a terminal of its own, whose screen is made out only when somebody looks."""

    def __init__(self, command, folder, **environment):
        self.folder, self.unread = folder, 0
        Console.__init__(self, command, 80, 24, **environment)

    def read(self):
        os.set_blocking(self.master, True)
        while True:
            self.reading.wait()
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            if not data:
                return
            with self.lock:
                self.raw += data

    @property
    def lines(self):
        with self.lock:
            fresh, self.unread = bytes(self.raw[self.unread:]), len(self.raw)
            self.stream.feed(fresh)
            return [line.rstrip() for line in self.screen.display]

    def recorded(self):
        """Ends it in order; the path of its complete recording."""
        self.signal(signal.SIGTERM)
        self.wait_for_end()
        found = rec.files(self.folder)
        assert len(found) == 1, f"no complete recording: {os.listdir(self.folder)} {self.after}"
        return found[0]

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)  # a bed of mice and what it started
            self.process.wait()
        os.close(self.slave)
        self.thread.join(2)
        os.close(self.master)


class Pucked(mice.InBed, Terminal):
    """A console in a bed of pretend 3D mice."""


class Hand:
    """Fingers on the arrow keys: as long as they press, the nudges join. To and fro, to stay inside."""

    def __init__(self, terminal):
        self.terminal, self.pressing = terminal, True
        # A terminal that is stopped takes no keys for ever.
        os.set_blocking(terminal.master, True)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        began = time.monotonic()
        while self.pressing:
            there = int((time.monotonic() - began) / 2) % 2 == 0
            try:
                self.terminal.press("up" if there else "down")
            except OSError:
                return
            time.sleep(0.05)

    def lift(self):
        self.pressing = False
        self.thread.join(2)


class Cap:
    """A hand on a SpaceNavigator, its button held and its cap pushed to and fro. A key has no release, so
    that a late one ends a nudge; a button has."""

    MOUSE, RELATIVE, KEY, BUTTON = "spacenavigator", 2, 1, 256

    def __init__(self, operator):
        self.operator, self.pressing = operator, True
        self.thread = threading.Thread(target=self.run, daemon=True)
        # A cap that is let go says so only when it is touched.
        self.frame(self.RELATIVE, 1, 1)
        self.frame(self.RELATIVE, 1, 0)
        self.frame(self.KEY, self.BUTTON, 1)
        self.thread.start()

    def frame(self, *event):
        self.operator.frame(self.MOUSE, event)

    def run(self):
        began, odd = time.monotonic(), 0
        assert self.operator.wait_for_driver("RIGHT", "YOU drive"), self.operator.text
        while self.pressing:
            there, odd = int((time.monotonic() - began) / 2) % 2 == 0, 1 - odd
            self.frame(self.RELATIVE, 1, (150 + odd) * (1 if there else -1))
            time.sleep(0.016)

    def lift(self):
        self.pressing = False
        self.thread.join(2)

    def pull_out(self):
        """Pulled out as it is."""
        self.lift()
        self.operator.unplug(self.MOUSE)


class Bench:
    """One scene: everything that was started in it ends with it."""

    def __init__(self, reins):
        self.reins = reins
        self.folder = tempfile.mkdtemp(prefix="reins-faults-")
        self.running, self.hands, self.endings = [], [], []
        self.keys = {name: self.make_keys(name) for name in ("cell", "operator", "witness")}
        for name in ("operator", "witness"):
            self.run_reins("keys", "allow", f"{self.keys[name]}/{name}.key", "--dir", self.keys["cell"])
            shutil.copy(self.keys["cell"] + "/cell.key", self.keys[name])
        self.place, self.host = {}, "127.0.0.1"
        self.launch("probe", [sys.executable, "-c", PROBE])

    def run_reins(self, *words):
        subprocess.run([self.reins, *words], check=True, stdout=subprocess.DEVNULL)

    def make_keys(self, name):
        folder = f"{self.folder}/keys-{name}"
        os.mkdir(folder, 0o700)
        self.run_reins("keys", "create", name, "--dir", folder)
        return folder

    def path(self, name):
        made = f"{self.folder}/{name}"
        os.makedirs(made, exist_ok=True)
        return made

    def where(self, name):
        """The words before a command that put it into its part of the network."""
        return normal() + (["ip", "netns", "exec", self.place[name]] if name in self.place else [])

    def launch(self, name, command, **environment):
        log = open(f"{self.folder}/{name}.log", "w")
        made = subprocess.Popen([*self.where(name), *command], stdin=subprocess.DEVNULL, stdout=log,
                                stderr=subprocess.STDOUT, env=surroundings(**environment))
        self.running.append(made)
        return made

    def said(self, name):
        with open(f"{self.folder}/{name}.log") as file:
            return file.read()

    @property
    def stood_still(self):
        return max(map(float, self.said("probe").split()), default=0)

    # what takes part

    def cell(self):
        """The simulated cell, waiting for consoles."""
        self.port = free_port(self.host)
        self.robot = self.launch("cell", [self.reins, "sim", "--endpoint", self.endpoint, "--keys",
                                          self.keys["cell"], "--episode-limit", "600"])

    def bridge(self, fault):
        """A robot's program in Python that does `fault` where it is told to."""
        self.port = free_port(self.host)
        program = os.path.join(ROOT, "Tests", "Beds", "faultrobot.py")
        self.robot = self.launch("cell", [sys.executable, "-u", program, fault, self.endpoint, self.keys["cell"]],
                                 PYTHONPATH=ROOT + "/Bridges/python/src",
                                 REINS_CELL_LIBRARY=os.environ.get("REINS_CELL_LIBRARY"))

    @property
    def endpoint(self):
        return f"tcp://{self.host}:{self.port}"

    def console(self, name, mouse=None, folder=None):
        """`reins live` of one of those who have keys, with this 3D mouse or by keys alone."""
        command = [*self.where(name), *(mice.BED if mouse else []), self.reins, "live", self.endpoint, "--keys",
                   self.keys[name], "--name", name, "--wait", "20"]
        folder = folder or self.path(name)
        command += ["--record", folder, *([] if mouse else ["--no-devices"])]
        made = (Pucked if mouse else Terminal)(command, folder, XDG_STATE_HOME=self.folder)
        self.endings.append(made)
        if mouse:
            made.plug_in(mouse)
            made.tell("start")
        return made

    def watched(self, robot=None, **options):
        """A cell, an operator who started the episode, and a witness. Returns both consoles."""
        (robot or self.cell)()
        witness = self.console("witness")
        operator = self.console("operator", **options)
        for console in (witness, operator):
            need(console.wait_for(r"episode 1 +(ready|RUNNING)"), console.text, console.stdout, self.said("cell"))
        # Steps and pictures come by a connection of their own: from 40 kB on they do.
        need(witness.wait_for(r"RECORDING +(\d.\d MB|([4-9]\d|\d{3})\.\d kB)"), witness.text)
        operator.press("i")
        need(operator.wait_for("control yours"), operator.text)
        operator.press("s")
        need(operator.wait_for_driver("RIGHT", "POLICY drives"), operator.text)
        return operator, witness

    def driven(self, robot=None, hand=Hand, **options):
        """The same with the right arm under the operator's hand and moving."""
        operator, witness = self.watched(robot, mouse=Cap.MOUSE if hand is Cap else None, **options)
        need(hand is Hand or operator.wait_for("left puck button"), operator.text)
        operator.press("r")
        need(operator.wait_for_driver("RIGHT", "HOLD: taken"), operator.text)
        self.hands.append(hand(operator))
        need(operator.wait_for_driver("RIGHT", "YOU drive"), operator.text)
        time.sleep(0.6)  # up to speed; that it moves is seen in the recording
        return operator, witness

    def release(self):
        for hand in self.hands:
            hand.lift()
        self.hands = []

    def close(self):
        for hand in self.hands:
            hand.pressing = False
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()
        for terminal in self.endings:
            terminal.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def free_port(host):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
