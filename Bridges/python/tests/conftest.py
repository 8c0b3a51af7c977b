"""A manifest of two arms, and programs run in a process of their own."""

import subprocess
import sys
import textwrap

import pytest


def arm(name):
    return {
        "name": name,
        "joints": ["a", "b"],
        "coupled": [],
        "action": {
            "space": "ee_delta",
            "rotation": "axis_angle",
            "reference": "last_target",
            "frame": "base",
            "composition": "world",
        },
        "limits": {
            "linear_speed_m_s": 0.25,
            "angular_speed_rad_s": 1,
            "linear_acceleration_m_s2": 2,
            "angular_acceleration_rad_s2": 8,
            "workspace_low_m": [-1, -1, -1],
            "workspace_high_m": [1, 1, 1],
            "slow_force_n": 20,
            "hold_force_n": 60,
        },
        "leash": {"linear_m": 0.05, "angular_rad": 0.5},
        "tracking": {"linear_m": 0.1, "angular_rad": 1},
        "base_in_world": [0, 0, 0, 0, 0, 0, 1],
        "tcp_in_flange": [0, 0, 0, 0, 0, 0, 1],
        "base_from_view": [0, 0, 0, 0, 0, 0, 1],
        "gripper": {"kind": "continuous", "closed": 0, "open": 1, "tolerance": 0.1, "unit": "share"},
        "wrench": {"frame": "tool", "sign": "on_tool"},
        "tactile": {"rows": 2, "columns": 3, "unit": "kPa"},
    }


MANIFEST = {
    "manifest": 1,
    "robot": {"name": "bench", "simulated": True},
    "control": {
        "rate_hz": 100,
        "state_latency_ms": 0,
        "unattended": "hold",
        "delta": False,
        "start": "runtime",
    },
    "policy": {
        "id": "scripted",
        "version": "1",
        "hash": "none",
        "latency_ms": 30,
        "period_ms": 50,
        "horizon": 16,
        "shadow_horizon": 8,
        "max_age_ms": 1000,
        "instruction": "insert the plug",
        "gauges": ["confidence"],
    },
    "cameras": [{"name": "front", "width": 64, "height": 64, "rate_hz": 20}],
    "features": [{"name": "table", "unit": "m"}],
    "groups": [arm("left"), arm("right")],
}


@pytest.fixture
def manifest():
    return MANIFEST


@pytest.fixture
def program():
    """Runs Python code in a fresh process and returns (exit code, output)."""

    def run(code, timeout=60):
        preamble = f"import sys; sys.path[:0] = {sys.path!r}\nfrom conftest import MANIFEST\n"
        made = subprocess.run(
            [sys.executable, "-c", preamble + textwrap.dedent(code)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
        )
        return made.returncode, made.stdout

    return run
