"""Stories of the stage `guestconsole`: the live console in a guest kernel, on a kernel's 3D mouse.

usage: guestconsole.py [REINS [STORY…]]
"""
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.dont_write_bytecode = True
import console  # noqa: E402
import demo as bed  # noqa: E402
import recording as rec  # noqa: E402
import stage  # noqa: E402

checks = stage.Checks()
check = checks.check
OUT = os.path.join(ROOT, ".build", "guest", "console")
# What a relative mouse may take to be believed released, as Sources/Control/Puck says, and what
# the conditioner and the limits of the arm then take to come to rest: ms.
SILENCE, REST = 60, 100
LIMIT = 50  # ms for which a command may be wrong


class Guest:
    """A machine under QEMU with a line for commands and one for the terminal."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="reins-guest-")
        listeners = [self.listen(name) for name in ("commands", "terminal")]
        run = [os.path.join(ROOT, "Scripts", "guest", "run"), "-t", "1100", "-c", "-o", OUT]
        for name in ("commands", "terminal"):
            run += ["-l", os.path.join(self.folder, name)]
        self.log = open(os.path.join(OUT, "guest.log"), "w")
        self.process = subprocess.Popen([*run, "console", "PROGRAM=" + program], stdout=self.log,
                                        stderr=subprocess.STDOUT)
        self.commands, self.terminal = [self.accept(listener) for listener in listeners]
        self.answers = self.commands.makefile("r")

    def listen(self, name):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(os.path.join(self.folder, name))
        listener.listen(1)
        return listener

    def accept(self, listener):
        """The guest, unless it ends before: then it has said why."""
        listener.settimeout(1)
        while self.process.poll() is None:
            try:
                return listener.accept()[0]
            except socket.timeout:
                continue
        raise RuntimeError("the guest did not start:\n" + self.said())

    def said(self):
        with open(os.path.join(OUT, "guest.log")) as file:
            return file.read()

    def tell(self, *words):
        """A command; the last word of its answer."""
        self.commands.sendall((" ".join(words) + "\n").encode())
        answer = self.answers.readline().split()
        if not answer:
            raise RuntimeError("the guest is gone:\n" + self.said())
        return answer[-1]

    def close(self):
        if self.process.poll() is None:
            self.commands.sendall(b"off\n")
        status = self.process.wait(60)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        return status


class Demo(bed.Demo):
    """The demo on the guest's terminal, and a hand on its mouse."""

    def __init__(self, guest, name, start="start"):
        self.guest, self.name, self.status = guest, name, None
        # A busy machine runs the guest slowly; its own clock does not notice.
        console.SLOW = max(console.SLOW, 5)
        self.master, self.slave, self.process = guest.terminal.fileno(), None, self
        self.folder, self.moves, self.reports = os.path.join(OUT, name), 0, 0
        self.show(100, 30)
        guest.tell(start, name)

    def poll(self):
        return self.status

    def feed(self, *reports):
        """Reports for the device: (ms since the last, bytes). Not waited for, see `played`."""
        self.moves += 1
        self.reports += len(reports)
        name = f"{self.name}-{self.moves}.in"
        with open(os.path.join(OUT, name), "w") as file:
            file.writelines(f"{after} {report.hex()}\n" for after, report in reports)
        self.guest.tell("feed", name)

    def played(self):
        """Waits until the device has sent all of it."""
        return console.wait_until(lambda: int(self.guest.tell("sent")) >= self.reports, 60)

    def button(self, mask):
        self.feed((0, bytes([3, mask, 0])))

    def wait_for_end(self, seconds=20):
        self.status = int(self.guest.tell("wait"))
        return self.status

    def close(self):
        self.is_closed = True
        self.thread.join()


def axes(first, *counts):
    """A report of translation (1) or rotation (2)."""
    return bytes([first]) + struct.pack("<3h", *counts)


def push(y, seconds, lets_go=True):
    """A hand on the cap, never quite still; at its end the zeros that the device sends."""
    reports = [(16, axes(1, 0, y + odd % 2, 0)) for odd in range(int(seconds / 0.016))]
    return reports + [(8, axes(1, 0, 0, 0))] * 3 if lets_go else reports


def touch():
    return [(0, axes(1, 0, 0, 1)), (8, axes(1, 0, 0, 0))]


