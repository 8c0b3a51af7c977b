#!/usr/bin/env python3
"""Refits the simulated cell's policy on corrections from an exported dataset.

Reads a LeRobotDataset v3.0 directory (`reins export`), takes the rows in which the operator drove
the right arm sideways, and fits the policy's law for that motion,

    velocity = socket_gain * socket + plug_gain * plug + velocity_gain * plug_velocity + offset

by robust least squares towards the base policy. The mask is per action entry: rows of the same
instant in which the policy still drives the other arm do not disturb, and none of the policy's own
rows is imitated. Writes the parameters as JSON for `reins sim --policy`.

`--control` spoils the data in one known way, to show that what is measured is the data's doing:

    shift         each observation is paired with the action of the row before: the plug's velocity
                  in the observation then tells the action that caused it, and the fit copies the
                  velocity instead of looking at the socket
    shuffle-mask  the operator's mask is dealt out anew over all rows
    wrong-frame   the actions are taken to be written in the tool's frame
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

CONTROLS = ("none", "shift", "shuffle-mask", "wrong-frame")
SOCKET, PLUG, VELOCITY = ("socket_x", "socket_y"), ("plug_x", "plug_y"), ("plug_velocity_x", "plug_velocity_y")
TOOL = tuple(f"right.{name}" for name in ("qx", "qy", "qz", "qw"))
FORCE = ("right.fx", "right.fy", "right.fz")
ACTION = ("right.vx", "right.vy", "right.vz")
# The base policy, 1/s, and how far from it a fit may reasonably lie: only weakly observed
# directions feel it.
BASE_GAIN = 3.0
PRIOR_SPREAD = np.array([3.0, 3.0, 3.0, 3.0, 1.0, 1.0, 0.05])
# In contact the socket's wall moves the plug, not the operator: rows above this force say nothing.
FREE_FORCE_N = 2.0


class DatasetError(Exception):
    """What is wrong with the dataset, in one sentence."""


@dataclass
class Rows:
    """The dataset's rows in order, one array per thing; `[rows, 2]` or `[rows, 3]`."""

    episode: np.ndarray
    socket: np.ndarray
    plug: np.ndarray
    velocity: np.ndarray
    tool: np.ndarray
    force: np.ndarray
    action: np.ndarray
    operator: np.ndarray


def columns(names: list[str], wanted: tuple[str, ...], what: str) -> list[int]:
    missing = [name for name in wanted if name not in names]
    if missing:
        raise DatasetError(f"{what} has no {', '.join(missing)}: export a recording of the simulated cell")
    return [names.index(name) for name in wanted]


def load(dataset: Path) -> Rows:
    info_path = dataset / "meta" / "info.json"
    if not info_path.is_file():
        raise DatasetError(f"{dataset} is no LeRobotDataset: it has no meta/info.json")
    features = json.loads(info_path.read_text())["features"]
    state_names = list(features["observation.state"]["names"])
    action_names = list(features["action"]["names"])
    wanted = ["episode_index", "frame_index", "observation.state", "action", "action_is_operator"]
    files = sorted((dataset / "data").rglob("*.parquet"))
    if not files:
        raise DatasetError(f"{dataset} has no data/*.parquet")
    tables = [pq.read_table(file, columns=wanted) for file in files]

    def stacked(name: str) -> np.ndarray:
        return np.concatenate([np.array(table[name].to_pylist()) for table in tables])

    state, action, mask = stacked("observation.state"), stacked("action"), stacked("action_is_operator")
    episode = stacked("episode_index")
    order = np.lexsort((stacked("frame_index"), episode))
    state, action, mask, episode = (array[order] for array in (state, action, mask, episode))

    def entries(names: tuple[str, ...]) -> np.ndarray:
        return state[:, columns(state_names, names, "observation.state")].astype(float)

    moved = columns(action_names, ACTION, "action")
    return Rows(
        episode=episode,
        socket=entries(SOCKET),
        plug=entries(PLUG),
        velocity=entries(VELOCITY),
        tool=entries(TOOL),
        force=np.linalg.norm(entries(FORCE), axis=1),
        action=action[:, moved].astype(float),
        operator=mask[:, moved[:2]].astype(bool).all(axis=1),
    )


