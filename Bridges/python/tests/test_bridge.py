"""The bridge: a policy and a robot that behave, and ones that do not."""

import time

import numpy as np
import pytest

import reins


class Arms:
    """Two arms that go where they are sent; the episode ends when the right one has moved."""

    def __init__(self):
        self.commands = []
        self.tools = {name: [0.3, 0, 0.2, 0, 0, 0, 1] for name in ("left", "right")}
        self.resets = 0

    def observe(self):
        groups = {
            name: reins.Group(tool=tool, joints=[0, 0], wrench=np.zeros(6), gripper=1)
            for name, tool in self.tools.items()
        }
        done = self.tools["right"][0] > 0.31
        return reins.State(
            groups, features=[0], outcome=reins.Outcome.SUCCESS if done else None, extra=self
        )

    def apply(self, command):
        self.commands.append(command)
        self.tools = {name: command[name].tool for name in self.tools}

    def reset(self):
        self.resets += 1
        if self.resets % 3:  # takes three ticks
            return False
        self.tools = {name: [0.3, 0, 0.2, 0, 0, 0, 1] for name in self.tools}
        return True


def forward(observation):
    row = [0, 0, 0, 0, 0, 0, 1, 0.005, 0, 0, 0, 0, 0, 1]
    return reins.Chunk(np.tile(row, (8, 1)), gauges={"confidence": 0.9})


def run(manifest, robot, policy, **options):
    bridge = reins.Bridge(manifest, robot, policy, endpoint=None, **options).start()
    try:
        bridge.join(timeout=30)
    finally:
        bridge.stop()
    return bridge


def test_episodes_run_to_their_end(manifest):
    arms = Arms()
    run(manifest, lambda: arms, forward, episodes=2)
    ended = [c for c in arms.commands if c.episode_state == reins.EpisodeState.ENDED]
    assert {c.episode for c in ended} == {1, 2}
    assert all(c.outcome == reins.Outcome.SUCCESS for c in ended)
    assert arms.resets == 6
    running = [c for c in arms.commands if c.episode_state == reins.EpisodeState.RUNNING]
    assert any(c["right"].authority == reins.Authority.POLICY for c in running)


def test_after_a_reset_the_arms_stay_where_it_put_them(manifest):
    arms = Arms()
    run(manifest, lambda: arms, forward, episodes=2)
    second = [c for c in arms.commands if c.episode == 2]
    ready = [c for c in second if c.episode_state == reins.EpisodeState.READY]
    assert ready and all(np.allclose(c["right"].tool[:3], [0.3, 0, 0.2]) for c in ready)


def test_a_policy_that_raises_holds_the_arms_and_the_loop_goes_on(manifest):
    arms = Arms()
    calls = []

    def policy(observation):
        calls.append(observation.number)
        if len(calls) > 3:
            raise ValueError("no idea")
        return forward(observation)

    bridge = reins.Bridge(manifest, arms, policy, endpoint=None, replan=0.05).start()
    time.sleep(1.5)
    bridge.stop()
    bridge.join(10)
    assert bridge.policy_errors > 3
    assert len(arms.commands) > 50
    assert np.isfinite(arms.commands[-1].action).all()


@pytest.mark.parametrize("chunk", [np.zeros((3, 5)), np.full((3, 14), np.nan)])
def test_a_policy_with_the_wrong_size_or_no_number_is_a_policy_that_failed(manifest, chunk):
    arms = Arms()
    bridge = reins.Bridge(
        manifest, arms, lambda observation: chunk, endpoint=None, replan=0.05
    ).start()
    time.sleep(0.5)
    bridge.stop()
    bridge.join(10)
    assert bridge.policy_errors > 1
    running = [c for c in arms.commands if c.episode_state == reins.EpisodeState.RUNNING]
    assert {c["left"].authority for c in running[20:]} <= {
        reins.Authority.HOLD,
        reins.Authority.POLICY,
    }
    assert all(np.allclose(c["left"].entries[:6], 0) for c in running)


def test_a_policy_that_hangs_does_not_stop_the_loop(manifest):
    arms = Arms()
    bridge = reins.Bridge(
        manifest, arms, lambda observation: time.sleep(2), endpoint=None
    ).start()
    time.sleep(1)
    bridge.stop()
    bridge.join(10)
    assert len(arms.commands) > 50


def test_a_robot_that_raises_ends_the_run_with_its_error(manifest):
    class Broken(Arms):
        def apply(self, command):
            raise OSError("the cable is out")

    with pytest.raises(OSError, match="the cable is out"):
        run(manifest, Broken, forward)


def test_lockstep_counts_the_simulators_time(manifest):
    class Slow(Arms):
        def observe(self):
            time.sleep(0.03)  # three times what a tick may take
            return super().observe()

    arms = Slow()
    run(manifest, arms, forward, episodes=1, lockstep=True, replan=0.1)
    times = np.diff([c.now for c in arms.commands])
    assert (times == 10_000_000).all()
    running = [c for c in arms.commands if c.episode_state == reins.EpisodeState.RUNNING]
    driven = [c for c in running if c["right"].authority == reins.Authority.POLICY]
    assert len(driven) > 0.9 * len(running) - 2


def test_an_episode_starts_once_the_policy_has_seen_its_scene(manifest):
    arms = Arms()
    returned = set()

    def slow(observation):
        if observation.command.episode_state == reins.EpisodeState.READY:
            time.sleep(0.2)  # longer than an arm waits for a plan
            returned.add(observation.episode)
        return forward(observation)

    starts = []
    apply = arms.apply

    def watched(command):
        if command.episode_state == reins.EpisodeState.RUNNING:
            starts.append((command.episode, command.episode in returned))
        apply(command)

    arms.apply = watched
    run(manifest, lambda: arms, slow, episodes=2)
    assert {episode for episode, _ in starts} == {1, 2}
    assert all(seen for _, seen in starts)


def test_a_new_scene_is_shown_at_once_however_rarely_plans_are_made(manifest):
    arms = Arms()
    shown = []

    def policy(observation):
        shown.append((observation.episode, observation.command.episode_state))
        return forward(observation)

    began = time.monotonic()
    bridge = reins.Bridge(manifest, lambda: arms, policy, endpoint=None, replan=60, episodes=2).start()
    while (2, reins.EpisodeState.READY) not in shown and time.monotonic() - began < 20:
        ready = [c for c in arms.commands if c.episode_state == reins.EpisodeState.RUNNING]
        if ready:  # the only plan is used up: the first episode is ended for it
            arms.tools["right"][0] = 0.32
        time.sleep(0.02)
    bridge.stop()
    bridge.join()
    assert (1, reins.EpisodeState.READY) in shown
    assert (2, reins.EpisodeState.READY) in shown
