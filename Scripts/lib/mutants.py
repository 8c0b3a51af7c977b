"""Every mutant of the control path: five operators, applied wherever they fit.

  compare    a comparison becomes its opposite
  guard      one condition of a guard always holds, or that of an if never does
  state      a group goes into another state than the one that is written
  constant   a number is another: one more, or twice as large
  delete     a statement is left out

A mutant is written into the source asleep: it acts where the variable MUTANT holds its number. So
one build holds them all. Left alone are masks of indices (`& 7`, `1 <<`) and the numbers of cases,
which are layout and no rule.
"""
import re
from dataclasses import dataclass

FILES = [
    "Arbiter.swift", "Arbiter+Bonds.swift", "Arbiter+Commands.swift", "Arbiter+Conditions.swift",
    "Arbiter+Decision.swift", "Arbiter+Episode.swift",
    "Arbiter+HoldMonitor.swift", "Arbiter+Lease.swift", "Arbiter+Loans.swift", "Arbiter+Motion.swift",
    "Arbiter+Requests.swift", "GroupBonds.swift", "HoldWatch.swift", "MotionLimiter.swift",
]

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
DIGITS = "~^%"


@dataclass
class Mutant:
    """One change: what is put in at which places of the text, with NUMBER still open."""
    file: str
    line: int
    operator: str
    what: str
    edits: list

    @property
    def key(self):
        """Names it as long as its line stands as it is."""
        return f"{self.file}: {self.operator}: {self.what}"


def code_mask(text):
    """True for each character that is code, false in comments and strings."""
    mask = bytearray(b"\1" * len(text))
    for found in re.finditer(r'//[^\n]*|"(?:\\.|[^"\\\n])*"', text):
        mask[found.start():found.end()] = bytes(found.end() - found.start())
    return mask


