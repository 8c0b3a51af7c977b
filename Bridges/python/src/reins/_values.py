"""What goes into a cell and what comes out of it, as numpy arrays in SI units."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Sequence, Union

import numpy as np
import numpy.typing as npt

Numbers = Union[Sequence[float], npt.NDArray[np.float64]]
Array = npt.NDArray[np.float64]


class Status(enum.IntEnum):
    """What a call of the library answered."""

    OK = 0
    ABSENT = 1
    DROPPED = 2
    BAD_ARGUMENT = -1
    BAD_HANDLE = -2
    FORKED = -3
    BAD_MANIFEST = -4
    LINK = -5
    CLOSED = -6
    BUSY = -7
    BAD_SIZE = -8
    NOT_FINITE = -9
    BAD_TIME = -10
    BAD_OBSERVATION = -11
    FULL = -12
    UNKNOWN = -13
    TOO_MANY = -14


class Authority(enum.IntEnum):
    """Who drives a group."""

    POLICY = 0
    RETURNING = 1
    DELTA = 2
    OPERATOR = 3
    TAKING = 4
    HOLD = 5
    DEVICE_LOST = 6
    LINK_LOST = 7
    FAULT = 8
    STOPPED = 9


class RobotMode(enum.IntEnum):
    """The robot controller's own mode."""

    READY = 0
    FREEDRIVE = 1
    PROTECTIVE_STOP = 2
    EMERGENCY_STOP = 3
    FAULT = 4


class EpisodeState(enum.IntEnum):
    """The life of one task attempt."""

    IDLE = 0
    RESETTING = 1
    READY = 2
    RUNNING = 3
    ENDED = 4


class Outcome(enum.IntEnum):
    """How an episode ended."""

    UNLABELLED = 0
    SUCCESS = 1
    FAILURE = 2
    ABORTED = 3
    TRUNCATED = 4


@dataclass
class Kinematics:
    """For joint spaces, at the joints that the last command asked for."""

    #: x y z m, quaternion x y z w
    tool: Numbers
    #: [6, joints]: vx vy vz wx wy wz in the base frame
    jacobian: Numbers


@dataclass
class Group:
    """One group of the robot as measured, in its base frame. What is None was not measured."""

    #: x y z m, quaternion x y z w
    tool: Optional[Numbers] = None
    #: rad
    joints: Optional[Numbers] = None
    #: force N, torque N·m, in the manifest's frame
    wrench: Optional[Numbers] = None
    #: in the unit of its command
    gripper: Optional[float] = None
    #: [rows, columns] in the manifest's unit
    tactile: Optional[Numbers] = None
    kinematics: Optional[Kinematics] = None


@dataclass
class State:
    """The robot at one tick."""

    groups: Mapping[str, Group]
    #: the manifest's features, in its order
    features: Numbers = ()
    #: camera name -> JPEG bytes; a camera without a new image is left out
    images: Mapping[str, bytes] = field(default_factory=dict)
    mode: RobotMode = RobotMode.READY
    #: CLOCK_MONOTONIC ns of the measurement, from its source; 0: unknown. One that stands still for
    #: 200 ms holds the arms; without one a frozen state cannot be told from arms at rest
    measured_at: int = 0
    #: whether the driver took the last command, and its status word
    accepted: bool = True
    driver_status: int = 0
    #: set when the running episode is over
    outcome: Optional[Outcome] = None
    #: whatever the policy wants beside; not recorded
    extra: Any = None


@dataclass
class GroupCommand:
    """What one group executes."""

    authority: Authority
    hold_reason: int
    #: the action in the manifest's layout
    entries: Array
    #: the commanded pose after this tick: x y z m, quaternion x y z w
    tool: Array
    #: the commanded joints after this tick, rad
    joints: Array
    gripper: Optional[float]
    limits: int
    #: a human's motion counts in this tick
    intervention: bool


@dataclass
class Command:
    """What the robot executes at this tick."""

    tick: int
    observation: int
    #: the tick's time, CLOCK_MONOTONIC ns
    now: int
    groups: Dict[str, GroupCommand]
    #: not 0: ask the robot for a protective stop
    stop: int
    episode: int
    episode_state: EpisodeState
    outcome: Outcome
    lease_holder: int
    instruction_version: int
    #: why the newest act on the episode was refused; 0: it was not
    refusal: int
    #: names of the groups whose state held a number that is not finite
    not_finite: Sequence[str]

    def __getitem__(self, group: str) -> GroupCommand:
        return self.groups[group]

    @property
    def action(self) -> Array:
        """The groups' entries one after the other: a row of the manifest's action vector."""
        return np.concatenate([group.entries for group in self.groups.values()])


@dataclass(frozen=True)
class Layout:
    """What a manifest amounts to."""

    groups: Sequence[str]
    width: int
    horizon: int
    features: int
    gauges: Sequence[str]
    cameras: Sequence[str]
    #: s
    tick_period: float
    #: s that one row of a chunk covers
    policy_period: float
