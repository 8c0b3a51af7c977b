"""One arm in a scene of the fault matrix: what is expected of it, and whether it came so."""
import math
from dataclasses import dataclass

from faulttable import Line
from faulttrace import HOLD, MS, measure

# What a tick may begin early or late by, on a machine that is not late, ms.
CLOCK = 1


@dataclass
class Case:
    """`after` are its words once all is over; `limit` is the declared time to hold, ms; None where it is
    to go on. Times count from `start`, where that is not the fault itself. The console may go on for
    `sends` ms by its own rules; for ever, where its silence is not what is waited for."""
    broken: str
    arm: int
    drives: str
    after: str
    limit: float
    fault: int
    says: tuple = ()
    shows: tuple = ()  # what the operator's screen said; the scene has waited for it
    start: int = 0
    until: float = math.inf
    sends: float = 0
    busy: bool = False  # the fault is that nobody is run in time: then a late command holds rightly

    def unready(self, trace):
        """Why the fault did not come when it was to come."""
        arm = trace.at(self.fault).arms[self.arm]
        if arm.words != self.drives:
            yield f"{self.broken}: {arm.words} where {self.drives} was wanted"
        elif arm.words == "operator" and not arm.moves:
            yield f"{self.broken}: the arm did not move"

    def judge(self, trace, check):
        """Its line of the table."""
        name, made = f"{self.broken} ({self.drives})", measure(trace, self)
        before, after = trace.at(self.fault).arms[self.arm].words, trace.at(self.until).arms[self.arm].words
        if self.limit is None and self.went_on(trace, made, name, check):
            after, made.hold, made.rest = self.after, math.nan, math.nan
        check(after == self.after, f"{name}: afterwards {self.after}", after)
        if self.limit is not None:
            self.holds(trace, made, name, check)
        check(made.jump <= 1.001, f"{name}: no jump", f"{made.jump:.2f} of the slew limit")
        self.told(trace, name, check)
        return Line(self.broken, before, after, self.limit, made.hold, made.rest, made.jump, self.said)

    def went_on(self, trace, made, name, check):
        """Whether it never held, or was right to: this machine did not bring a command in time."""
        is_late = self.busy and made.oldest > trace.limits.stale
        oldest = f"oldest command {made.oldest:.0f} ms" if self.drives == "operator" else ""
        return check(math.isnan(made.hold) or is_late, f"{name}: no hold" + (" but of late commands" if is_late else ""),
                     oldest)

    def holds(self, trace, made, name, check):
        bound = self.limit + trace.limits.tick + made.machine + CLOCK
        figures = f"{made.hold:.1f} ms; limit {self.limit:.0f}, a tick, the machine {made.machine:.1f}"
        check(made.hold <= bound, f"{name}: holds in time", figures)
        braking = self.braking(trace) + trace.limits.tick * 2 + made.machine
        check(made.rest <= made.hold + braking, f"{name}: comes to rest and stays there",
              f"{made.rest:.1f} ms; braking {braking:.0f}")
        check(made.is_gripped, f"{name}: the gripper stays as it is")

    def told(self, trace, name, check):
        for text in self.says:
            found = trace.says(text, self.fault)
            check(found, f"{name}: the recording says “{text}”", "" if found else trace.says("", self.fault))

    @property
    def said(self):
        return (*self.says, *(f"on the screen: {words}" for words in self.shows))

    def braking(self, trace):
        """ms from the speed at the first tick of hold to rest at the acceleration limit."""
        held = next((s for s in trace.between(self.start or self.fault)
                     if s.arms[self.arm].authority >= HOLD), None)
        if not held:
            return 0
        arm, slew = trace.at(held.at).arms[self.arm], trace.limits.slew[self.arm]
        return max(math.hypot(*v) / a for v, a in zip((arm.linear, arm.angular), slew)) * 1e9 / MS


@dataclass
class Outside(Case):
    """Where no cell is left to hold: the robot's own watchdog stops the arm, `measured` ms after, where
    there is a driver in the scene."""
    measured: float = math.nan

    def judge(self, trace, check):
        name, before = f"{self.broken} ({self.drives})", trace.at(self.fault).arms[self.arm].words
        if not math.isnan(self.measured):
            check(self.measured <= self.limit + trace.limits.tick, f"{name}: the driver stops in time",
                  f"{self.measured:.1f} ms; limit {self.limit:.0f}")
        self.told(trace, name, check)
        return Line(self.broken, before, self.after, self.limit, self.measured, math.nan, math.nan, self.said)
