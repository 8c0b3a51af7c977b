"""The table of the fault matrix, as the documentation holds it."""
import math
import os
import re
from dataclasses import dataclass

PAGE = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../Sources/reins/Documentation.docc/fault-matrix.md"))
HEAD = ("what is broken", "who drove", "afterwards", "limit, ms", "to hold, ms", "to rest, ms",
        "largest jump", "the recording says")
FIGURES = slice(4, 7)  # the columns that belong to a machine


@dataclass
class Line:
    broken: str
    before: str
    after: str
    limit: float
    hold: float
    rest: float
    jump: float
    says: tuple

    @property
    def cells(self):
        limit = "goes on" if self.limit is None else f"{self.limit:.0f}"
        return [self.broken, self.before, self.after, limit, rounded(self.hold), rounded(self.rest),
                share(self.jump), "; ".join(self.says) or "nothing"]

    @property
    def text(self):
        return "| " + " | ".join(self.cells) + " |"


def rounded(time):
    """To ten milliseconds: a tick."""
    return "–" if not math.isfinite(time) else f"{10 * round(time / 10)}"


def share(jump):
    """In quarters: of what one tick may change."""
    return "–" if math.isnan(jump) else f"{25 * math.ceil(round(jump, 2) * 4)} %"


def without_figures(row):
    cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
    cells[FIGURES] = []
    return cells


def rows(text):
    return [line for line in text.splitlines() if re.match(r"\| (?!what is broken|---)", line)]


def differences(lines, all_scenes):
    """Where the page says other things than were seen; figures may differ."""
    with open(PAGE, encoding="utf-8") as file:
        written = [without_figures(row) for row in rows(file.read())]
    seen = [without_figures(line.text) for line in lines]
    missing = [row for row in written if row not in seen] if all_scenes else []
    return [row for row in seen if row not in written] + missing


def write(lines, whole):
    """Puts the table into the page, or these rows into the table; what stands around it stays."""
    with open(PAGE, encoding="utf-8") as file:
        text = file.read()
    seen = {tuple(without_figures(line.text)[:2]): line.text for line in lines}
    if not whole:
        written = {tuple(without_figures(row)[:2]): row for row in rows(text)}
        seen = written | seen
    table = ["| " + " | ".join(HEAD) + " |", "|---" * len(HEAD) + "|", *seen.values()]
    start, end = text.index("<!-- table -->"), text.index("<!-- end -->")
    machine = f"Measured on {os.cpu_count()} cores.\n"
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(text[:start] + "<!-- table -->\n" + "\n".join(table) + "\n\n" + machine + text[end:])
