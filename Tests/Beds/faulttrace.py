"""What a recording says of a fault: how long until the arm held, until it stood, and how smoothly."""
import json
import math
from dataclasses import dataclass

from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

AUTHORITIES = ("policy", "returning", "delta", "operator", "taking", "hold", "deviceLost",
               "linkLost", "fault", "stopped")
REASONS = ("", "not running", "taken", "released", "requested", "stale command", "policy stale",
           "hand-back failed", "control lost", "unattended", "robot mode", "state missing", "wrench",
           "acknowledged", "state frozen", "drift", "robot fault", "broken assumption", "control taken",
           "control passed on")
HOLD, FAULT = AUTHORITIES.index("hold"), AUTHORITIES.index("fault")
READY = 0  # a robot's mode
MS = 1e6


@dataclass
class Arm:
    """One arm at one tick: velocities in m/s and rad/s, times in ns."""
    authority: int
    reason: int
    linear: tuple
    angular: tuple
    place: tuple
    heard: float  # when the newest command came; none: -inf
    gripper: float

    @property
    def words(self):
        held = REASONS[self.reason] if self.authority in (HOLD, FAULT) else ""
        return AUTHORITIES[self.authority] + (f" ({held})" if held else "")

    @property
    def moves(self):
        return any(self.linear) or any(self.angular)


@dataclass
class Step:
    tick: int
    at: int
    arms: list
    is_ready: bool


class Trace:
    """A complete recording: its steps, its events, what its manifest declares."""

    def __init__(self, path):
        self.steps, self.events = [], []
        with open(path, "rb") as file:
            reader = make_reader(file, decoder_factories=[DecoderFactory()])
            for attachment in reader.iter_attachments():
                if attachment.name == "manifest.json":
                    self.manifest = json.loads(attachment.data)
            topics = ["/reins/step", "/reins/event"]
            for _, channel, _, message in reader.iter_decoded_messages(topics=topics):
                if channel.topic == topics[0]:
                    self.steps.append(step(message))
                else:
                    self.events.append((message.monotonic_ns, message.text))
        self.limits = Limits(self.manifest)

    @property
    def missing(self):
        """Ticks that were made and are not in it."""
        return self.steps[-1].tick - self.steps[0].tick + 1 - len(self.steps)

    def between(self, start, end=math.inf):
        return [s for s in self.steps if start <= s.at < end]

    def at(self, moment):
        """The last tick before a moment."""
        found = [s for s in self.steps if s.at < moment]
        assert found, "the recording begins after the fault"
        return found[-1]

    def says(self, part, start=0, end=math.inf):
        return [text for at, text in self.events if part in text and start <= at < end]


def step(message):
    arms = []
    for group in message.groups:
        made = group.decision
        heard = message.monotonic_ns - made.command_age_ns if made.has_command_age_ns else -math.inf
        arms.append(Arm(made.authority, made.hold_reason, tuple(made.motion[:3]), tuple(made.motion[3:6]),
                        tuple(made.setpoint), heard, made.gripper))
    return Step(message.tick, message.monotonic_ns, arms, message.robot_mode == READY)


class Limits:
    """The times in force, ms: those of Sources/Control/ControlConfiguration.swift at the rate, the latency
    and the policy that the manifest declares."""

    def __init__(self, manifest):
        control, policy = manifest["control"], manifest["policy"]
        self.tick = 1000 / control["rate_hz"]
        self.watchdog = control.get("driver_watchdog_ms")
        latency = control["state_latency_ms"]

        def least(time, ticks):
            return max(time, ticks * self.tick, latency)

        self.stale = least(100, 3)
        self.link = least(500, 5)
        self.round_trip = least(250, 5)
        self.frozen = least(200, 5)
        first = min(2 * policy["latency_ms"] + policy["period_ms"], 2000)
        self.grace = max(least(150, 3), first)
        self.plan = min(policy["horizon"] * policy["period_ms"], policy["max_age_ms"])
        bounds = [group["limits"] for group in manifest["groups"]]
        self.slew = [(b["linear_acceleration_m_s2"], b["angular_acceleration_rad_s2"]) for b in bounds]


@dataclass
class Measure:
    """Times in ms from the fault; the largest jump as a share of what the slew limit allows."""
    hold: float = math.nan
    rest: float = math.nan
    jump: float = 0
    machine: float = 0  # of the time to hold: what this machine did not run who had to act
    is_gripped: bool = True  # the gripper was told nothing new while the arm held
    oldest: float = 0  # age of the oldest command that an arm that goes on was driven by


def measure(trace, case):
    made, arm, start = Measure(), case.arm, case.start or case.fault
    after = trace.between(start, case.until)
    held = next((s for s in after if s.arms[arm].authority >= HOLD), None)
    moving = [s for s in after if s.arms[arm].moves]
    if held:
        made.hold = (held.at - start) / MS
        # It stands from the tick after the last that moved it, and never before it is held.
        ending = [s.at for s in after if not moving or s.at > moving[-1].at]
        made.rest = max(made.hold, (ending[0] - start) / MS) if ending else math.inf
        made.is_gripped = len({s.arms[arm].gripper for s in after if s.at >= held.at}) == 1
        made.machine = unrun(trace, arm, start, held, case.sends)
    made.oldest = max((s.at - s.arms[arm].heard for s in after), default=0) / MS
    made.jump = max(jumps(trace, arm, case.fault - 300 * MS, case.until), default=0)
    return made


def unrun(trace, arm, start, held, sends):
    """ms by which the link was late with what was sent before the fault (or in the `sends` ms in which
    the console may go on), and by which a tick that could have seen it was."""
    on_the_way = max(0, held.arms[arm].heard - start - sends * MS)
    lately = [s for s in trace.steps if start - 50 * MS <= s.at <= held.at]
    gaps = [b.at - a.at for a, b in zip(lately, lately[1:]) if b.at > start]
    # Where the cell itself stood still, times count from when it went on.
    late = max(gaps[1:] if held.at - start < 2 * trace.limits.tick * MS else gaps, default=0)
    return (on_the_way + max(0, late - trace.limits.tick * MS)) / MS


def jumps(trace, arm, start, until):
    """Each change of the executed velocity between two ticks, as a share of what is allowed. Where the
    robot itself is not ready nothing is executed: what it stops is its own."""
    linear, angular = trace.limits.slew[arm]
    steps = trace.between(start, until)
    for a, b in zip(steps, steps[1:]):
        if b.tick != a.tick + 1 or not b.is_ready:
            continue
        # The time that a tick integrates over is bounded: a late one cannot jump.
        span = min(max(b.at - a.at, 0) / 1e9, 2 * trace.limits.tick / 1e3)
        before, now = a.arms[arm], b.arms[arm]
        yield max(math.dist(before.linear, now.linear) / (linear * span + 1e-9),
                  math.dist(before.angular, now.angular) / (angular * span + 1e-9))
