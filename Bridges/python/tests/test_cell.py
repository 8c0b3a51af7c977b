"""The cell as Python sees it: what it does, and what it refuses without harm."""

import threading

import numpy as np
import pytest

import reins

NAN = float("nan")


def state(**changes):
    group = reins.Group(
        tool=[0.3, 0, 0.2, 0, 0, 0, 1], joints=[0, 0], wrench=np.zeros(6), gripper=1.0
    )
    values = {"groups": {"left": group, "right": group}, "features": [0.7]}
    return reins.State(**{**values, **changes})


@pytest.fixture
def cell(manifest):
    with reins.Cell(manifest, caller_clock=True) as cell:
        cell.time = 1_000_000_000
        yield cell


def step(cell, given=None, gauges=None):
    cell.time += 10_000_000
    return cell.step(given or state(), gauges=gauges, now=cell.time)


def running(cell):
    for act in (cell.next, cell.reset_done, cell.start):
        act()
        command = step(cell)
    assert command.episode_state == reins.EpisodeState.RUNNING
    return command


def offer(cell, command, chunk):
    cell.offer(chunk, command.observation, command.now, command.now)


def test_a_chunk_is_executed_and_then_held(cell):
    command = running(cell)
    chunk = np.tile([0.005, 0, 0, 0, 0, 0, 1] * 2, (4, 1))
    offer(cell, command, chunk)
    first = step(cell)
    assert first["right"].authority == reins.Authority.POLICY
    assert first.action.shape == (14,)
    assert first["right"].entries[0] > 0
    for _ in range(100):
        command = step(cell)
    assert command["right"].authority == reins.Authority.HOLD
    assert command["right"].gripper == 1


def test_the_runtimes_own_hold_holds_every_arm(cell):
    command = running(cell)
    offer(cell, command, np.tile([0.005, 0, 0, 0, 0, 0, 1] * 2, (4, 1)))
    step(cell)
    cell.hold()
    command = step(cell)
    assert command.refusal == 0
    for side in ("left", "right"):
        assert command[side].authority == reins.Authority.HOLD


def test_layout_and_texts(cell):
    assert cell.layout.groups == ["left", "right"]
    assert (cell.layout.width, cell.layout.horizon) == (14, 16)
    assert cell.layout.policy_period == pytest.approx(0.05)
    assert cell.instruction == "insert the plug"
    assert cell.endpoint == ""


def test_an_incomplete_manifest_names_every_field(manifest):
    broken = {**manifest, "policy": {**manifest["policy"]}}
    del broken["policy"]["horizon"], broken["policy"]["period_ms"]
    with pytest.raises(reins.ReinsError) as error:
        reins.Cell(broken)
    assert error.value.status == reins.Status.BAD_MANIFEST
    assert "policy.horizon is missing" in str(error.value)
    assert "policy.period_ms is missing" in str(error.value)


@pytest.mark.parametrize(
    "chunk, status",
    [
        (np.full((2, 14), NAN), reins.Status.NOT_FINITE),
        (np.full((2, 14), np.inf), reins.Status.NOT_FINITE),
        (np.zeros((2, 13)), reins.Status.BAD_SIZE),
        (np.zeros((17, 14)), reins.Status.BAD_SIZE),
        (np.zeros((0, 14)), reins.Status.BAD_SIZE),
        (np.zeros((2, 2, 14)), reins.Status.BAD_SIZE),
    ],
)
def test_a_wrong_chunk_is_refused_and_the_arm_goes_on(cell, chunk, status):
    command = running(cell)
    offer(cell, command, np.tile([0.001, 0, 0, 0, 0, 0, 1] * 2, (16, 1)))
    with pytest.raises(reins.ReinsError) as error:
        offer(cell, command, chunk)
    assert error.value.status == status
    assert step(cell)["left"].authority == reins.Authority.POLICY


def test_a_state_that_is_not_a_number_holds_its_arm(cell):
    command = running(cell)
    offer(cell, command, np.zeros((16, 14)))
    step(cell)
    broken = state()
    broken.groups = {**broken.groups, "left": reins.Group(tool=[NAN, 0, 0, 0, 0, 0, 1])}
    command = step(cell, broken)
    assert command.not_finite == ["left"]
    assert command["left"].authority == reins.Authority.HOLD
    assert np.isfinite(command.action).all()


def test_wrong_sizes_of_the_state_are_refused(cell):
    with pytest.raises(reins.ReinsError):
        step(cell, state(features=[1, 2]))
    with pytest.raises(reins.ReinsError):
        step(cell, state(groups={"left": reins.Group(joints=[1, 2, 3])}))
    with pytest.raises(reins.ReinsError):
        step(cell, gauges=[1, 2, 3])
    assert step(cell).tick == 1


def test_times_and_observations_that_cannot_be_are_refused(cell):
    command = running(cell)
    chunk = np.zeros((1, 14))
    with pytest.raises(reins.ReinsError):
        cell.step(state(), now=command.now)
    with pytest.raises(reins.ReinsError):
        cell.offer(chunk, command.observation + 1, command.now, command.now)
    with pytest.raises(reins.ReinsError):
        cell.offer(chunk, command.observation, command.now, command.now - 1)
    with pytest.raises(reins.ReinsError):
        cell.offer(chunk, command.observation, command.now, command.now + 10**12)