class Story:
    """What a finished demo recorded, beside what its mouse sent."""

    def __init__(self, demo, log):
        self.read = rec.Recording(rec.files(demo.folder)[0])
        self.steps = self.read.steps
        with open(os.path.join(OUT, log)) as file:
            self.sent = [line.split() for line in file]
        stamps = [step.monotonic_ns / 1e6 for step in self.steps]
        # What a machine of this speed adds by itself: ticks that were late.
        self.late = max(after - before for before, after in zip(stamps, stamps[1:]))

    def times(self, wanted):
        """When the device did it, ms."""
        return [int(at) / 1e6 for what, at, *rest in self.sent if wanted(what, rest)]

    def right(self, step):
        return step.groups[rec.RIGHT].decision

    def speed(self, step):
        """Of the right tool's setpoint, mm/s."""
        motion = self.right(step).motion
        return 1000 * max(abs(value) for value in list(motion)[:3])

    def commanded(self, since, until):
        """The longest time, ms, for which the console commanded a motion of the right arm in there."""
        longest, start = 0, None
        for step in self.steps:
            now, group = step.monotonic_ns / 1e6, step.groups[rec.RIGHT]
            if not since < now < until:
                start = None
                continue
            moves = group.has_command and group.command.enabled and any(abs(v) > 1e-6 for v in group.command.twist)
            start = (start or now) if moves else None
            longest = max(longest, now - start if moves else 0)
        return longest

    def rest_after(self, at, until=float("inf")):
        """How long the right arm went on after this, ms, and how fast it was before. Whatever it
        does until then counts, or until the policy has it again."""
        before = max(self.speed(s) for s in self.steps if at - 200 < s.monotonic_ns / 1e6 <= at)
        moving = 0
        for step in self.steps:
            now = step.monotonic_ns / 1e6
            if now <= at:
                continue
            if now >= until or self.right(step).authority in (rec.RETURNING, rec.POLICY):
                break
            if self.speed(step) > 0.5:
                moving = now - at
        return moving, before


def begin(guest, name):
    """The right arm taken, the switch closed, by a mouse that has been seen at rest."""
    demo = Demo(guest, name)
    demo.wait_for("left puck button", 120)
    demo.feed(*touch())
    check(demo.take_right(), f"{name}: r takes the right arm", demo.text)
    demo.button(1)
    check(demo.wait_for_driver("RIGHT", r"YOU drive \(switch closed\)", 60),
          f"{name}: the kernel's button is the switch", demo.text)
    return demo


def forward(demo, seconds):
    """A push until the tool has moved."""
    before = demo.tool("RIGHT")
    demo.feed(*push(-250, seconds))
    return console.wait_until(lambda: demo.tool("RIGHT")[0] - before[0] > 0.01, 60)


def released(guest):
    """The cap let go, and then the switch in the middle of a push."""
    guest.tell("plug", "released")
    demo = begin(guest, "released")
    check(guest.tell("light") == "0401", "released: the mouse is lit")
    check(forward(demo, 2), "released: the tool goes forward", demo.tool("RIGHT"))
    demo.played()
    check(demo.driver("RIGHT").startswith("YOU drive"), "released: a cap at rest keeps the arm with YOU")
    before = demo.tool("RIGHT")
    first, *rest = push(-250, 1, lets_go=False)
    demo.feed((800, first[1]), *rest, (16, bytes([3, 0, 0])), *push(-250, 1))
    check(demo.wait_for_driver("RIGHT", "HOLD: switch released", 60), "released: letting the switch go holds",
          demo.text)
    check(demo.tool("RIGHT")[0] - before[0] > 0.005, "released: it moved until then")
    demo.press("h")
    check(demo.wait_for_driver("RIGHT", "POLICY drives", 60), "released: h hands back", demo.text)
    check(console.wait_until(lambda: guest.tell("light") == "0400", 20), "released: the mouse is dark again")
    check(demo.quit() == 0, "released: q ends it", demo.status)
    guest.tell("unplug")
    demo.close()
    story = Story(demo, "released.log")
    zeros = story.times(lambda what, rest: what == "report" and rest[0] == "01" + "00" * 6)
    pushes = story.times(lambda what, rest: what == "report" and rest[0][:2] == "01" and int(rest[0][2:], 16))
    opens = story.times(lambda what, rest: what == "report" and rest[0] == "030000")
    # Of the zeros after the first push the first; what comes before was a touch.
    lets_go, again = zeros[1], min(at for at in pushes if at > zeros[1])
    for what, at, until, limit in (("cap", lets_go, again, SILENCE + REST), ("switch", opens[-1], 1e99, REST)):
        took, speed = story.rest_after(at, until)
        check(speed > 5 and took <= limit + story.late,
              f"released: the arm is at rest {took:.0f} ms after the {what} was let go, "
              f"at most {limit} + {story.late:.0f}", f"from {speed:.0f} mm/s")
    runs = story.read.authorities(rec.RIGHT)
    check(rec.follows(runs, [rec.TAKING, rec.HOLD, rec.OPERATOR, rec.HOLD, rec.RETURNING, rec.POLICY]),
          "released: recorded so", runs)


