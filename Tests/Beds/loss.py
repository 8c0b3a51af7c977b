"""A real cell and a real console, with keys, on a network that loses packets or blocks UDP.

usage: loss.py --can-run | [REINS [CASE…]]
"""
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.dont_write_bytecode = True
import network  # noqa: E402

if sys.argv[1:] == ["--can-run"]:
    sys.exit(0 if network.can_run() else 1)

from mcap.reader import make_reader  # noqa: E402
from mcap_ros2.decoder import DecoderFactory  # noqa: E402

import recording as rec  # noqa: E402
import stage  # noqa: E402
from console import Console, surroundings  # noqa: E402

checks = stage.Checks()
check = checks.check
arguments = sys.argv[1:]
REINS = os.path.realpath(arguments[0]) if arguments else ROOT + "/.build/release/reins"
PORT = 7447
LOSS = 0.05
# Of a command at the cell; the arm stops at the same age.
LIMIT_MS = 100
# Kind of the request that gives control up.
RELEASE = 2


class Bed:
    """A simulated cell at one end of a network, and what a console at the other needs."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="reins-loss-")
        self.network = network.Network()
        self.keys = {end: os.path.join(self.folder, end) for end in ("cell", "console")}
        for end, folder in self.keys.items():
            subprocess.run([REINS, "keys", "create", end, "--dir", folder], check=True, stdout=subprocess.DEVNULL)
        for end, other in (("cell", "console"), ("console", "cell")):
            shutil.copy(os.path.join(self.keys[other], other + ".key"), self.keys[end])
        subprocess.run([REINS, "keys", "allow", os.path.join(self.keys["cell"], "console.key"), "--dir",
                        self.keys["cell"]], check=True, stdout=subprocess.DEVNULL)
        self.address = f"tcp://{self.network.address['cell']}:{PORT}"
        self.log = open(os.path.join(self.folder, "sim.log"), "w")
        self.cell = subprocess.Popen(
            self.network.command("cell", REINS, "sim", "--endpoint", self.address, "--keys", self.keys["cell"],
                                 "--episode-limit", "200"),
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=surroundings())

    def live(self, *options):
        return self.network.command("console", REINS, "live", self.address, "--keys", self.keys["console"],
                                    "--wait", "30", "--no-devices", "--record", self.records, *options)

    @property
    def records(self):
        return os.path.join(self.folder, "recordings")

    def recorded(self):
        found = rec.files(self.records)
        return found[0] if len(found) == 1 else None

    def close(self):
        self.cell.terminate()
        try:
            self.cell.wait(10)
        except subprocess.TimeoutExpired:
            self.cell.kill()
            self.cell.wait()
        self.log.close()
        self.network.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Pauses:
    """When a processor let nobody run, as a loop on each of them sees it: what is old then, and a moment later, the
    network is not to blame for. Spans of CLOCK_MONOTONIC, ns."""

    AFTER = 150_000_000

    def __init__(self):
        self.spans, self.is_over = [], False
        self.threads = [threading.Thread(target=self.watch, args=(cpu,), daemon=True)
                        for cpu in os.sched_getaffinity(0)]
        for thread in self.threads:
            thread.start()

    def watch(self, cpu):
        os.sched_setaffinity(0, {cpu})
        before = time.monotonic_ns()
        while not self.is_over:
            time.sleep(0.005)
            now = time.monotonic_ns()
            if now - before > 30_000_000:
                self.spans.append((before, now + self.AFTER))
            before = now

    def stop(self):
        self.is_over = True
        for thread in self.threads:
            thread.join()
        return self.spans


class Ages:
    """How old the newest command was at each tick of one grant of control, by the cell's own input."""

    def __init__(self, path, pauses=()):
        self.worst, self.seconds, self.commands = 0.0, 0.0, 0
        # The longest time between two ticks: what the machine itself was late by.
        self.pause, tick = 0.0, None
        # Whether the machine let the two run most of the time, and all the time.
        self.is_seen = self.is_calm = True
        self.texts, received, first = [], None, None
        with open(path, "rb") as file:
            reader = make_reader(file, decoder_factories=[DecoderFactory()])
            wanted = ["/reins/arbiter_input", "/reins/event"]
            for _, channel, _, decoded in reader.iter_decoded_messages(topics=wanted):
                if channel.topic == "/reins/event":
                    self.texts.append(decoded.text)
                    continue
                if tick is not None:
                    self.pause = max(self.pause, (decoded.now_ns - tick) / 1e6)
                tick = decoded.now_ns
                for command in decoded.commands:
                    self.commands += 1
                    received = max(received or 0, command.received_at_ns)
                    first = first or received
                    self.seconds = (received - first) / 1e9
                # With the end of the grant no command is owed any more.
                if any(request.kind == RELEASE for request in decoded.requests):
                    received = first = None
                if received is not None and not any(at <= decoded.now_ns < until for at, until in pauses):
                    self.worst = max(self.worst, (decoded.now_ns - received) / 1e6)

    @property
    def is_judged(self):
        """A good figure says something where most was seen, a bad one where nothing but the network was late."""
        return self.is_seen if self.worst < LIMIT_MS else self.is_calm