class Source:
    def __init__(self, file, text):
        self.file, self.text, self.mask = file, text, code_mask(text)
        self.code = "".join(c if m or c == "\n" else " " for c, m in zip(text, self.mask))

    def line(self, place):
        return self.text.count("\n", 0, place) + 1

    def words(self, start, end):
        return " ".join(self.text[start:end].split())

    def mutant(self, place, operator, what, *edits):
        return Mutant(self.file, self.line(place), operator, what, list(edits))

    def close(self, place):
        """The place after the bracket that closes the one at `place`."""
        depth = 0
        for index in range(place, len(self.code)):
            depth += (self.code[index] in "([{") - (self.code[index] in ")]}")
            if depth == 0:
                return index + 1
        return len(self.code)

    def whole_line(self, place):
        start = self.code.rfind("\n", 0, place) + 1
        return self.words(start, self.text.find("\n", place))

    def comparisons(self):
        for found in re.finditer(r"(?<=\s)(==|!=|<=|>=|<|>)(?=\s)", self.code):
            if re.match(r"\s*nil\b", self.code[found.end():]):
                continue
            what = f"{found[0]} → {OPPOSITE[found[0]]} in “{self.whole_line(found.start())}”"
            yield self.mutant(
                found.start(), "compare", what, (found.start(), found.end(), ("compare", found[0])))

    def conditions(self):
        for found in re.finditer(r"\b(guard|if)\s", self.code):
            keyword, end = found[1], self.end_of_conditions(found.end(), found[1])
            if end is None:
                continue
            for start, stop in self.clauses(found.end(), end):
                clause = self.words(start, stop)
                if re.match(r"(let|var|case)\b", clause):
                    continue
                outcome = "true" if keyword == "guard" else "false"
                yield self.mutant(
                    start, "guard", f"{keyword} {clause} → {outcome}",
                    (start, start, f"woken(NUMBER, {outcome}, "), (stop, stop, ")"))

    def end_of_conditions(self, start, keyword):
        depth = 0
        for index in range(start, len(self.code)):
            char = self.code[index]
            if depth == 0 and keyword == "guard" and re.match(r"else\b", self.code[index:index + 5]):
                return index
            if depth == 0 and keyword == "if" and char == "{":
                return index
            depth += (char in "([{") - (char in ")]}")
            if depth < 0:
                return None
        return None

    def clauses(self, start, end):
        depth, begin = 0, start
        for index in range(start, end + 1):
            char = self.code[index] if index < end else ","
            depth += (char in "([{") - (char in ")]}")
            if char == "," and depth == 0:
                a, b = begin, index
                while a < b and self.text[a].isspace():
                    a += 1
                while b > a and self.text[b - 1].isspace():
                    b -= 1
                if a < b:
                    yield a, b
                begin = index + 1

    def states(self):
        swaps = {
            "linkLost": ".deviceLost({})", "deviceLost": ".linkLost({})", "fault": ".stopped({})",
            "stopped": ".fault({})", "hold": ".fault({})", "returning": ".policy(missing: nil)",
            "policy": ".hold(.policyStale, since: 0)", "operator": ".hold(.taken, {})",
            "taking": ".operator(since: now)", "delta": ".operator(since: now)",
        }
        for found in re.finditer(r"\bphase = (\.(\w+))\(", self.code):
            start, end = found.start(1), self.close(found.end() - 1)
            inside = self.text[found.end():end - 1]
            other = swaps[found[2]].format(inside)
            yield self.swap(start, end, other)
        plain = {
            "requested": {".operator": ".policy", ".policy": ".operator", ".hold": ".policy"},
            "gripperAuthority": {".kept": ".policy", ".policy": ".kept", ".operator": ".kept"},
        }
        for found in re.finditer(r"\b(requested|gripperAuthority) = (\.\w+)\b", self.code):
            yield self.swap(found.start(2), found.end(2), plain[found[1]][found[2]])

    def swap(self, start, end, other):
        what = f"{self.words(start, end)} → {' '.join(other.split())} in “{self.whole_line(start)}”"
        return self.mutant(
            start, "state", what, (start, start, "woken(NUMBER, " + other + ", "), (end, end, ")"))

    def constants(self):
        for found in re.finditer(r"(?<![\w.$])\d[\d_]*(\.\d+)?(e-?\d+)?(?![\w.]*\.\.|\w)", self.code):
            line = self.code[self.code.rfind("\n", 0, found.start()) + 1:found.start()]
            if re.search(r"(&|<<)\s*$|^\s*case\b|\$$|SIMD8<Double>\($", line):
                continue
            if re.match(r"\s*<<", self.code[found.end():]):
                continue
            number = found[0]
            isWhole = not (found[1] or found[2])
            other = str(int(number.replace("_", "")) + 1) if isWhole else f"{float(number) * 2 or 1.0:g}"
            if not isWhole and not re.search(r"[.e]", other):
                other += ".0"
            what = f"{number} → {other} in “{self.whole_line(found.start())}”"
            yield self.mutant(
                found.start(), "constant", what,
                (found.start(), found.end(), f"woken(NUMBER, {other}, {number})"))

    KEYWORDS = re.compile(
        r"(let|var|func|if|guard|else|switch|case|for|while|defer|default|private|internal|public|static"
        r"|mutating|extension|struct|enum|import|init|nonisolated|typealias|break|continue)\b|[^\w(_]")

    # An assignment, a call for its effect, or one that ends a function which returns nothing.
    ACTS = re.compile(r"(return (hold|loseLink)\(|[a-z_(][\w.\[\], ()]*\s[-+*/&|]?=\s|[a-z][\w.\[\]]*\(.*\)$)", re.S)

    def statements(self):
        lines, place, before = self.code.split("\n"), 0, "{"
        for row, line in enumerate(lines):
            start = place + len(line) - len(line.lstrip())
            place += len(line) + 1
            words = line.strip()
            begins = before[-1] in "{}):" or not re.search(r"([-+*/%<>=&|?:,(]|\breturn)$", before)
            follows = before
            before = words or before
            if not words or self.KEYWORDS.match(words) or not begins:
                continue
            if follows.endswith(":") and not re.match(r"\s*(case|default)\b", follows):
                continue
            end = self.end_of_statement(start)
            if not (follows.endswith("else {") and words.startswith("return")):
                yield from self.deletion(start, end)
        # A statement that stands on the line of its case or its braces.
        for found in re.finditer(r"(?:case [^:\n]*: |\{ )((?:return hold\(|state\.|hold\(|_ = )[^\n{}]*?)(?= \}|\n)", self.code):
            if found[1].count("(") == found[1].count(")"):
                yield from self.deletion(found.start(1), found.end(1))

    def end_of_statement(self, start):
        end = start
        while True:
            stop = self.code.find("\n", end)
            text = self.code[start:stop]
            depth = sum(text.count(c) for c in "([{") - sum(text.count(c) for c in ")]}")
            following = self.code[stop + 1:self.code.find("\n", stop + 1)].strip()
            if depth <= 0 and not re.match(r"[.?:&|+*/=<>-]", following) and not re.search(r"[=&|+*/-]$", text.rstrip()):
                return start + len(text.rstrip())
            end = stop + 1

    def deletion(self, start, end):
        code = self.code[start:end]
        isInInit = any(a < start < b for a, b in self.initialisers())
        if self.ACTS.match(code) and "$0" not in code and not isInInit:
            yield self.mutant(
                start, "delete", f"“{self.words(start, end)}” left out",
                (start, start, "if !isAwake(NUMBER) { "), (end, end, " }"))

    def initialisers(self):
        """Where every property must get its value."""
        for found in re.finditer(r"\binit\(", self.code):
            body = self.code.index("{", self.close(found.end() - 1))
            yield body, self.close(body)

    def all(self):
        for part in (self.comparisons, self.conditions, self.states, self.constants, self.statements):
            yield from part()


