"""Stories of the stage `terminal`. Each starts the real program on a terminal of its own.

usage: terminal.py [REINS [STORY…]]
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.dont_write_bytecode = True
import recording as rec  # noqa: E402
import stage  # noqa: E402
import demo as bed  # noqa: E402
from console import surroundings, wait_until  # noqa: E402

checks = stage.Checks()
check = checks.check
REINS = os.path.realpath(sys.argv[1]) if len(sys.argv) > 1 else ROOT + "/.build/release/reins"


class Demo(bed.Demo):
    """Without mice."""

    def __init__(self, *options, **changes):
        super().__init__(REINS, "--no-devices", *options, **changes)

    def left_well(self, what):
        check(self.settings_kept, f"{what}: the tty settings are those from before")
        check(self.left_alternate_screen, f"{what}: the alternate screen is left")
        check(self.cursor_shown, f"{what}: the cursor is shown")

    def recorded(self, what):
        """The complete recording that stdout names, decoded."""
        named = re.search(r"Recorded: (\S+\.mcap)", self.stdout)
        found = rec.files(self.folder)
        check(named and found == [named[1]], f"{what}: stdout names the recording", self.stdout)
        check(not rec.files(self.folder, ".partial"), f"{what}: nothing unfinished is left")
        return rec.Recording(found[0]) if found else None


def correction():
    """A whole correction by keys."""
    with Demo() as demo:
        check(demo.ready(), "correction: the screen comes up with an episode that is ready", demo.text[:300]
              if not demo.sees("ready") else "")
        check(demo.sees("SIMULATED"), "correction: the bar says that it is a simulator")
        demo.press("i")
        check(demo.wait_for("control yours"), "correction: i gets control")
        demo.press("s")
        check(demo.wait_for(r"episode 1 +RUNNING"), "correction: s starts the episode")
        check(demo.wait_for_driver("LEFT", "POLICY drives") and demo.wait_for_driver("RIGHT", "POLICY drives"),
              "correction: the policy drives both arms")
        demo.press("r")
        check(demo.wait_for_driver("RIGHT", "HOLD: taken"), "correction: r takes the right arm, it holds")
        check(demo.driver("LEFT") == "POLICY drives", "correction: the left arm stays the policy's",
              demo.driver("LEFT"))
        before = demo.tool("RIGHT")
        drove = False
        for _ in range(6):
            demo.press("left")
            drove = bool(demo.wait_for_driver("RIGHT", "YOU drive", 2)) or drove
            demo.wait_for_driver("RIGHT", "HOLD: nudge over", 5)
        after = demo.tool("RIGHT")
        check(drove, "correction: while a nudge lasts, YOU drive")
        check(demo.driver("RIGHT") == "HOLD: nudge over", "correction: it ends by itself in a hold",
              demo.driver("RIGHT"))
        check(before and after and after[1] - before[1] > 0.008, "correction: six nudges left move +y",
              f"{before} {after}")
        check(before and after and abs(after[0] - before[0]) < 0.004 and abs(after[2] - before[2]) < 0.004,
              "correction: and nowhere else")
        demo.press(" ")
        check(demo.wait_for_driver("LEFT", "HOLD: asked for") and demo.wait_for_driver("RIGHT", "HOLD: asked for")
              and demo.wait_for("LEFT ARM and RIGHT ARM hold; ‹h› hands them back"),
              "correction: space holds both arms, and says so", demo.text)
        demo.press("h")
        check(demo.wait_for_driver("LEFT", "POLICY drives"), "correction: h hands both back", demo.text)
        check(demo.wait_for_driver("RIGHT", "RETURNING|POLICY drives", 5), "correction: h hands back")
        check(demo.wait_for_driver("RIGHT", "POLICY drives"), "correction: the policy drives again")
        demo.press("1")
        check(demo.wait_for(r"episode 1 +ended +SUCCESS"), "correction: 1 marks success")
        demo.press("m")
        demo.wait_for("note:")
        demo.press(*"socket is bent, q h 1 é", "enter")
        check(demo.wait_for(r"note: socket is bent, q h 1 é"), "correction: a note; its letters are no commands")
        check(demo.sees(r"episode 1 +ended +SUCCESS"), "correction: and nothing else happened")
        demo.press("n")
        check(demo.wait_for(r"episode 2 +ready"), "correction: n makes the next episode ready")
        demo.press("q")
        check(demo.wait_for(r"Quit.*\?"), "correction: q asks first, with control")
        demo.press("n")
        check(demo.wait_gone(r"Quit.*\?"), "correction: n stays")
        check(demo.quit() == 0, "correction: y quits with status 0")
        demo.left_well("correction")
        read = demo.recorded("correction")
        if not read:
            return
        wanted = [rec.POLICY, rec.TAKING, rec.HOLD, rec.OPERATOR, rec.HOLD, rec.RETURNING, rec.POLICY, rec.HOLD]
        runs = read.authorities(rec.RIGHT)
        check(rec.follows(runs, wanted), "correction: the recording holds every authority in order", runs)
        written = {re.sub(r"\d+", "0", event.text) for event in read.events}
        with open(ROOT + "/README.md", encoding="utf-8") as file:
            shown = re.findall(r"^ \d\d:\d\d:\d\d (.*)$", file.read(), re.M)
        strange = [text for text in shown if re.sub(r"\d+", "0", text) not in written]
        check(shown and not strange, "correction: the README's picture tells what a demo writes", strange)
        check(rec.OPERATOR not in read.authorities(rec.LEFT), "correction: the left arm never was the operator's")
        check(read.texts("socket is bent, q h 1 é"), "correction: the note is recorded")
        check({"manifest.json", "keymap.json5"} <= set(read.attachments), "correction: with manifest and keymap")
        ticks = [step.tick for step in read.steps]
        check(ticks == list(range(ticks[0], ticks[0] + len(ticks))), "correction: no tick is missing", len(ticks))


def sizes():
    """Windows change, also to what cannot hold the screen."""
    with Demo(columns=80, rows=24) as demo:
        check(demo.ready(), "80x24: the screen comes up")
        check(demo.take_right(), "80x24: an arm is taken", demo.text)
        for words in ("STOP", r"\? help", "POLICY drives", "HOLD: taken", "RECORDING", "control yours",
                      r"\|F\|", "confidence"):
            check(demo.sees(words), f"80x24: shows {words}")
        demo.resize(30, 8)
        check(demo.wait_for("80x24|80 x 24|too small"), "30x8: says what it needs", demo.text)
        check(demo.wait_for("HOLD: taken"), "30x8: still says who drives", demo.text)
        demo.resize(9, 2)
        demo.resize(1, 1)
        demo.resize(140, 45)
        check(demo.wait_for("RIGHT ARM (—|-) HOLD: taken") and demo.wait_for("confidence"),
              "140x45: after 1x1 all is back", demo.text)
        demo.press("h")
        check(demo.wait_for_driver("RIGHT", "POLICY drives"), "140x45: and goes on", demo.text)
        check(demo.quit() == 0, "sizes: quits with status 0")
        demo.left_well("sizes")


def poor_terminals():
    """No colour, no UTF-8, an old terminal; and none that works."""
    cases = [
        ("vt100", dict(TERM="vt100"), (), False),
        ("NO_COLOR", dict(NO_COLOR="1"), (), False),
        ("--no-color", {}, ("--no-color",), False),
        ("LANG=C", dict(LANG="C"), (), True),
        ("--ascii", {}, ("--ascii",), True),
        ("screen-256color", dict(TERM="screen-256color"), (), None),
        ("linux", dict(TERM="linux"), (), True),
    ]
    for name, environment, options, ascii_only in cases:
        with Demo(*options, columns=80, rows=24, **environment) as demo:
            check(demo.take_right(), f"{name}: an arm is taken", demo.text if not demo.sees("taken") else "")
            check(demo.driver("LEFT") == "POLICY drives", f"{name}: words say who drives")
            if ascii_only:
                strange = sorted(set(demo.text) - set(map(chr, range(32, 127))) - {"\n"})
                check(not strange, f"{name}: plain ASCII alone", strange)
            if name in ("vt100", "NO_COLOR", "--no-color"):
                coloured = re.search(rb"\x1b\[[0-9;]*[34][0-7][;m]", bytes(demo.raw))
                check(not coloured, f"{name}: no colour", coloured)
            check(demo.quit() == 0, f"{name}: quits with status 0")
            check(demo.settings_kept and demo.cursor_shown, f"{name}: the terminal is as before")
    for name, meaning in (("no-such-terminal", "not known"), (None, "not set"), ("dumb", "cannot place text")):
        with Demo(TERM=name) as demo:
            status = demo.wait_for_end()
            said = bytes(demo.raw).decode()
            check(status == 1 and meaning in said and "TERM" in said, f"TERM={name}: one sentence, status 1",
                  (status, said))
            check(demo.settings_kept and b"\x1b" not in demo.raw, f"TERM={name}: the terminal is untouched")
    folder = tempfile.mkdtemp(prefix="reins-terminal-")
    done = subprocess.run([REINS, "demo", "--no-devices", "--record", folder], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, env=surroundings(), start_new_session=True, timeout=60)
    check(done.returncode == 1 and "no terminal" in done.stderr and "--headless" in done.stderr,
          "no terminal: one sentence, status 1", (done.returncode, done.stderr))
    check(not rec.files(folder, ".partial"), "no terminal: nothing unfinished is left", os.listdir(folder))
    shutil.rmtree(folder)


def endings():
    """Crashes restore the terminal; signals that ask for the end get an orderly one."""
    for number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGILL):
        with Demo(SWIFT_BACKTRACE="enable=no") as demo:
            demo.take_right()
            demo.signal(number)
            status = demo.wait_for_end()
            check(status == -number, f"{number.name}: ends by that signal", status)
            demo.left_well(number.name)
            last = bytes(demo.raw).decode("utf-8", "replace").rsplit("\x1b[?1049l")[-1]
            check("reins crashed" in last and f"recording is in {demo.folder}" in last,
                  f"{number.name}: says so, and where the recording is", repr(last))
    with Demo() as demo:
        demo.take_right()
        demo.signal(signal.SIGSEGV)
        # The report that Swift writes, where its tool is installed, may take a minute.
        wait_until(lambda: demo.settings_kept and demo.left_alternate_screen, 20)
        demo.left_well("a crash with a report")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        with Demo() as demo:
            demo.take_right()
            demo.signal(number)
            status = demo.wait_for_end()
            check(status is not None and status >= 0, f"{number.name}: an orderly end", status)
            demo.left_well(number.name)
            read = demo.recorded(number.name)
            check(read and read.steps, f"{number.name}: the recording is complete")
    with Demo() as demo:
        demo.take_right()
        demo.press("\x1a", "\x13")
        demo.press("h")
        check(demo.wait_for_driver("RIGHT", "POLICY drives"), "Ctrl-Z and Ctrl-S stop nothing", demo.text)
        demo.press("\x03")
        check(demo.wait_for(r"Quit.*\?"), "Ctrl-C asks to quit")
        demo.press("\x03")
        check(demo.wait_for_end() == 0, "and twice is a yes")


def gripper():
    """Without a mouse the gripper's key works on the arm that is taken, and on no other."""
    def grips(side):
        for line in demo.lines:
            found = re.findall(r"grip +\S+ \S* +(open|closed)", line)
            if len(found) == 2:
                return found[side == "RIGHT"]
        return None

    with Demo() as demo:
        demo.ready()
        demo.press("v")
        check(demo.wait_for("not yours|No cell|take it over first"), "gripper: not before the takeover", demo.text)
        demo.take_right()
        before, left = grips("RIGHT"), grips("LEFT")
        check(before in ("open", "closed"), "gripper: the screen shows how it is", demo.text)
        demo.press("v")
        check(wait_until(lambda: grips("RIGHT") not in (before, None), 5), "gripper: v toggles it while the arm holds",
              demo.text)
        check(demo.wait_for_driver("RIGHT", "HOLD: nudge over", 5), "gripper: and lets go by itself",
              demo.driver("RIGHT"))
        demo.press("left", "v")
        check(wait_until(lambda: grips("RIGHT") == before, 5), "gripper: also together with a nudge", demo.text)
        check(grips("LEFT") == left, "gripper: the other arm's stays as it is", grips("LEFT"))
        demo.wait_for_driver("RIGHT", "HOLD: nudge over", 5)
        demo.press("h")
        demo.wait_for_driver("RIGHT", "POLICY drives")
        check(demo.quit() == 0, "gripper: quits with status 0")


