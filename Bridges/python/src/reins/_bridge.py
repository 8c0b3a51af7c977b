"""Runs a policy and a robot around a cell: the policy in a worker, the control loop in a thread."""

from __future__ import annotations

import threading
import time
import traceback
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional, Protocol, Tuple, Union

import numpy as np

from ._cell import Cell, ManifestSource, ReinsError
from ._values import Command, EpisodeState, Numbers, Outcome, State, Status


@dataclass(frozen=True)
class Observation:
    """What a policy infers on."""

    number: int
    #: the tick's time, CLOCK_MONOTONIC ns
    time: int
    state: State
    instruction: str
    #: counts the episodes from 1: a policy that remembers starts anew when it changes
    episode: int
    #: the command of that tick: who drives, where the arms are sent
    command: Command


@dataclass(frozen=True)
class Chunk:
    """A policy's answer with what it says of itself."""

    #: [rows, width], one row per policy period from the observation on, physical units
    actions: Any
    #: gauge name -> 0 to 1
    gauges: Optional[Mapping[str, float]] = None


Policy = Callable[[Observation], Union[None, Chunk, Any]]


class Robot(Protocol):
    """What a robot needs to have. `reset` may be left out."""

    def observe(self) -> State:
        """The robot now. Called once per tick."""

    def apply(self, command: Command) -> Optional[bool]:
        """Sends the command to the driver; False: the driver did not take it."""

    def reset(self) -> Optional[bool]:
        """Called while an episode is being reset, once per tick until it does not return False."""


