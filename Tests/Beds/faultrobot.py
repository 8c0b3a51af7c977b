"""A robot and a policy in Python, one of which fails on SIGUSR1 as it is asked to.

usage: faultrobot.py FAULT ENDPOINT KEYS      FAULT: a name of `FAULTS`

Prints `fault NS` when it happens, `over NS` when it has passed, and `driver NS` when the robot's driver
stopped by itself; NS is CLOCK_MONOTONIC.
"""
import math
import signal
import sys
import threading
import time

import reins

WATCHDOG, ROWS, PERIOD = 0.1, 16, 0.05
STILL = [0, 0, 0, 0, 0, 0, 1]
PAUSE = {"policy stalls": 5, "loop blocks": 3}
FAULTS = ("policy stalls", "policy raises", "policy says NaN", "loop blocks", "protective stop", "fault",
          "state missing", "state not finite", "state frozen", "robot raises")
fault, endpoint, keys = sys.argv[1:]
assert fault in FAULTS, fault
broken = threading.Event()
told = set()


def tell(what):
    """The first moment of what happens."""
    if what not in told:
        told.add(what)
        print(what, time.monotonic_ns(), flush=True)


def arm(name):
    return {
        "name": name, "joints": [], "coupled": [],
        "action": {"space": "ee_delta", "rotation": "axis_angle", "reference": "last_target", "frame": "base",
                   "composition": "world"},
        "limits": {"linear_speed_m_s": 0.25, "angular_speed_rad_s": 1, "linear_acceleration_m_s2": 2,
                   "angular_acceleration_rad_s2": 8, "workspace_low_m": [-1, -1, -1],
                   "workspace_high_m": [1, 1, 1], "slow_force_n": 20, "hold_force_n": 60},
        "leash": {"linear_m": 0.05, "angular_rad": 0.5}, "tracking": {"linear_m": 0.1, "angular_rad": 1},
        "base_in_world": STILL, "tcp_in_flange": STILL, "base_from_view": STILL,
        "gripper": {"kind": "continuous", "closed": 0, "open": 1, "tolerance": 0.1, "unit": "share"},
    }


MANIFEST = {
    "manifest": 1, "robot": {"name": "a robot in Python", "simulated": True},
    "control": {"rate_hz": 100, "state_latency_ms": 0, "driver_watchdog_ms": WATCHDOG * 1000,
                "unattended": "hold", "delta": False, "start": "operator"},
    "policy": {"id": "to-and-fro", "version": "1", "hash": "none", "latency_ms": 30, "period_ms": PERIOD * 1000,
               "horizon": ROWS, "shadow_horizon": 8, "max_age_ms": 1000, "instruction": "move to and fro",
               "gauges": []},
    "cameras": [], "features": [], "groups": [arm("left"), arm("right")],
}


class Robot:
    """Goes where it is sent; its driver stops by itself where nothing is sent."""

    def __init__(self):
        self.tools = {name: [0.4, 0.0, 0.3, 0, 0, 0, 1] for name in ("left", "right")}
        self.frozen, self.began, self.sent = None, 0, time.monotonic()
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        while True:
            if broken.is_set() and time.monotonic() - self.sent > WATCHDOG:
                tell("driver")
            time.sleep(0.005)

    def observe(self):
        if broken.is_set() and fault == "robot raises":
            tell("fault")
            raise RuntimeError("the cable of the right arm is out")
        tools = dict(self.tools)
        state = reins.State(groups={}, measured_at=time.monotonic_ns())
        if broken.is_set():
            self.spoil(state, tools)
        state.groups = {name: reins.Group(tool=tool, gripper=1) for name, tool in tools.items()}
        return state

    def spoil(self, state, tools):
        if fault in ("protective stop", "fault", "state missing", "state not finite"):
            tell("fault")
            self.began = self.began or time.monotonic()
            if time.monotonic() - self.began > 1.5:
                return tell("over")
        if fault == "protective stop":
            state.mode = reins.RobotMode.PROTECTIVE_STOP
        elif fault == "fault":
            state.mode = reins.RobotMode.FAULT
        elif fault == "state missing":
            tools["right"] = None
        elif fault == "state not finite":
            tools["right"] = [math.nan, *tools["right"][1:]]
        elif fault == "state frozen":
            tell("fault")
            self.frozen = self.frozen or (tools, state.measured_at)
            tools.update(self.frozen[0])
            state.measured_at = self.frozen[1]

    def apply(self, command):
        if broken.is_set() and fault == "loop blocks" and "over" not in told:
            tell("fault")
            time.sleep(PAUSE[fault])
            tell("over")
        self.sent = time.monotonic()
        self.tools = {name: list(group.tool) for name, group in command.groups.items()}


def policy(observation):
    """To and fro, 2 cm/s."""
    if broken.is_set() and fault.startswith("policy"):
        tell("fault")
        if fault == "policy stalls" and "over" not in told:
            time.sleep(PAUSE[fault])
            tell("over")
        if fault == "policy raises":
            raise ValueError("the camera is dark")
    way = 0.02 * PERIOD * (1 if int(time.monotonic()) % 2 else -1)
    rows = [[0, 0, way, 0, 0, 0, 1] * 2] * ROWS
    if broken.is_set() and fault == "policy says NaN":
        rows = [[math.nan] * 14] * ROWS
    time.sleep(0.03)
    return rows


signal.signal(signal.SIGUSR1, lambda *_: broken.set())
reins.run(MANIFEST, Robot, policy, endpoint, keys)
