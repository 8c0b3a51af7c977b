"""Hand motions for 3D mice, as HID reports and as the truth that a reader is measured against.

`reports(motion, layout)` gives (ms, report bytes, counts) in the order of sending: `layout` is
`split` for a mouse that sends translation and rotation in turn every 8 ms, `joint` for one that
sends all six axes every 16 ms. `counts` is what the device has told by then. Like the real ones,
the device falls silent after three rounds of zeros.

As a program it prints lines of `<ms since the last> <hexadecimal report>` for uhid_feed:
    motion.py edge|hold|stir split|joint [button bytes]
"""
import math
import struct
import sys


def edge(t):
    """The cases that a careless reader gets wrong; the last push is never let go."""
    x = y = z = rx = ry = rz = 0.0
    if 0.1 <= t < 0.4:
        rz = -350 * (t - 0.1) / 0.3
    elif 0.4 <= t < 0.8:  # A: a full twist that snaps to zero
        rz = -350
    if 1.2 <= t < 1.8:  # B: one axis snaps to zero beside one of the same report that goes on
        y = 50
    if 1.2 <= t < 1.5:
        x = 300
    if 2.2 <= t < 2.8:  # C: all translation snaps to zero while rotation goes on
        ry = 100
    if 2.2 <= t < 2.5:
        x, z = -300, 120
    if 3.2 <= t < 3.4:  # D: a sweep through zero
        x = 200 - 2000 * (t - 3.2)
    if 3.6 <= t < 3.75:  # E: a saturated push, cut off by the unplug
        y = 350
    return x, y, z, rx, ry, rz


def hold(t):
    """A push held perfectly still, for 600 ms and then for 2 s, and let go."""
    if 0.1 <= t < 0.3:
        return 0, -200 * (t - 0.1) / 0.2, 0, 0, 0, 0
    if 0.3 <= t < 0.9:
        return 0, -200, 0, 0, 0, 0
    if 1.3 <= t < 3.3:
        return 250, 0, 0, 0, 0, 0
    return 0, 0, 0, 0, 0, 0


def radio(t):
    """A push held perfectly still, in which the radio dies: from then on there is no report."""
    if t < 0.1:
        return (0,) * 6
    return (0, 0, 250, 0, 0, 0) if t < 2.6 else None


def stir(t):
    """All six axes always changing, for a reader that falls behind."""
    if not 0.1 <= t < 6.1:
        return (0,) * 6
    return tuple(200 * math.sin(2 * math.pi * t * (0.7 + 0.1 * axis) + axis) for axis in range(6))


MOTIONS = {
    # pose, buttons as (s, mask), length in s
    "edge": (edge, [(1.3, 1), (2.3, 0), (3.65, 2)], 3.74),
    "hold": (hold, [(0.15, 1), (0.25, 0)], 3.7),
    "radio": (radio, [(0.15, 1)], 4.0),
    "stir": (stir, [(0.15, 1), (6.0, 0)], 6.5),
}


def reports(motion, layout, button_bytes=2):
    pose, buttons, length = MOTIONS[motion]
    buttons = list(buttons)
    told = [0] * 6
    time, quiet, turn = 0.0, 99, 0
    while time < length:
        axes = pose(time)
        if axes is None:
            return
        axes = [round(value) for value in axes]
        while buttons and buttons[0][0] <= time:
            mask = struct.pack("<Q", buttons.pop(0)[1])[:button_bytes]
            yield round(time * 1000), b"\x03" + mask, list(told)
            time += 0.008
        quiet = 0 if any(axes) else quiet + 1
        if layout == "split" and quiet <= 6:
            part = axes[3:] if turn else axes[:3]
            told[3 * turn : 3 * turn + 3] = part
            yield round(time * 1000), bytes([1 + turn]) + struct.pack("<3h", *part), list(told)
            turn ^= 1
        elif layout == "split":
            turn = 0
        elif quiet <= 3:
            told[:] = axes
            yield round(time * 1000), b"\x01" + struct.pack("<6h", *axes), list(told)
        time += 0.008 if layout == "split" else 0.016


def events(motion, layout):
    """What a kernel makes of the reports: (ms, [(type, code, value)]), one entry per frame.

    A relative device's zeros and an absolute one's repetitions are dropped, and so are frames
    with nothing left in them.
    """
    before, mask = [0] * 6, 0
    for at, report, told in reports(motion, layout):
        frame = []
        if report[0] == 3:
            for button in range(2):
                was, now = mask >> button & 1, report[1] >> button & 1
                if was != now:
                    frame += [(4, 4, 0x90001 + button), (1, 256 + button, now)]
            mask = report[1]
        elif layout == "split":
            first = 3 * (report[0] - 1)
            frame = [(2, first + i, told[first + i]) for i in range(3) if told[first + i]]
        else:
            frame = [(3, axis, told[axis]) for axis in range(6) if told[axis] != before[axis]]
            before = told
        if frame:
            yield at, frame


def truth(motion, layout):
    """[(ms, counts)]: what the device has told, from each moment on."""
    return [(at, told) for at, report, told in reports(motion, layout) if report[0] != 3]


def main():
    previous = None
    bytes_of_buttons = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    for at, report, _ in reports(sys.argv[1], sys.argv[2], bytes_of_buttons):
        # Time to be found and opened first.
        print(1500 if previous is None else at - previous, report.hex())
        previous = at


if __name__ == "__main__":
    main()
