"""The real program in a pseudo-terminal: keys in, and the screen read back as a person sees it.

Needs the PyPI package pyte, a terminal emulator.
"""
import errno
import fcntl
import os
import pty
import re
import struct
import subprocess
import tempfile
import termios
import threading
import time

import pyte

KEYS = {
    "up": "\x1bOA", "down": "\x1bOB", "right": "\x1bOC", "left": "\x1bOD",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "tab": "\t", "enter": "\r", "escape": "\x1b",
}
ALTERNATE, PLAIN = b"\x1b[?1049h", b"\x1b[?1049l"
SLOW = float(os.environ.get("REINS_TEST_PATIENCE", "1"))


class Screen(pyte.Screen):
    """With what xterm has and pyte has not: repeated characters and scrolled regions."""

    last = " "

    def draw(self, data):
        super().draw(data)
        self.last = data[-1:] or self.last

    def repeat(self, count=1):
        super().draw(self.last * max(1, count))

    def scroll_up(self, count=1):
        self.scroll(count, self.delete_lines)

    def scroll_down(self, count=1):
        self.scroll(count, self.insert_lines)

    def scroll(self, count, change):
        x, y = self.cursor.x, self.cursor.y
        self.cursor.y = self.margins.top if self.margins else 0
        change(max(1, count))
        self.cursor.x, self.cursor.y = x, y


class Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "b": "repeat", "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down"}


class Console:
    """One run of a program on its own terminal. Reads all that it writes, unless frozen."""

    def __init__(self, command, columns=100, rows=30, **environment):
        self.master, self.slave = pty.openpty()
        self.set_size(columns, rows)
        # Settings that a shell leaves behind; one of them odd, so that a default is no restoring.
        self.found = termios.tcgetattr(self.slave)
        self.found[6][termios.VINTR] = b"\x07"
        termios.tcsetattr(self.slave, termios.TCSANOW, self.found)
        self.found = termios.tcgetattr(self.slave)
        self.output = tempfile.NamedTemporaryFile(prefix="reins-stdout-")
        self.process = self.launch(command, surroundings(**environment))
        self.show(columns, rows)

    def show(self, columns, rows):
        """Begins to read `master`, onto a screen of this size."""
        self.columns, self.rows = columns, rows
        self.raw = bytearray()
        self.screen = Screen(columns, rows)
        self.stream = Stream(self.screen)
        self.lock = threading.Lock()
        self.is_closed = False
        self.reading = threading.Event()
        self.reading.set()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def launch(self, command, environment, stdin=None, stderr=None):
        """Starts the program; standard input and error are the terminal, or what is given."""
        return subprocess.Popen(
            command, stdin=stdin or self.slave, stdout=self.output, stderr=stderr or self.slave,
            env=environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0))

    def read(self):
        os.set_blocking(self.master, False)
        while not self.is_closed:
            self.reading.wait()
            try:
                data = os.read(self.master, 65536)
            except BlockingIOError:
                time.sleep(0.005)
                continue
            except OSError as error:
                if error.errno in (errno.EIO, errno.EBADF):
                    return
                raise
            if not data:
                return
            with self.lock:
                self.raw += data
                self.stream.feed(data)

    # what a person does

    def press(self, *keys):
        for key in keys:
            os.write(self.master, KEYS.get(key, key).encode())

    def set_size(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        """As a window does. What is shown until the program has drawn anew is void."""
        with self.lock:
            self.columns, self.rows = columns, rows
            self.screen.resize(rows, columns)
            self.screen.reset()
        self.set_size(columns, rows)

    def freeze(self):
        """Takes nothing from the program any longer, as a terminal behind a dead link."""
        self.reading.clear()

    def thaw(self):
        self.reading.set()

    def signal(self, number):
        os.kill(self.process.pid, number)

    # what a person sees

    @property
    def lines(self):
        with self.lock:
            return [line.rstrip() for line in self.screen.display]

    @property
    def text(self):
        return "\n".join(self.lines)

    def sees(self, pattern):
        """The match of a regular expression somewhere on the screen."""
        return re.search(pattern, self.text)

    def wait_for(self, pattern, seconds=20):
        """The match, once it is on the screen; None where it never comes."""
        found = []

        def look():
            found[:] = filter(None, [self.sees(pattern)])
            return bool(found) or self.process.poll() is not None

        wait_until(look, seconds)
        return found[0] if found else None

    def wait_gone(self, pattern, seconds=20):
        return wait_until(lambda: not self.sees(pattern), seconds)

    def wait_for_end(self, seconds=20):
        """The exit status; that of a signal is negative, as subprocess tells it."""
        try:
            status = self.process.wait(seconds * SLOW)
        except subprocess.TimeoutExpired:
            return None
        size = -1
        while size != len(self.raw):  # what it wrote last is still on its way
            size = len(self.raw)
            time.sleep(0.05)
        return status

    @property
    def stdout(self):
        with open(self.output.name, encoding="utf-8", errors="replace") as file:
            return file.read()

    @property
    def after(self):
        """What stands on the terminal after the last picture."""
        return bytes(self.raw).rpartition(PLAIN)[2].decode("utf-8", "replace")

    @property
    def settings_kept(self):
        return termios.tcgetattr(self.slave) == self.found

    @property
    def left_alternate_screen(self):
        return self.raw.rfind(PLAIN) > self.raw.rfind(ALTERNATE) >= 0

    @property
    def cursor_shown(self):
        """Where the program hid the cursor, it showed it again."""
        return self.raw.rfind(b"\x1b[?25l") <= self.raw.rfind(b"\x1b[?25h")

    def close(self):
        self.thaw()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.slave)
        self.thread.join(2)
        os.close(self.master)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def surroundings(**changes):
    """The environment with these changes; None takes a variable away."""
    made = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "REINS_"))}
    made.update(TERM="xterm-256color", LANG="C.UTF-8")
    made.pop("NO_COLOR", None)
    for name, value in changes.items():
        made.pop(name, None)
        if value is not None:
            made[name] = value
    return made


def wait_until(condition, seconds):
    end = time.monotonic() + seconds * SLOW
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()
