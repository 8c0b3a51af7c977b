"""The real program in a pseudo-terminal: what it writes is read without pause, keys are typed."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import threading
import time

ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][0-9A-B]|\x1b[=>78]|\x1b\][^\x07]*\x07")


class Session:
    """A program that has a new terminal to itself.

    `pipes` connects its standard input and error with pipes of ours; its screen is the terminal all
    the same, for it opens that by itself.
    """

    def __init__(self, command, columns=100, rows=30, pipes=False):
        ends = [os.pipe(), os.pipe()] if pipes else []
        self.began = time.monotonic()
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            self._become(command, columns, rows, ends)
        if pipes:
            os.close(ends[0][0])
            os.close(ends[1][1])
            self.told = os.fdopen(ends[0][1], "w", buffering=1)
            self.answers = os.fdopen(ends[1][0], "r")
        self.output = bytearray()
        self.reads = []  # (when, length of the output then)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _become(self, command, columns, rows, ends):
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        if ends:
            os.dup2(ends[0][0], 0)
            os.dup2(ends[1][1], 2)
            for end in ends:
                os.close(end[0])
                os.close(end[1])
        os.environ.update(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
        os.execvp(command[0], command)

    def _read(self):
        while True:
            select.select([self.master], [], [], 1)
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            if not data:
                return
            self.output += data
            self.reads.append((time.monotonic(), len(self.output)))

    def text(self, until=None):
        """What was written so far, without the escape sequences: words, not where they stand."""
        return ESCAPES.sub(b" ", bytes(self.output[:until])).decode("utf-8", "replace")

    def wait_for(self, words, seconds=20, since=0):
        """Whether all these words were written after the first `since` bytes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            text = ESCAPES.sub(b" ", bytes(self.output[since:])).decode("utf-8", "replace")
            if all(word in text for word in words):
                return True
            time.sleep(0.01)
        return False

    def first_with(self, words):
        """When the read came that completed all these words, s after the start; nil without."""
        for when, length in self.reads:
            text = self.text(length)
            if all(word in text for word in words):
                return when - self.began
        return None

    def started(self):
        """Takes control and starts an episode, as soon as the scene is ready; whether it runs."""
        for keys in ("i", *"s" * 8):
            self.type(keys)
            if self.wait_for(["Episode 1 runs"], 1.5):
                return True
        return False

    def type(self, keys):
        os.write(self.master, keys.encode())

    def end(self, seconds=10):
        """The exit status; the program is killed where it does not end by itself."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return None