def driven(what, udp):
    """Half a minute of driving at 5 % loss both ways."""
    with Bed() as bed:
        if not udp:
            bed.network.block_udp()
        bed.network.lose(LOSS)
        log = os.path.join(bed.folder, "live.log")
        watch = Pauses()
        with open(log, "w") as file:
            status = subprocess.run(
                bed.live("--headless", "--story", os.path.join(ROOT, "Tests", "Beds", "loss.json5")),
                stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=surroundings(), timeout=240).returncode
        pauses = watch.stop()
        if udp:
            with open(log) as file:
                check(status == 0, f"{what}: the story drove to its end", (status, file.read()[-600:]) if status else "")
        path = bed.recorded()
        if not check(path is not None, f"{what}: there is a recording"):
            return None
        ages = Ages(path, pauses)
        stood_still = sum(until - at for at, until in pauses) / 1e9
        ages.is_seen = stood_still < 0.2 * max(1, ages.seconds)
        ages.is_calm = not pauses and ages.pause < 50
        print(f"     {what}: {ages.commands} commands in {ages.seconds:.1f} s, the newest one never older than "
              f"{ages.worst:.0f} ms; no two ticks further apart than {ages.pause:.0f} ms")
        return ages


def loss():
    """The longest time without a command, with datagrams and with TCP alone."""
    for _ in range(3):
        with_datagrams = driven("5 % loss, datagrams", udp=True)
        if not with_datagrams or with_datagrams.is_judged:
            break
        print("again: the machine stood still meanwhile", flush=True)
    alone = driven("5 % loss, TCP alone", udp=False)
    if with_datagrams:
        check(with_datagrams.seconds >= 30, "loss: half a minute was driven", f"{with_datagrams.seconds:.1f} s")
        if with_datagrams.is_judged:
            check(with_datagrams.worst < LIMIT_MS, f"loss: no command was older than {LIMIT_MS} ms",
                  f"{with_datagrams.worst:.0f} ms")
        else:
            print(f"NOT JUDGED on a busy machine: a command was {with_datagrams.worst:.0f} ms old")
        check(not [text for text in with_datagrams.texts if "UDP" in text], "loss: and nobody complained of UDP")
    if alone:
        check(alone.worst > LIMIT_MS, "loss: TCP alone fails that, so the measure can fail",
              f"{alone.worst:.0f} ms")


def blocked():
    """UDP blocked: told in one line, drives all the same; opened, it is used again."""
    with Bed() as bed:
        bed.network.block_udp()
        with Console(bed.live(), columns=80, rows=24) as console:
            check(console.wait_for(r"episode 1 +ready", 40), "blocked: the console is up", console.text)
            console.press("i")
            check(console.wait_for("control yours"), "blocked: control is granted")
            check(console.wait_for(rf"UDP port {PORT} seems closed: commands go by TCP\. Open it in the firewall\."),
                  "blocked: the screen says so, with the remedy", console.text)
            console.press("s")
            console.wait_for("POLICY drives")
            console.press("r")
            check(console.wait_for("HOLD: taken"), "blocked: the right arm is taken", console.text)
            drove = False
            for _ in range(4):
                console.press("left")
                drove = bool(console.wait_for("YOU drive", 2)) or drove
                console.wait_for("HOLD: nudge over", 5)
            check(drove, "blocked: nudges drive it by TCP", console.text)
            bed.network.mend()
            check(console.wait_gone("seems closed", 10), "opened: the line is gone", console.text)
            check(console.wait_for(r"lost +\d+ %", 5), "opened: the first line shows the loss", console.text)
            console.press("q")
            console.wait_for(r"Quit.*\?", 5)
            console.press("y")
            check(console.wait_for_end() == 0, "blocked: quits with status 0")
        path = bed.recorded()
        if check(path is not None, "blocked: there is a recording"):
            texts = Ages(path).texts
            for part in (f"no datagram came back from UDP port {PORT}", "Commands go by datagrams again"):
                check(any(part in text for text in texts), f"blocked: the recording says “{part}”")


CASES = {"loss": loss, "blocked": blocked}


def main():
    if not os.access(REINS, os.X_OK):
        print(f"FAIL there is no {REINS}: run `swift build -c release --product reins` first")
        return 1
    for name in arguments[1:] or CASES:
        began = time.monotonic()
        CASES[name]()
        print(f"── {name}: {time.monotonic() - began:.0f} s")
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
