"""The pretend 3D mice of the device stages, and the bed that they live in."""
import os
import subprocess
import threading
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
FIXTURES = os.path.join(ROOT, "Tests", "InputDeviceTests", "Fixtures")
BUILD = os.path.join(ROOT, ".build", "beds")
BED = ["umockdev-wrapper", BUILD + "/mousebed"]
USB = "/sys/devices/pci0000:00/0000:00:14.0/usb1/"
DEVICES = {
    "spacenavigator": ("event20", USB + "1-2/1-2:1.0/0003:046D:C626.0001/input/input20/event20"),
    "spacemouse-wireless": ("event23", USB + "1-5/1-5:1.0/0003:256F:C62E.0004/input/input23/event23"),
    "spacemouse-receiver": ("event24", USB + "1-6/1-6:1.0/0003:256F:C62F.0005/input/input24/event24"),
    "pedal": ("event25", USB + "1-7/1-7:1.0/0003:0C45:7403.0007/input/input25/event25"),
}


def node(name):
    return "/dev/input/" + DEVICES[name][0]


def build():
    os.makedirs(BUILD, exist_ok=True)
    source = os.path.join(ROOT, "Tests", "Beds", "mousebed.c")
    flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "umockdev-1.0"], text=True)
    subprocess.check_call(["cc", "-O1", source, "-o", BUILD + "/mousebed", *flags.split()])


class InBed:
    """A program on a terminal (see console.Console), started by a bed that obeys: `tell` it."""

    told = threading.Lock()

    def launch(self, command, environment):
        return super().launch(command, environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE)

    def tell(self, command):
        """One command to the bed; its answer."""
        with self.told:
            self.process.stdin.write(command.encode() + b"\n")
            self.process.stdin.flush()
            return self.process.stderr.readline().decode().strip()

    def plug_in(self, mouse):
        base = os.path.join(FIXTURES, mouse)
        answer = self.tell(f"add {base}.umockdev {node(mouse)} {base}.ioctl")
        self.tell(f"announce {DEVICES[mouse][1]}")
        return answer

    def unplug(self, mouse):
        self.tell(f"hangup {node(mouse)}")
        self.tell(f"remove {DEVICES[mouse][1]}")

    def frame(self, mouse, *events):
        self.tell(f"frame {node(mouse)} " + " ".join(str(n) for event in events for n in event))

    def lit(self, mouse):
        """What became of its light since last asked; None where nothing did."""
        words = self.tell(f"lights {node(mouse)}").split()[1:]
        return words[-1].endswith("=1") if words else None

    def wait_for_end(self, seconds=20):
        self.tell("wait")
        self.process.stdin.close()
        return super().wait_for_end(seconds)


class Push:
    """A hand on the cap: reports every 16 ms, never two alike, until it lets go."""

    def __init__(self, demo, mouse, kind, code, counts):
        self.demo, self.mouse, self.kind, self.code, self.counts = demo, mouse, kind, code, counts
        self.pushing = threading.Event()
        self.pushing.set()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        odd = 0
        while self.pushing.is_set():
            odd = 1 - odd
            self.demo.frame(self.mouse, (self.kind, self.code, self.counts + odd))
            time.sleep(0.016)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.let_go()

    def let_go(self):
        self.pushing.clear()
        self.thread.join()
        if self.demo.plugged:
            self.demo.frame(self.mouse, (self.kind, self.code, 0))