def rotated(quaternion: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Vectors turned by unit quaternions (x y z w), row by row."""
    imaginary, real = quaternion[:, :3], quaternion[:, 3:]
    twice = 2 * np.cross(imaginary, vector)
    return vector + real * twice + np.cross(imaginary, twice)


def spoil(rows: Rows, control: str, by: int, seed: int) -> None:
    """Applies one control in place."""
    if control == "shift":
        first = np.flatnonzero(np.diff(rows.episode, prepend=rows.episode[0] - 1))
        for start, end in zip(first, [*first[1:], len(rows.episode)]):
            rows.action[start:end] = np.roll(rows.action[start:end], by, axis=0)
            rows.operator[start:end] = np.roll(rows.operator[start:end], by)
            lost = slice(start, start + by) if by > 0 else slice(end + by, end)
            rows.operator[lost] = False
    elif control == "shuffle-mask":
        rows.operator = np.random.default_rng(seed).permutation(rows.operator)
    elif control == "wrong-frame":
        rows.action = rotated(rows.tool, rows.action)


def fit(rows: Rows) -> tuple[np.ndarray, np.ndarray, int, float]:
    """The law's coefficients `[7, 2]` about `middle`, the rows used and their spread, m/s."""
    used = rows.operator & (rows.force < FREE_FORCE_N)
    count = int(used.sum())
    if count < 50:
        raise DatasetError(f"only {count} rows in which the operator moves the right arm freely: record more")
    middle = rows.plug[used].mean(axis=0)
    inputs = np.column_stack(
        [rows.socket[used] - middle, rows.plug[used] - middle, rows.velocity[used], np.ones(count)])
    outputs = rows.action[used, :2]
    base = np.zeros((7, 2))
    base[[0, 1], [0, 1]], base[[2, 3], [0, 1]] = BASE_GAIN, -BASE_GAIN
    weights, spread = np.ones(count), 0.01
    law = base
    for _ in range(20):
        prior = np.diag((spread / PRIOR_SPREAD) ** 2)
        normal = inputs.T @ (inputs * weights[:, None]) + prior
        law = np.linalg.solve(normal, inputs.T @ (outputs * weights[:, None]) + prior @ base)
        error = np.linalg.norm(outputs - inputs @ law, axis=1)
        spread = float(1.4826 * np.median(error)) + 1e-6
        weights = np.minimum(1.0, 1.5 * spread / np.maximum(error, 1e-9))
    return law, middle, count, spread


def parameters(law: np.ndarray, middle: np.ndarray, version: str) -> dict:
    offset = law[6] - middle @ law[0:2] - middle @ law[2:4]
    return {
        "kind": "plug_policy",
        "version": version,
        "socket_gain": law[0:2].T.tolist(),
        "plug_gain": law[2:4].T.tolist(),
        "velocity_gain": law[4:6].T.tolist(),
        "offset": offset.tolist(),
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path, help="directory that `reins export` wrote")
    parser.add_argument("parameters", type=Path, help="JSON file to write")
    parser.add_argument("--control", choices=CONTROLS, default="none", help="spoil the data in a known way")
    parser.add_argument("--shift-by", type=int, choices=(-1, 1), default=1,
                        help="rows that `shift` moves the actions (1: the action of the row before)")
    parser.add_argument("--seed", type=int, default=1, help="of the shuffled mask")
    parser.add_argument("--version", help="name of the refitted policy")
    options = parser.parse_args(arguments)
    try:
        rows = load(options.dataset)
        spoil(rows, options.control, options.shift_by, options.seed)
        law, middle, count, spread = fit(rows)
    except (DatasetError, OSError, KeyError, ValueError) as error:
        print(f"refit_plug_policy: {error}", file=sys.stderr)
        return 1
    version = options.version or ("refit" if options.control == "none" else f"refit-{options.control}")
    options.parameters.write_text(json.dumps(parameters(law, middle, version), indent=2) + "\n")
    print(json.dumps({
        "figure": "refit", "policy": version, "rows": len(rows.episode),
        "episodes": int(len(np.unique(rows.episode))), "operator_rows_used": count,
        "residual_m_s": round(spread, 5)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
