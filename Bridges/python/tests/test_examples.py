"""The examples: what a user writes around the bridge is short, and says what the manifest says."""

from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize("name", ["robosuite_two_arm.py", "robosuite_lift.py"])
def test_connecting_a_robot_takes_at_most_thirty_lines(name):
    lines = [line.strip() for line in (EXAMPLES / name).read_text().splitlines()]
    first, last = (
        next(i for i, line in enumerate(lines) if line.startswith("#") and word in line)
        for word in ("from here", "to here")
    )
    written = [line for line in lines[first + 1 : last] if line and not line.startswith("#")]
    assert 10 < len(written) <= 30
    assert any(line.startswith("def observe") for line in written)
    assert any(line.startswith("def apply") for line in written)
