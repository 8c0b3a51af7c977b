"""The cell as a Python object: one method for each function of reins_cell.h."""

from __future__ import annotations

import ctypes
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any, Callable, Dict, Mapping, Optional, Type, Union

import numpy as np

from . import _structures as s
from ._library import load
from ._values import (
    Array,
    Authority,
    Command,
    EpisodeState,
    Group,
    GroupCommand,
    Layout,
    Numbers,
    Outcome,
    State,
    Status,
)

ManifestSource = Union[str, "os.PathLike[str]", Mapping[str, Any]]


class ReinsError(RuntimeError):
    """A call that the cell refused: `status` and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = Status(status) if status in Status._value2member_map_ else status


def manifest_text(source: ManifestSource) -> str:
    """JSON5 text of a manifest given as a path, as text or as a mapping."""
    if isinstance(source, Mapping):
        return json.dumps(source)
    text = os.fspath(source)
    return text if text.lstrip().startswith(("{", "/*", "//")) else Path(text).read_text("utf-8")


_AUTHORITIES, _EPISODE_STATES, _OUTCOMES = tuple(Authority), tuple(EpisodeState), tuple(Outcome)


def _array(raw: ctypes.Array[ctypes.c_double]) -> Array:
    """An array that lies in the structure."""
    return np.frombuffer(raw, dtype=np.float64)


class _Input:
    """Where the numbers of one group's state go."""

    def __init__(self, raw: s.GroupState, layout: s.GroupLayout) -> None:
        self.raw = raw
        self.tool, self.wrench = _array(raw.tool), _array(raw.wrench)
        self.joints = _array(raw.joints)[: layout.joint_count]
        self.kinematics = _array(raw.kinematics_tool)
        self.jacobian = _array(raw.jacobian).reshape(6, s.MAX_JOINTS)


class _Output:
    """Where the numbers of one group's command come from."""

    def __init__(self, raw: s.GroupOutput) -> None:
        self.raw = raw
        self.entries, self.tool, self.joints = (
            _array(raw.entries), _array(raw.tool), _array(raw.joints))

    def command(self) -> GroupCommand:
        raw = self.raw
        return GroupCommand(
            _AUTHORITIES[raw.authority],
            raw.hold_reason,
            self.entries[: raw.entry_count].copy(),
            self.tool.copy(),
            self.joints.copy(),
            raw.gripper if raw.has_gripper else None,
            raw.limits,
            raw.intervention != 0,
        )