def unplugged(guest):
    """Pulled out in the middle of a push."""
    guest.tell("plug", "unplugged")
    demo = begin(guest, "unplugged")
    demo.feed(*push(-250, 6, lets_go=False))
    start = demo.tool("RIGHT")
    check(console.wait_until(lambda: demo.tool("RIGHT")[0] - start[0] > 0.01, 60), "unplugged: it drives",
          demo.tool("RIGHT"))
    guest.tell("unplug")
    check(demo.wait_for_driver("RIGHT", "HOLD: 3D MOUSE LOST", 60), "unplugged: said where it counts", demo.text)
    check(demo.wait_for("3D MOUSE LOST: RIGHT ARM holds", 20), "unplugged: and what to do", demo.text)
    demo.press("h")
    check(demo.wait_for("Acknowledge first", 20), "unplugged: nothing but a leaves it", demo.text)
    guest.tell("plug", "replugged")
    demo.reports = 0
    check(demo.wait_for("left puck button", 60), "unplugged: plugged in again, the screen shows it", demo.text)
    demo.feed(*touch())
    check(demo.driver("RIGHT") == "HOLD: 3D MOUSE LOST", "unplugged: which alone changes nothing")
    demo.press("a")
    check(demo.wait_for_driver("RIGHT", "HOLD: acknowledged", 30), "unplugged: a acknowledges", demo.text)
    demo.button(1)
    check(demo.wait_for_driver("RIGHT", "YOU drive", 30), "unplugged: the switch drives again", demo.text)
    demo.button(0)
    demo.wait_for_driver("RIGHT", "HOLD: switch released", 30)
    check(demo.quit() == 0, "unplugged: q ends it", demo.status)
    guest.tell("unplug")
    demo.close()
    story = Story(demo, "unplugged.log")
    at, = story.times(lambda what, rest: what == "destroyed")
    held = min(s.monotonic_ns / 1e6 for s in story.steps
               if story.right(s).authority != rec.OPERATOR and s.monotonic_ns / 1e6 > at)
    # The kernel lets the button go before it takes the device away, and takes its time between.
    lost = min((s.monotonic_ns / 1e6 for s in story.steps if story.right(s).authority == rec.DEVICE_LOST), default=1e99)
    check(held - at <= 60 + story.late and lost - at <= 500 + story.late,
          f"unplugged: the cell holds {held - at:.0f} ms after the kernel's unplug, at most 60 + {story.late:.0f}, "
          f"and calls it lost after {lost - at:.0f} ms")
    took, speed = story.rest_after(at)
    check(speed > 5 and took <= 60 + REST + story.late, f"unplugged: the arm is at rest {took:.0f} ms after it, "
          f"at most {60 + REST} + {story.late:.0f}", f"from {speed:.0f} mm/s")
    runs = story.read.authorities(rec.RIGHT)
    check(rec.follows(runs, [rec.OPERATOR, rec.HOLD, rec.DEVICE_LOST, rec.HOLD, rec.OPERATOR, rec.HOLD]),
          "unplugged: recorded so", runs)


