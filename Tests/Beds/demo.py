"""The demo in a pseudo-terminal, and how to read its screen."""
import re
import shutil
import tempfile

from console import Console, wait_until


class Demo(Console):
    """`reins demo`, recording into a folder of its own."""

    wrapper = ()

    def __init__(self, reins, *options, columns=100, rows=30, folder=None, **environment):
        self.folder = folder or tempfile.mkdtemp(prefix="reins-demo-")
        # What it logs beside goes there too.
        environment.setdefault("XDG_STATE_HOME", self.folder)
        super().__init__(
            [*self.wrapper, reins, "demo", "--record", self.folder, *options], columns, rows,
            **environment)

    def ready(self):
        return self.wait_for(r"episode 1 +ready")

    def driver(self, side):
        """The words on who drives `LEFT` or `RIGHT`."""
        found = self.sees(side + r" ARM (?:—|-+) (.*?)(?:   |$|\n)")
        return found[1].strip() if found else ""

    def wait_for_driver(self, side, pattern, seconds=20):
        return wait_until(lambda: re.search(pattern, self.driver(side)), seconds)

    def tool(self, side):
        """x, y, z of a tool as shown, m; the left arm's panel is on the left."""
        numbers = r"tool +(-?[\d.]+) +(-?[\d.]+) +(-?[\d.]+) m"
        for line in self.lines:
            found = re.findall(numbers, line)
            if len(found) == 2:
                return tuple(map(float, found[side == "RIGHT"]))
        return None

    def take_right(self):
        """Control, start, takeover: the right arm holds."""
        self.ready()
        self.press("i")
        self.wait_for("control yours")
        self.press("s")
        self.wait_for_driver("RIGHT", "POLICY drives")
        self.press("r")
        return self.wait_for_driver("RIGHT", "HOLD: taken")

    def quit(self):
        self.press("q")
        if self.wait_for(r"Quit.*\?", 5):
            self.press("y")
        return self.wait_for_end()

    def close(self):
        super().close()
        shutil.rmtree(self.folder, ignore_errors=True)
