"""What the device stages share: checks with a PASS or FAIL line each, and the measure of how long
a reader said something wrong."""
import json
import os
import sys
import threading
import time

AXES = 6
TOLERANCE = 30  # counts


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, ok, what, detail=""):
        if ok:
            self.passed += 1
        else:
            self.failed += 1
        # A whole screen is of use only where something is wrong.
        shown = detail != "" and (not ok or "\n" not in str(detail))
        print(("PASS " if ok else "FAIL ") + what + (f" [{detail}]" if shown else ""))
        sys.stdout.flush()
        return ok

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


def parsed(lines):
    """The JSON objects among lines of text."""
    objects = []
    for line in lines:
        line = line.strip()
        if line.startswith("{"):
            objects.append(json.loads(line))
    return objects


def samples(events, device=None):
    return [
        e
        for e in events
        if e["event"] == "sample" and (device is None or e["device"] == device)
    ]


def wrong_spans(told, truth, end):
    """How long, in ms, what was told differed from the truth; longest span per axis-independent run.

    `told` and `truth` are [(ms, counts)] on one clock. Returns [(start, length)] in ms.
    """
    spans, start = [], None
    said, real = [0] * AXES, [0] * AXES
    merged = sorted([(at, 0, c) for at, c in truth] + [(at, 1, c) for at, c in told])
    for at, kind, counts in merged + [(end, 2, None)]:
        at = min(at, end)
        if kind == 0:
            real = counts
        elif kind == 1:
            said = counts
        is_wrong = kind != 2 and any(abs(a - b) > TOLERANCE for a, b in zip(said, real))
        if is_wrong and start is None:
            start = at
        elif not is_wrong and start is not None:
            spans.append((start, at - start))
            start = None
    return spans


def longest(spans, since=float("-inf"), until=float("inf")):
    return max([length for start, length in spans if since <= start < until] or [0])


# When what happens in the `edge` motion, ms from its first report that is not zero.
EDGE_PARTS = [
    ("A full twist snaps to zero", 650, 1050),
    ("B one axis snaps to zero", 1060, 1600),
    ("C one group snaps to zero", 2060, 2600),
    ("D sweep through zero", 3060, 3270),
]


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)
    return condition()


class Starvation:
    """How long, s, this process was kept from running: at such times a link is lost rightly."""

    def __init__(self):
        self.longest = 0
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        while True:
            before = time.monotonic()
            time.sleep(0.02)
            self.longest = max(self.longest, time.monotonic() - before - 0.02)


def play(stories, checks):
    """Plays stories that check on the clock of a robot; one that failed on a machine that stood
    still is played again, at most twice. Returns the exit status."""
    try:
        os.nice(-10)  # so that a busy machine does not pass for a lost link
    except OSError:
        pass
    starvation, passed, failed = Starvation(), 0, 0
    for story in stories:
        print(f"-- {story.__name__}: {story.__doc__}", flush=True)
        for attempt in range(3):
            checks.passed, checks.failed, starvation.longest = 0, 0, 0
            story()
            if not checks.failed or starvation.longest < 0.04 or attempt == 2:
                break
            print(f"again: the machine stood still for {starvation.longest * 1000:.0f} ms", flush=True)
        passed, failed = passed + checks.passed, failed + checks.failed
    checks.passed, checks.failed = passed, failed
    return checks.finish()