def grabbed(guest):
    """Held by another program when the console comes, and let go later."""
    guest.tell("plug", "grabbed")
    guest.tell("hold")
    demo = Demo(guest, "grabbed")
    check(demo.wait_for(r"spacenavd \(process \d+\) keeps this device", 120), "grabbed: the screen names the holder",
          demo.text)
    check(demo.wait_for("systemctl stop spacenavd", 20), "grabbed: and the remedy", demo.text)
    demo.take_right()
    check(demo.wait_for_driver("RIGHT", "HOLD", 30), "grabbed: a takeover holds the arm", demo.text)
    before = demo.tool("RIGHT")
    demo.feed(*touch())
    demo.button(1)
    demo.feed(*push(-250, 1))
    demo.played()
    check(demo.driver("RIGHT").startswith("HOLD"), "grabbed: and the mouse does not drive it", demo.driver("RIGHT"))
    moved = max(abs(a - b) for a, b in zip(before, demo.tool("RIGHT")))
    check(moved <= 0.002, "grabbed: nothing moves", moved)
    demo.button(0)
    guest.tell("free")
    check(demo.wait_gone("spacenavd", 30), "grabbed: once it is free the screen says no more of it", demo.text)
    if demo.driver("RIGHT") != "HOLD: taken":
        demo.press("a")
        check(demo.wait_for_driver("RIGHT", "HOLD: acknowledged", 30), "grabbed: a acknowledges", demo.text)
    demo.feed(*touch())
    demo.button(1)
    check(demo.wait_for_driver("RIGHT", "YOU drive", 30), "grabbed: then it drives", demo.text)
    check(console.wait_until(lambda: guest.tell("light") == "0401", 20), "grabbed: lit, as ours alone")
    check(forward(demo, 2), "grabbed: forward", demo.tool("RIGHT"))
    demo.button(0)
    demo.wait_for_driver("RIGHT", "HOLD: switch released", 30)
    check(demo.quit() == 0, "grabbed: q ends it", demo.status)
    guest.tell("unplug")
    demo.close()
    story = Story(demo, "grabbed.log")
    # Its first push came while the other program had it: until the first step that it drove.
    pushes = story.times(lambda what, rest: what == "report" and rest[0][:2] == "01" and int(rest[0][2:], 16))
    drives = min(s.monotonic_ns / 1e6 for s in story.steps if story.right(s).authority == rec.OPERATOR)
    wrong, right = story.commanded(0, drives - 20), story.commanded(drives, float("inf"))
    check(len(pushes) > 20 and min(pushes) < drives - 500 and wrong <= LIMIT < right,
          f"grabbed: a wrong command for {wrong:.0f} ms while another program had it, at most {LIMIT}")
    runs = story.read.authorities(rec.RIGHT)
    check(rec.follows(runs, [rec.TAKING, rec.DEVICE_LOST, rec.HOLD, rec.OPERATOR, rec.HOLD]), "grabbed: recorded so",
          runs)


def denied(guest):
    """Run by a user who may not read the mouse, until that is mended."""
    guest.tell("plug", "denied")
    guest.tell("mode", "600")
    demo = Demo(guest, "denied", "nobody")
    check(demo.wait_for("no permission to read 3Dconnexion", 120), "denied: the screen says so", demo.text)
    check(demo.wait_for(r"run 'reins\b", 20), "denied: and what tells the rule to install", demo.text)
    guest.tell("mode", "666")
    check(demo.wait_for("left puck button", 60), "denied: once it may, it takes the mouse", demo.text)
    check(demo.wait_gone("no permission", 20), "denied: and says no more of it", demo.text)
    check(demo.quit() == 0, "denied: q ends it", demo.status)
    guest.tell("unplug")
    demo.close()


STORIES = [released, unplugged, grabbed, denied]


def main():
    program = os.path.realpath(sys.argv[1]) if len(sys.argv) > 1 else ROOT + "/.build/release/reins"
    program = os.path.relpath(program, ROOT)
    if program.startswith("..") or not os.access(os.path.join(ROOT, program), os.X_OK):
        print(f"FAIL there is no {program} in the checkout: run Scripts/test build first")
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    for name in ("uhid_feed", "hold_device", "on_terminal"):
        source = os.path.join(ROOT, "Scripts", "guest", name + ".c")
        subprocess.check_call(["cc", "-O1", "-Wall", source, "-o", os.path.join(OUT, name)])
    wanted = sys.argv[2:]
    guest = Guest(program)
    for story in STORIES:
        if not wanted or story.__name__ in wanted:
            print(f"-- {story.__name__}: {story.__doc__}", flush=True)
            story(guest)
    check(guest.close() == 0, "the guest ran its job")
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