def find(folder):
    """All mutants of the sources in `folder`, in order. Equal ones are told apart by a number."""
    result, seen = [], {}
    for file in FILES:
        found = sorted(Source(file, (folder / file).read_text()).all(), key=lambda m: (m.edits[0][0], m.operator))
        for mutant in found:
            count = seen[mutant.key] = seen.get(mutant.key, 0) + 1
            if count > 1:
                mutant.what += f" (no. {count})"
            result.append(mutant)
    return result


def token(number):
    """An operator of its own for each place that compares."""
    digits = ""
    while True:
        digits += DIGITS[number % 3]
        number //= 3
        if number == 0:
            return "<>" + digits


def write(folder, mutants):
    """Puts them into the sources of `folder`, numbered from 1; what they need beside them."""
    edits, helpers = {}, []
    for number, mutant in enumerate(mutants, 1):
        for rank, (start, end, new) in enumerate(mutant.edits):
            if isinstance(new, tuple):
                helpers.append((number, new[1]))
                new = token(number)
            # Wrappers of one place lie inside each other: what begins first ends last.
            order = -number if rank else number
            edits.setdefault(mutant.file, []).append((start, end, order, new.replace("NUMBER", str(number))))
    for file, list_ in edits.items():
        text = (folder / file).read_text()
        for start, end, _, new in sorted(list_, key=lambda e: (e[0], e[1] > e[0], e[2]), reverse=True):
            text = text[:start] + new + text[end:]
        (folder / file).write_text(text)
    lines = [
        "import Glibc", "", "/// Which mutant is awake; 0 for none.",
        'let mutant = Int(String(cString: getenv("MUTANT") ?? strdup("0"))) ?? 0',
        "@inline(__always) func isAwake(_ number: Int) -> Bool { mutant == number }",
        "@inline(__always) func woken<T>(_ number: Int, _ other: @autoclosure () -> T, _ value: @autoclosure () -> T) -> T {",
        "    mutant == number ? other() : value()", "}",
    ]
    for number, operator in helpers:
        kind = "Equatable" if operator in ("==", "!=") else "Comparable"
        lines += [
            f"infix operator {token(number)}: ComparisonPrecedence",
            f"@inline(__always) func {token(number)} <T: {kind}>(a: T, b: T) -> Bool {{",
            f"    mutant == {number} ? a {OPPOSITE[operator]} b : a {operator} b", "}",
        ]
    (folder / "Mutant.swift").write_text("\n".join(lines) + "\n")