def demo_script():
    """Scripts/demo starts the program so that a crash does not sit in Swift's backtracer."""
    folder = tempfile.mkdtemp(prefix="reins-demo-script-")
    os.makedirs(folder + "/Scripts/lib")
    os.makedirs(folder + "/.build/release")
    shutil.copy(ROOT + "/Scripts/demo", folder + "/Scripts")
    shutil.copy(ROOT + "/Scripts/lib/common.sh", folder + "/Scripts/lib")
    for name, text in (("swift", "echo Build complete"), ("reins", 'echo "$SWIFT_BACKTRACE" "$@"')):
        with open(f"{folder}/.build/release/{name}", "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + text + "\n")
        os.chmod(f"{folder}/.build/release/{name}", 0o755)
    path = f"{folder}/.build/release:{os.environ['PATH']}"
    os.makedirs(folder + "/Sources/reins")
    os.makedirs(folder + "/Sources/Session")
    for name in ("reins/DemoCommand.swift", "Session/LiveOptions.swift"):
        shutil.copy(f"{ROOT}/Sources/{name}", f"{folder}/Sources/{name}")
    asked = subprocess.run([folder + "/Scripts/demo", "--help"], capture_output=True, text=True, timeout=20,
                           env=surroundings(PATH=path))
    real = subprocess.run([REINS, "demo", "--help"], capture_output=True, text=True, timeout=20).stdout
    check("Build" not in asked.stdout + asked.stderr and "25 s" in real
          and set(real.splitlines()[1:]) == set(asked.stdout.splitlines()[1:]),
          "Scripts/demo --help: prints the help of reins demo, without a build", (asked.stdout, asked.stderr))
    for value, meaning in ((None, "enable=no demo --ascii"), ("enable=yes", "enable=yes demo --ascii")):
        done = subprocess.run([folder + "/Scripts/demo", "--ascii"], capture_output=True, text=True, timeout=120,
                              env=surroundings(PATH=path, SWIFT_BACKTRACE=value))
        check(done.stdout.splitlines()[-1:] == [meaning], f"Scripts/demo: {meaning}", (done.stdout, done.stderr))
    shutil.rmtree(folder)


def killed():
    """kill -9 loses the last second at most; the next start mends the file and says so."""
    with Demo() as demo:
        demo.take_right()
        demo.wait_for(r"RECORDING .* 00:0[3-9]")
        bytes_shown = demo.sees(r"RECORDING +([\d.]+ .?B)")
        demo.signal(signal.SIGKILL)
        demo.wait_for_end()
        partial = rec.files(demo.folder, ".partial")
        check(len(partial) == 1, "kill -9: leaves one unfinished recording", os.listdir(demo.folder))
        with Demo(folder=demo.folder) as second:
            check(second.ready(), "after kill -9: the next session starts")
            said = re.search(r"Mended (\S+\.mcap) \(interrupted\): (\d+) messages",
                             bytes(second.raw).decode("utf-8", "replace"))
            check(said, "after kill -9: says what it mended")
            check(said and second.wait_for(r"\d\d:\d\d:\d\d Mended " + re.escape(said[1])),
                  "after kill -9: also among the events on the screen", second.text)
            check(second.quit() == 0, "after kill -9: quits with status 0")
            mended = [p for p in rec.files(demo.folder) if said and p.endswith("/" + said[1])]
            check(mended, "after kill -9: the mended recording has its name", os.listdir(demo.folder))
            if not mended:
                return
            read = rec.Recording(mended[0])
            check(len(read.messages) == int(said[2]), "after kill -9: with as many messages as said")
            runs = read.authorities(rec.RIGHT)
            check(rec.follows(runs, [rec.POLICY, rec.TAKING, rec.HOLD]),
                  "after kill -9: the takeover is in it", (runs, bytes_shown and bytes_shown[1]))


def frozen():
    """A terminal that takes nothing: what the operator drove holds, whatever keys still arrive."""
    with Demo() as demo:
        demo.take_right()
        demo.press("left")
        check(demo.wait_for_driver("RIGHT", "YOU drive"), "frozen: the operator drives")
        demo.freeze()
        # The kernel buffers some pictures; what is asked for meanwhile still moves the arm.
        end = time.monotonic() + 12
        while time.monotonic() < end:
            demo.press("left")
            time.sleep(0.1)
            demo.set_size(100 + int(end * 10 - time.monotonic() * 10) % 2, 30)
            demo.signal(signal.SIGWINCH)
        demo.set_size(100, 30)
        demo.thaw()
        check(demo.wait_for("screen was frozen"), "frozen: said afterwards", demo.text)
        check(demo.wait_for_driver("RIGHT", "^HOLD"), "frozen: the arm holds", demo.driver("RIGHT"))
        demo.press("a")
        check(demo.wait_for_driver("RIGHT", "HOLD: acknowledged"), "frozen: a acknowledges", demo.driver("RIGHT"))
        demo.press("h")
        check(demo.wait_for_driver("RIGHT", "POLICY drives"), "frozen: and the policy gets it back")
        check(demo.quit() == 0, "frozen: quits with status 0")
        read = demo.recorded("frozen")
        if read:
            frozen_recording(read)


def frozen_recording(read):
    began = next((e for e in read.events if "took nothing for 250 ms" in e.text), None)
    ended = next((e for e in read.events if "takes the screen again" in e.text), None)
    if not check(began and ended, "frozen: the recording says when", read.texts("terminal")):
        return
    runs = [(s.monotonic_ns, s.groups[rec.RIGHT].decision) for s in read.steps]
    drove = [d for at, d in runs if at < began.monotonic_ns and d.authority == rec.OPERATOR]
    check(len(drove) > 10, "frozen: the operator drove until then", len(drove))
    # 250 ms are over when it is said; commands may be repeated and ramped down for 100 ms more.
    after = [d for at, d in runs if began.monotonic_ns + 150_000_000 < at < ended.monotonic_ns]
    check(after and all(d.authority in (rec.HOLD, rec.LINK_LOST) for d in after),
          "frozen: from then on it holds", {d.authority for d in after})
    check(after and all(list(d.setpoint) == list(after[0].setpoint) for d in after),
          "frozen: and does not move", len(after))
    lost = [d for d in after if d.authority == rec.LINK_LOST]
    check(lost, "frozen: after half a second that counts as a lost link", len(lost))


def stops():
    """STOP from anywhere, and a reset in two steps."""
    with Demo() as demo:
        demo.ready()
        demo.press("s")
        demo.wait_for_driver("RIGHT", "POLICY drives")
        demo.press("tab")
        check(demo.wait_for_driver("LEFT", "STOPPED") and demo.wait_for_driver("RIGHT", "STOPPED"),
              "STOP: both arms")
        check(demo.wait_for(r"STOPPED \(stop \d+\)"), "STOP: an alarm says how to leave it", demo.text)
        demo.press("r")
        demo.press("h")
        check(demo.driver("RIGHT").startswith("STOPPED"), "STOP: neither takeover nor hand-back leaves it")
        demo.press("c")
        check(demo.wait_for(r"(?i)reset.*\?.*‹y›"), "STOP: c asks first", demo.text)
        demo.press("n")
        check(demo.wait_for("Not done") and demo.driver("RIGHT").startswith("STOPPED"), "STOP: n leaves it")
        demo.press("c", "y")
        check(demo.wait_for_driver("RIGHT", "^HOLD") and demo.wait_for_driver("LEFT", "^HOLD"),
              "STOP: c and y reset it; the arms hold", demo.text)
        check(demo.wait_gone(r"STOPPED \(stop"), "STOP: the alarm is gone")
        check(demo.driver("RIGHT") == "HOLD: stop reset", "STOP: says that it holds for the reset", demo.driver("RIGHT"))
        demo.press("r")
        demo.wait_for_driver("RIGHT", "HOLD: taken|nudge")
        demo.press("m")
        demo.wait_for("note:")
        demo.press("x", "tab")
        check(demo.wait_for_driver("RIGHT", "STOPPED"), "STOP: also while a note is typed")
        demo.press("escape")
        demo.wait_gone("note:")
        check(demo.quit() == 0, "STOP: quits with status 0, stopped as it is")
        demo.left_well("STOP")
        read = demo.recorded("STOP")
        check(read and read.authorities(rec.LEFT).count(rec.STOPPED) == 2, "STOP: both are recorded",
              read and read.authorities(rec.LEFT))


def headless_asked_to_end():
    """A story without a screen that a signal ends: its recording is complete, at once."""
    story = os.path.join(ROOT, "Tests", "Beds", "loss.json5")
    for asked in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        name = f"headless and {asked.name}"
        with tempfile.TemporaryDirectory(prefix="reins-headless-") as home:
            folder = home + "/recordings"
            running = subprocess.Popen(
                [REINS, "demo", "--headless", "--no-devices", "--story", story, "--record", folder], cwd=home,
                env=surroundings(HOME=home, XDG_STATE_HOME=home), stdin=subprocess.DEVNULL, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            grown = wait_until(lambda: sum(os.path.getsize(p) for p in rec.files(folder, ".partial")) > 50_000, 60)
            running.send_signal(asked)
            _, said = running.communicate(timeout=60)
            check(grown and running.returncode == 1 and asked.name in said,
                  f"{name}: it says that it did not come to its end", (running.returncode, said))
            made = rec.files(folder)
            check(len(made) == 1 and not rec.files(folder, ".partial"), f"{name}: one complete recording",
                  os.listdir(folder))
            ticks = [step.tick for step in rec.Recording(made[0]).steps] if made else []
            check(len(ticks) > 20 and ticks == sorted(ticks), f"{name}: with its steps", len(ticks))


def both_arms():
    """One puck, both arms: as mirror images, then against each other, as a story drives them."""
    story = os.path.join(ROOT, "Scripts", "stories", "both.json5")
    with tempfile.TemporaryDirectory(prefix="reins-both-") as home:
        folder = home + "/recordings"
        done = subprocess.run(
            [REINS, "demo", "--headless", "--no-devices", "--story", story, "--record", folder], cwd=home,
            env=surroundings(HOME=home, XDG_STATE_HOME=home), stdin=subprocess.DEVNULL, text=True,
            capture_output=True, timeout=150)
        made = rec.files(folder)
        check(done.returncode == 0 and len(made) == 1, "both arms: the story comes to its end", done.stderr)
        pairs = [[list(group.decision.motion)[:3] for group in step.groups] for step in
                 (rec.Recording(made[0]).steps if made else [])
                 if all(group.decision.authority == rec.OPERATOR for group in step.groups)]

    def opposed(axis, signs):
        """Ticks of full speed along the axis, and those in which the left arm does what the signs say."""
        fast = [pair for pair in pairs if abs(pair[1][axis]) > 0.015]
        return fast, [left for left, right in fast
                      if all(abs(left[i] - signs[i] * right[i]) < 0.003 for i in range(3))]

    mirrored, as_said = opposed(1, (1, -1, 1))
    check(len(mirrored) > 50 and len(as_said) > 0.9 * len(mirrored),
          "both arms: mirrored, left is right's image", (len(mirrored), len(as_said)))
    relative, as_said = opposed(0, (-1, -1, -1))
    check(len(relative) > 30 and len(as_said) > 0.9 * len(relative),
          "both arms: relative, they move against each other", (len(relative), len(as_said)))


def real_time():
    """Asked for, the control thread goes before everything and the memory is locked; or it is said why not."""

    def run(prefix, seen):
        with tempfile.TemporaryDirectory(prefix="reins-real-time-") as home:
            os.chmod(home, 0o777)
            running = subprocess.Popen(
                [*prefix, REINS, "demo", "--headless", "--no-devices", "--no-record", "--real-time", "--story",
                 os.path.join(ROOT, "Tests", "Beds", "loss.json5")], cwd=home,
                env=surroundings(HOME=home, XDG_STATE_HOME=home, TMPDIR=home), stdin=subprocess.DEVNULL, text=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            found = wait_until(lambda: seen(f"/proc/{running.pid}"), 30)
            running.terminate()
            _, said = running.communicate(timeout=60)
            return found, said

    def threads(process):
        named = {}
        for task in os.listdir(process + "/task"):
            with open(f"{process}/task/{task}/stat") as file:
                name, _, rest = file.read().partition("(")[2].rpartition(")")
                # Fields 40 and 41 of proc(5); rest begins with the third.
                named[name] = tuple(int(field) for field in rest.split()[37:39])
        return named

    def locked(process):
        with open(process + "/status") as file:
            return int(re.search(r"VmLck:\s+(\d+)", file.read())[1])

    def in_force(process):
        named = threads(process)
        return named.get("control") == (20, 1) and named.get("robot") == (20, 1) and locked(process) > 1000

    found, said = run([], in_force)
    check(found or "rtprio" in said or "memlock" in said,
          "real time: the control thread and the simulated robot's have it, or a sentence says why not", said)
    if os.geteuid() != 0:
        return
    found, said = run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
                      lambda process: "control" in threads(process))
    check(found and "rtprio 20" in said and "memlock unlimited" in said and "limits.d" in said,
          "real time: who may not is told what to write where, and runs without", said)


STORIES = [correction, sizes, poor_terminals, endings, gripper, demo_script, killed, frozen, stops, headless_asked_to_end,
           both_arms, real_time]


def main():
    if not os.access(REINS, os.X_OK):
        print(f"FAIL there is no {REINS}: run Scripts/test build first")
        return 1
    wanted = sys.argv[2:]
    return stage.play([story for story in STORIES if not wanted or story.__name__ in wanted], checks)


if __name__ == "__main__":
    sys.exit(main())