def test_images_and_tactile(cell):
    assert cell.image("front", b"\xff\xd8\xff\xd9")
    assert cell.tactile("left", np.zeros((2, 3)))
    with pytest.raises(reins.ReinsError) as error:
        cell.image("back", b"\xff\xd8\xff\xd9")
    assert error.value.status == reins.Status.UNKNOWN
    with pytest.raises(reins.ReinsError):
        cell.image("front", b"PNG?")
    with pytest.raises(reins.ReinsError):
        cell.tactile("left", np.zeros(5))


JPEG = b"\xff\xd8\xff\xd9"


@pytest.mark.parametrize(
    "images",
    [{"front": b"PNG?"}, {"back": JPEG}, {"front": JPEG + bytes(17 << 20)}, {"front": None}, {7: JPEG}],
)
def test_a_bad_image_costs_no_tick(cell, images):
    command = running(cell)
    offer(cell, command, np.tile([0.001, 0, 0, 0, 0, 0, 1] * 2, (16, 1)))
    before = command.tick
    for _ in range(5):
        command = step(cell, state(images=images))
    assert command.tick == before + 5
    assert command["right"].authority == reins.Authority.POLICY
    assert cell.media_errors == 5
    bad = reins.Group(tactile=np.zeros(5))
    assert step(cell, state(groups={"left": bad})).tick == before + 6
    assert cell.media_errors == 6


def test_images_come_before_their_step_and_with_its_time(cell, monkeypatch):
    calls = []
    library = cell._library

    class Watched:
        def __getattr__(self, name):
            def call(*arguments):
                if name in ("reins_cell_image", "reins_cell_tactile", "reins_cell_step"):
                    calls.append((name[len("reins_cell_") :], arguments[-1]))
                return getattr(library, name)(*arguments)

            return call

    monkeypatch.setattr(cell, "_library", Watched())
    pads = reins.Group(tactile=np.zeros((2, 3)))
    command = step(cell, state(groups={"left": pads}, images={"front": JPEG}))
    assert [name for name, _ in calls] == ["image", "tactile", "step"]
    # In a simulator the cell's own clock still shows the tick before.
    assert calls[0][1] == calls[1][1] == command.now
    calls.clear()
    step(cell, state(images={"front": JPEG}, measured_at=command.now + 1))
    assert calls[0] == ("image", command.now + 1)


def test_a_closed_cell_is_refused(manifest):
    cell = reins.Cell(manifest)
    handle = cell._handle
    cell.close()
    cell.close()
    cell._handle = handle
    with pytest.raises(reins.ReinsError) as error:
        cell.step(state())
    assert error.value.status == reins.Status.BAD_HANDLE
    other = reins.Cell(manifest)
    try:
        with pytest.raises(reins.ReinsError):
            cell.step(state())
    finally:
        other.close()


def test_foreign_handles_are_refused(cell):
    library, good = cell._library, cell._handle
    for value in (0, 1, 0xDEADBEEF, 2**63, id(cell), good.value + 16, good.value ^ 1):
        assert library.reins_cell_episode(value, 0, 0) == reins.Status.BAD_HANDLE
        assert library.reins_cell_now(value) == reins.Status.BAD_HANDLE
        assert library.reins_cell_close(value) == reins.Status.BAD_HANDLE
    assert step(cell).tick == 1


def test_null_pointers_and_unknown_values_are_refused(cell):
    library, handle = cell._library, cell._handle
    bad = reins.Status.BAD_ARGUMENT
    assert library.reins_cell_step(handle, None, None) == bad
    assert library.reins_cell_offer(handle, None, None, 3) == bad
    assert library.reins_cell_layout(handle, None) == bad
    assert library.reins_cell_open(None, None, None) == bad
    assert library.reins_cell_image(handle, None, None, 4, 0) == bad
    assert library.reins_cell_tactile(handle, 0, None, 6, 0) == bad
    assert library.reins_cell_episode(handle, 99, 0) == bad
    assert library.reins_cell_episode(handle, 2, 99) == bad
    assert library.reins_cell_report(handle, 7, b"x") == bad
    assert library.reins_cell_report(handle, 20, b"\xff\xfe") == bad
    assert library.reins_cell_manifest(handle, None, 0) > 100
    assert library.reins_cell_manifest(handle, None, 10) == bad
    cell._state.size = 8
    with pytest.raises(reins.ReinsError) as error:
        step(cell)
    assert "sizeof" in str(error.value)


def test_an_address_that_cannot_be_opened(manifest):
    with pytest.raises(reins.ReinsError) as error:
        reins.Cell(manifest, endpoint="tcp://192.0.2.1:7447")
    assert error.value.status == reins.Status.LINK
    with pytest.raises(reins.ReinsError):
        reins.Cell(manifest, endpoint="carrier pigeon")


def test_threads_that_break_the_rule_are_refused_not_raced(manifest):
    cell = reins.Cell(manifest)
    statuses = set()

    def hammer():
        for _ in range(200):
            try:
                cell.step(state())
                statuses.add(reins.Status.OK)
            except reins.ReinsError as error:
                statuses.add(error.status)

    threads = [threading.Thread(target=hammer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cell.close()
    assert statuses <= {reins.Status.OK, reins.Status.BUSY, reins.Status.BAD_TIME}
