"""Connects a robot and a policy written in Python to Reins.

    import reins
    reins.run("manifest.json5", robot=MyRobot(), policy=my_policy, endpoint="tcp://127.0.0.1:7447")

`robot` has `observe() -> reins.State` and `apply(command: reins.Command)`, `policy` is a function
`policy(observation: reins.Observation) -> array [rows, width]`. The policy runs in a worker, the
control loop in a thread of its own that never waits for it. `reins.Cell` is the layer below, for
programs that have their own loop.
"""

from ._bridge import Bridge, Chunk, Observation, Robot, run
from ._cell import Cell, ReinsError
from ._library import LibraryNotFound
from ._values import (
    Authority,
    Command,
    EpisodeState,
    Group,
    GroupCommand,
    Kinematics,
    Layout,
    Outcome,
    RobotMode,
    State,
    Status,
)

__all__ = [
    "Authority",
    "Bridge",
    "Cell",
    "Chunk",
    "Command",
    "EpisodeState",
    "Group",
    "GroupCommand",
    "Kinematics",
    "Layout",
    "LibraryNotFound",
    "Observation",
    "Outcome",
    "ReinsError",
    "Robot",
    "RobotMode",
    "State",
    "Status",
    "run",
]