class Bridge:
    """A cell, a robot and a policy. `start` it, `join` it; or use `run`."""

    def __init__(
        self,
        manifest: ManifestSource,
        robot: Union[Robot, Callable[[], Robot]],
        policy: Policy,
        endpoint: Optional[str] = "tcp://127.0.0.1:7447",
        keys: Optional[str] = None,
        replan: float = 0.0,
        episodes: Optional[int] = None,
        lockstep: bool = False,
    ) -> None:
        """
        `robot`: an object, or a function that makes one: it is then called on the control thread,
        which some simulators and drivers need.
        `replan`: seconds between two observations that the policy infers on; 0: as fast as it can.
        `episodes`: end after this many; None: until `stop` is called.
        `lockstep`: for simulators only. Each tick takes the manifest's period of the cell's time,
        however long it takes to compute, and the loop waits for the policy's answer.
        """
        self.cell = Cell(manifest, endpoint=endpoint, keys=keys, caller_clock=lockstep)
        self._lockstep = lockstep
        self._robot_source = robot
        self._policy = policy
        self._replan = replan
        self._episodes = episodes
        self._starts_itself = self.cell.manifest["control"]["start"] == "runtime"
        self._ended = threading.Event()
        self._fresh = threading.Condition()
        self._answered = threading.Event()
        self._newest: Optional[Observation] = None
        self._gauges: Optional[Numbers] = None
        self._error: Optional[BaseException] = None
        self._acted: Optional[Tuple[EpisodeState, int]] = None
        self._retry_at = 0
        self._at_start = 0
        self._over_at = 0
        self._threads = [
            threading.Thread(target=self._control, name="reins control", daemon=True),
            threading.Thread(target=self._infer, name="reins policy", daemon=True),
        ]
        self._is_ready = False
        #: the newest episode whose scene the policy was shown and has come back from
        self._shown_in = 0
        #: policy calls that raised an error
        self.policy_errors = 0

    def start(self) -> "Bridge":
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Ends both threads; `join` waits for them."""
        self._ended.set()
        with self._fresh:
            self._fresh.notify_all()

    def join(self, timeout: Optional[float] = None) -> None:
        """Waits until the episodes are over, `stop` was called or the robot raised an error, which
        is raised again here."""
        try:
            self._threads[0].join(timeout)
        finally:
            if not self._threads[0].is_alive():
                self.stop()
                # A policy that hangs in an inference does not keep the program.
                self._threads[1].join(5)
                self.cell.close()
        if self._error is not None:
            raise self._error

    # The control thread

    def _control(self) -> None:
        try:
            source: Any = self._robot_source
            is_made = hasattr(source, "observe") and not isinstance(source, type)
            robot = source if is_made else source()
            self._loop(robot)
        except BaseException as error:  # the robot is the user's: whatever it raises ends the run
            self._error = error
            self._report(f"the robot failed: {_sentence(error)}", 40)
        finally:
            self._ended.set()

    def _loop(self, robot: Any) -> None:
        period = self.cell.layout.tick_period
        deadline = time.monotonic()
        accepted = True
        shown_at = 0
        now = 1_000_000_000 if self._lockstep else None
        while not self._ended.is_set():
            state = robot.observe()
            state.accepted = state.accepted and accepted
            if now is not None:
                now += round(period * 1e9)
            command = self.cell.step(state, gauges=self._gauges, now=now)
            accepted = robot.apply(command) is not False
            # A new scene is shown at once: no plan from before it counts.
            is_new_scene = command.episode_state == EpisodeState.READY and not self._is_ready
            self._is_ready = command.episode_state == EpisodeState.READY
            if is_new_scene or command.now - shown_at >= self._replan * 1e9:
                shown_at = command.now
                self._show(state, command)
            if self._advance_episode(robot, state, command):
                return
            deadline = max(deadline + period, time.monotonic() - period)
            time.sleep(max(0.0, deadline - time.monotonic()))

    def _show(self, state: State, command: Command) -> None:
        observation = Observation(
            number=command.observation,
            time=command.now,
            state=state,
            instruction=self.cell.instruction,
            episode=command.episode,
            command=command,
        )
        with self._fresh:
            self._newest = observation
            self._answered.clear()
            self._fresh.notify()
        while self._lockstep and not self._ended.is_set():
            if self._answered.wait(0.1):
                return

    def _advance_episode(self, robot: Any, state: State, command: Command) -> bool:
        """The runtime's part of the episode. Returns whether the last one is over."""
        now = command.episode_state
        if now == EpisodeState.ENDED and command.episode == self._episodes and not self._over_at:
            # Some ticks more: consoles and recordings see how it ended.
            self._over_at = command.now + 500_000_000
        if self._over_at:
            return command.now >= self._over_at
        # An act is carried out by the next tick; one that was refused is tried again after a while.
        key = (now, command.episode)
        if key == self._acted and command.now < self._retry_at:
            return False
        if self._act(robot, state, command):
            self._acted = key
            self._retry_at = command.now + 1_000_000_000
        return False

    def _act(self, robot: Any, state: State, command: Command) -> bool:
        """Asks for what the episode's state calls for; False: nothing."""
        now = command.episode_state
        if now == EpisodeState.IDLE or (now == EpisodeState.ENDED and self._starts_itself):
            self.cell.next()
        elif now == EpisodeState.RESETTING:
            if self._at_start != command.episode:
                reset = getattr(robot, "reset", None)
                if reset is None or reset() is not False:
                    self._at_start = command.episode
                # The cell goes on from where it has seen the robot at the start: not in this tick.
                return False
            self.cell.reset_done()
        elif now == EpisodeState.READY and self._starts_itself:
            if self._shown_in != command.episode:
                return False
            self.cell.start()
        elif now == EpisodeState.RUNNING and state.outcome is not None:
            self.cell.end(state.outcome)
        else:
            return False
        return True

    # The policy's thread

    def _infer(self) -> None:
        while True:
            with self._fresh:
                while self._newest is None and not self._ended.is_set():
                    self._fresh.wait()
                observation, self._newest = self._newest, None
            if self._ended.is_set() or observation is None:
                return
            try:
                self._infer_on(observation)
            except BaseException as error:  # SystemExit and the like: nobody would infer again
                self._error = error
                self.stop()
                return
            if observation.command.episode_state >= EpisodeState.READY:
                self._shown_in = observation.episode
            self._answered.set()

    def _infer_on(self, observation: Observation) -> None:
        began = self.cell.now
        try:
            answer = self._policy(observation)
            if answer is None:
                return
            chunk = answer if isinstance(answer, Chunk) else Chunk(answer)
            self.cell.offer(
                np.asarray(chunk.actions, dtype=np.float64),
                observation.number,
                observation.time,
                began,
            )
            self._gauges = self._gauge_values(chunk.gauges)
        except ReinsError as error:
            if error.status in (Status.CLOSED, Status.BAD_HANDLE):
                return
            self._policy_failed(error)
        except Exception as error:  # the policy is the user's: the arms hold, the loop goes on
            traceback.print_exc()
            self._policy_failed(error)

    def _policy_failed(self, error: Exception) -> None:
        self.policy_errors += 1
        self._gauges = None
        # The first, and then at each power of two: a policy that always fails is one fact.
        if self.policy_errors & (self.policy_errors - 1) == 0:
            self._report(f"the policy failed: {_sentence(error)}", 40)

    def _gauge_values(self, gauges: Optional[Mapping[str, float]]) -> Optional[Numbers]:
        if gauges is None:
            return None
        return [float(gauges.get(name, float("nan"))) for name in self.cell.layout.gauges]

    def _report(self, text: str, level: int) -> None:
        try:
            self.cell.report(text, level)
        except ReinsError:
            pass  # closed already: the error is raised in join


def _sentence(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def run(
    manifest: ManifestSource,
    robot: Union[Robot, Callable[[], Robot]],
    policy: Policy,
    endpoint: Optional[str] = "tcp://127.0.0.1:7447",
    keys: Optional[str] = None,
    replan: float = 0.0,
    episodes: Optional[int] = None,
    lockstep: bool = False,
) -> Bridge:
    """Opens a cell and runs until the episodes are over or Ctrl-C. See `Bridge`."""
    bridge = Bridge(manifest, robot, policy, endpoint, keys, replan, episodes, lockstep).start()
    try:
        while bridge._threads[0].is_alive():
            bridge._threads[0].join(0.2)
    except KeyboardInterrupt:
        pass
    bridge.stop()
    bridge.join()
    return bridge