class Cell:
    """The robot's side of Reins: decides, tick by tick, what the arms execute.

    Call `step` from one thread at the manifest's rate and `offer` from another.
    """

    def __init__(
        self,
        manifest: ManifestSource,
        endpoint: Optional[str] = None,
        keys: Optional[Union[str, "os.PathLike[str]"]] = None,
        key_name: str = "cell",
        caller_clock: bool = False,
    ) -> None:
        self._library = load()
        options = s.Options(
            ctypes.sizeof(s.Options),
            1 if caller_clock else 0,
            endpoint.encode() if endpoint else None,
            os.fspath(keys).encode() if keys else None,
            key_name.encode(),
        )
        handle = s.HANDLE()
        self._handle: Optional[ctypes.c_void_p] = None
        text = manifest_text(manifest).encode()
        if b"\0" in text:
            raise ReinsError(Status.BAD_MANIFEST, "The manifest holds a zero byte.")
        self._check(
            self._library.reins_cell_open(text, ctypes.byref(options), ctypes.byref(handle))
        )
        self._handle = handle
        self._opener = os.getpid()
        self.manifest: Dict[str, Any] = json.loads(self._text(self._library.reins_cell_manifest))
        self._make_buffers()

    def _make_buffers(self) -> None:
        raw = s.CellLayout(size=ctypes.sizeof(s.CellLayout))
        self._check(self._library.reins_cell_layout(self._handle, ctypes.byref(raw)))
        names = [group["name"] for group in self.manifest["groups"]]
        self._group_layouts = [raw.groups[i] for i in range(len(names))]
        self.layout = Layout(
            groups=names,
            width=raw.action_width,
            horizon=raw.horizon,
            features=raw.feature_count,
            gauges=list(self.manifest["policy"]["gauges"]),
            cameras=[camera["name"] for camera in self.manifest["cameras"]],
            tick_period=raw.tick_period_ns * 1e-9,
            policy_period=raw.policy_period_ns * 1e-9,
        )
        self._features = np.full(max(1, raw.feature_count), np.nan)
        self._gauges = np.full(max(1, raw.gauge_count), np.nan)
        self._state = s.CellState(
            size=ctypes.sizeof(s.CellState),
            group_count=len(names),
            feature_count=raw.feature_count,
            gauge_count=raw.gauge_count,
            features=self._features.ctypes.data_as(s.DOUBLES),
            gauges=self._gauges.ctypes.data_as(s.DOUBLES),
        )
        self._output = s.CellOutput(size=ctypes.sizeof(s.CellOutput))
        # Numbers go in and out through arrays that lie in the structures: ctypes takes longer to
        # convert them than the cell to step.
        rows = range(len(names))
        self._inputs = [_Input(self._state.groups[i], self._group_layouts[i]) for i in rows]
        self._outputs = [_Output(self._output.groups[i]) for i in rows]
        self._references = (ctypes.byref(self._state), ctypes.byref(self._output))
        #: images and tactile readings that `step` could not send
        self.media_errors = 0
        self._failed_media: Dict[str, int] = {}

    # Calls

    def step(
        self, state: State, gauges: Optional[Numbers] = None, now: Optional[int] = None
    ) -> Command:
        """One control tick. `now`: CLOCK_MONOTONIC ns, read by the cell where it is None.

        The state's images and tactile readings go first: they belong to this tick's observation.
        One that is refused is reported and counted in `media_errors`; the tick takes place.
        """
        raw = self._state
        raw.robot_mode = int(state.mode)
        raw.accepted = 1 if state.accepted else 0
        raw.driver_status = int(state.driver_status)
        raw.now_ns = 0 if now is None else int(now)
        raw.measured_at_ns = int(state.measured_at)
        self._fill(self._features, state.features, self.layout.features, "features")
        self._fill(self._gauges, gauges, len(self.layout.gauges), "gauges")
        has_media = bool(state.images)
        for index, name in enumerate(self.layout.groups):
            group = state.groups.get(name)
            if group is None:
                raw.groups[index].parts = 0
            else:
                self._fill_group(self._inputs[index], group, self._group_layouts[index], name)
                has_media = has_media or group.tactile is not None
        if has_media:
            self._send_media(state, raw.measured_at_ns or raw.now_ns)
        self._check(self._library.reins_cell_step(self._handle, *self._references))
        return self._command()

    def offer(
        self, values: Any, observation: int, observed_at: int, inference_began: int
    ) -> None:
        """Offers a chunk [rows, width], inferred on an observation of an earlier step."""
        chunk = np.ascontiguousarray(values, dtype=np.float64)
        if chunk.ndim == 1:
            chunk = chunk[np.newaxis, :]
        if chunk.ndim != 2:
            raise ReinsError(
                Status.BAD_SIZE, f"A chunk is an array [rows, width], not of shape {chunk.shape}."
            )
        offer = s.Offer(
            size=ctypes.sizeof(s.Offer),
            rows=chunk.shape[0],
            width=chunk.shape[1],
            observation=int(observation),
            observed_at_ns=int(observed_at),
            inference_began_ns=int(inference_began),
        )
        self._check(
            self._library.reins_cell_offer(
                self._handle, ctypes.byref(offer), chunk.ctypes.data_as(s.DOUBLES), chunk.size
            )
        )

    def image(self, camera: str, jpeg: bytes, stamp: int = 0) -> bool:
        """Sends a camera's JPEG; False where there was no room and it was dropped."""
        status = self._library.reins_cell_image(
            self._handle, camera.encode(), bytes(jpeg), len(jpeg), int(stamp)
        )
        return self._check(status) == Status.OK

    def tactile(self, group: str, pressure: Numbers, stamp: int = 0) -> bool:
        """Sends a reading of a group's pads."""
        values = np.ascontiguousarray(pressure, dtype=np.float32)
        pointer = values.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        index = self.layout.groups.index(group)
        status = self._library.reins_cell_tactile(
            self._handle, index, pointer, values.size, int(stamp)
        )
        return self._check(status) == Status.OK

    def reset_done(self) -> None:
        """Robot and scene are at the start."""
        self._check(self._library.reins_cell_episode(self._handle, 0, 0))

    def start(self) -> None:
        """Starts the episode, where the manifest lets the runtime."""
        self._check(self._library.reins_cell_episode(self._handle, 1, 0))

    def end(self, outcome: Outcome) -> None:
        """The running episode is over."""
        self._check(self._library.reins_cell_episode(self._handle, 2, int(outcome)))

    def next(self) -> None:
        """Puts the ended episode away."""
        self._check(self._library.reins_cell_episode(self._handle, 3, 0))

    def hold(self) -> None:
        """Every group holds."""
        self._check(self._library.reins_cell_episode(self._handle, 4, 0))

    def stop(self) -> None:
        """Stops every group, latched."""
        self._check(self._library.reins_cell_episode(self._handle, 5, 0))

    def report(self, text: str, level: int = 30) -> None:
        """One sentence for the consoles and the recording: 20 information, 30 warning, 40 error."""
        sentence = text.replace("\0", " ").encode()[:4000].decode(errors="ignore").encode()
        self._check(self._library.reins_cell_report(self._handle, level, sentence))

    @property
    def now(self) -> int:
        """The cell's clock, ns."""
        now = int(self._library.reins_cell_now(self._handle))
        self._check(now if now < 0 else 0)
        return now

    @property
    def instruction(self) -> str:
        """What the policy is to do."""
        return self._text(self._library.reins_cell_instruction)

    @property
    def endpoint(self) -> str:
        """Where consoles connect; empty without a link."""
        return self._text(self._library.reins_cell_endpoint)

    def close(self) -> None:
        """Ends the cell. Closing twice does nothing."""
        handle, self._handle = self._handle, None
        if handle is not None and os.getpid() == self._opener:
            self._check(self._library.reins_cell_close(handle))

    def __enter__(self) -> "Cell":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    # Conversions

    def _fill_group(
        self, place: _Input, group: Group, layout: s.GroupLayout, name: str
    ) -> None:
        raw, parts = place.raw, 0
        if group.tool is not None:
            self._put(place.tool, group.tool, name, "tool")
            parts |= s.TOOL
        if group.joints is not None:
            self._put(place.joints, group.joints, name, "joints")
            parts |= s.JOINTS
        if group.wrench is not None:
            self._put(place.wrench, group.wrench, name, "wrench")
            parts |= s.WRENCH
        if group.gripper is not None:
            raw.gripper = float(group.gripper)
            parts |= s.GRIPPER
        if group.kinematics is not None:
            self._put(place.kinematics, group.kinematics.tool, name, "kinematics")
            given = np.asarray(group.kinematics.jacobian, dtype=np.float64)
            if given.shape != (6, layout.joint_count):
                raise ReinsError(
                    Status.BAD_SIZE,
                    f"{name}.kinematics.jacobian has shape {given.shape} where "
                    f"(6, {layout.joint_count}) is needed.",
                )
            place.jacobian[:, : layout.joint_count] = given
            parts |= s.KINEMATICS
        raw.parts = parts

    @staticmethod
    def _numbers(values: Numbers, count: int, name: str) -> Array:
        array: Array = np.asarray(values, dtype=np.float64).ravel()
        if array.size != count:
            raise ReinsError(
                Status.BAD_SIZE, f"{name} has {array.size} values where {count} are needed."
            )
        return array

    @classmethod
    def _put(cls, place: Array, values: Numbers, group: str, part: str) -> None:
        # The usual case first: an array of the right size needs no conversion.
        if type(values) is np.ndarray and values.shape == place.shape:
            place[:] = values
        else:
            place[:] = cls._numbers(values, place.size, f"{group}.{part}")

    def _fill(self, place: Array, values: Optional[Numbers], count: int, name: str) -> None:
        if values is None:
            place[:] = np.nan
        elif type(values) is np.ndarray and values.shape == place.shape == (count,):
            place[:] = values
        else:
            place[:count] = self._numbers(values, count, name)

    def _send_media(self, state: State, stamp: int) -> None:
        for camera, jpeg in state.images.items():
            try:
                self.image(camera, jpeg, stamp)
            except Exception as error:  # the robot's program is the user's: its arms come first
                self._media_failed(f"the image of camera {camera}", error)
        for name, group in state.groups.items():
            if group.tactile is None:
                continue
            try:
                self.tactile(name, group.tactile, stamp)
            except Exception as error:
                self._media_failed(f"the tactile reading of {name}", error)

    def _media_failed(self, what: str, error: Exception) -> None:
        self.media_errors += 1
        count = self._failed_media.get(what, 0) + 1
        self._failed_media[what] = count
        # The first, and then at each power of two: a camera that always fails is one fact.
        if count & (count - 1) == 0:
            try:
                self.report(f"{what} was not recorded ({count} so far): {error}")
            except ReinsError:
                pass  # closed: the step says so

    def _command(self) -> Command:
        raw = self._output
        not_finite = raw.not_finite
        names = self.layout.groups
        return Command(
            tick=raw.tick,
            observation=raw.observation,
            now=raw.now_ns,
            groups={name: out.command() for name, out in zip(names, self._outputs)},
            stop=raw.stop,
            episode=raw.episode,
            episode_state=_EPISODE_STATES[raw.episode_state],
            outcome=_OUTCOMES[raw.episode_outcome],
            lease_holder=raw.lease_holder,
            instruction_version=raw.instruction_version,
            refusal=raw.refusal,
            not_finite=[name for i, name in enumerate(names) if not_finite >> i & 1]
            if not_finite
            else [],
        )

    def _text(self, function: Callable[..., int]) -> str:
        capacity = 4096
        while True:
            buffer = ctypes.create_string_buffer(capacity)
            length = self._check(function(self._handle, buffer, capacity))
            if length < capacity:
                return buffer.value.decode()
            capacity = length + 1

    def _check(self, status: int) -> int:
        if status >= 0:
            return status
        buffer = ctypes.create_string_buffer(4096)
        self._library.reins_cell_error(buffer, 4096)
        raise ReinsError(status, buffer.value.decode(errors="replace"))
