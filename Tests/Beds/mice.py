"""The pretend 3D mice of the device stages, and the bed that they live in."""
import os
import subprocess

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
