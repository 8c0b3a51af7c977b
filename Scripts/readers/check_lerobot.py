#!/usr/bin/env python3
"""Opens exported datasets with LeRobot's own loader and compares each with its recordings.

usage: check_lerobot.py DATASET RECORDING.mcap ... [-- DATASET RECORDING.mcap ...] ...

Loads every row, a shuffled DataLoader batch, `delta_timestamps` and decoded pictures, and compares
every column with what `recorded.py` reads from the recordings. Ends with status 1 and a sentence for
each column that differs.
"""
import io
import json
import logging
import os
import pathlib
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
logging.disable(logging.WARNING)

import av  # noqa: E402
import numpy  # noqa: E402
import torch  # noqa: E402
from lerobot.datasets.lerobot_dataset import LeRobotDataset  # noqa: E402
from PIL import Image  # noqa: E402

import recorded  # noqa: E402

TOLERANCES = {"observation.state": 1e-5, "action": 2e-6, "policy_action": 2e-6}
problems = []


def expect(holds, sentence):
    if not holds and sentence not in problems:
        problems.append(sentence)


def same(name, found, wanted):
    found, wanted = numpy.asarray(found).reshape(-1), numpy.asarray(wanted).reshape(-1)
    if found.shape != wanted.shape:
        return False
    if name == "observation.state":
        return near(found, wanted, 1e-5) or same_up_to_sign(found, wanted)
    if name in TOLERANCES:
        return near(found, wanted, TOLERANCES[name])
    return bool((found == wanted).all())


def near(found, wanted, tolerance):
    return numpy.allclose(found, wanted, rtol=1e-5, atol=tolerance, equal_nan=True)


def same_up_to_sign(found, wanted):
    """A quaternion and its negative are the same rotation: their sign is chosen by the exporter."""
    return near(numpy.abs(found), numpy.abs(wanted), 1e-5)


def check_rows(dataset, provenance, recordings):
    at, interventions = 0, 0
    for episode in provenance["episodes"]:
        recording = recordings[episode["session"]]
        wanted = recorded.rows(
            recording, episode, provenance["row_period_ns"], provenance["control_period_ns"])
        for row, values in enumerate(wanted):
            item = dataset[at]
            interventions += bool(item["intervention"])
            expect(item["episode_index"] == episode["episode_index"], "episode_index is wrong")
            expect(item["frame_index"] == row and item["index"] == at, "the row is another one")
            expect(item["task"] == values["task"], "the task is another one")
            for name in values.keys() - {"step", "task"}:
                expect(same(name, item[name], values[name]), f"{name} is not the recording's")
            if row % 7 == 0:
                check_pictures(item, recording, values["step"])
            at += 1
    expect(at == len(dataset), "the dataset has rows that its episodes do not name")
    return interventions


def check_pictures(item, recording, step):
    for camera in recording.manifest["cameras"]:
        picture = recording.picture(camera["name"], step.monotonic_ns)
        wanted = numpy.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))
        found = item["observation.images." + camera["name"]].permute(1, 2, 0).numpy() * 255
        expect(found.shape == wanted.shape, "a picture has another size")
        # Two decoders interpolate colours differently at edges; the picture as a whole is the same.
        difference = numpy.abs(found - wanted).mean() if found.shape == wanted.shape else 255
        expect(difference < 2, f"a picture of {camera['name']} is another one ({difference:.0f})")


def check_movies(path, provenance, recordings):
    """Every picture in every movie is the recording's JPEG, byte for byte."""
    row_ns, tick_ns = provenance["row_period_ns"], provenance["control_period_ns"]
    for episode in provenance["episodes"]:
        recording = recordings[episode["session"]]
        for camera in recording.manifest["cameras"]:
            index = episode["episode_index"]
            place = f"chunk-{index // 1000:03d}/file-{index % 1000:03d}.mp4"
            movie = path / "videos" / f"observation.images.{camera['name']}" / place
            with av.open(str(movie)) as file:
                found = [bytes(p) for p in file.demux(video=0) if p.size]
            ticks = [episode["first_tick"] + r * row_ns // tick_ns for r in range(episode["rows"])]
            wanted = [
                recording.picture(camera["name"], recording.steps[t].monotonic_ns) for t in ticks]
            expect(found == wanted, f"{movie} does not hold the recording's pictures")


def check_loading(path, dataset, cameras):
    fps = dataset.fps
    deltas = {"action": [i / fps for i in range(8)]}
    deltas.update({c: [-1 / fps, 0] for c in cameras})
    windows = LeRobotDataset("local/windows", root=path, delta_timestamps=deltas)
    loader = torch.utils.data.DataLoader(windows, batch_size=8, shuffle=True)
    batch = next(iter(loader))
    count = min(8, len(dataset))
    width = dataset.features["action"]["shape"][0]
    expect(tuple(batch["action"].shape) == (count, 8, width), "delta_timestamps do not load")
    for camera in cameras:
        expect(tuple(batch[camera].shape[:3]) == (count, 2, 3), f"{camera} does not load in a batch")
        expect(0 <= batch[camera].min() and batch[camera].max() <= 1, f"{camera} is not in [0, 1]")
    item = windows[0]
    expect(torch.equal(item["action"][0], dataset[0]["action"]), "a window begins elsewhere")


def check_statistics(path, dataset):
    statistics = json.loads((path / "meta/stats.json").read_text())
    actions = [numpy.asarray(dataset.hf_dataset[i]["action"]) for i in range(len(dataset))]
    action = numpy.stack(actions).astype(float)
    own = statistics["action"]
    expect(near(own["mean"], action.mean(0), 1e-6), "the mean of action is wrong")
    expect(near(own["std"], action.std(0), 1e-6), "the std of action is wrong")
    expect(near(own["q01"], numpy.quantile(action, 0.01, axis=0), 1e-6), "q01 of action is wrong")
    expect(set(dataset.meta.stats) >= set(dataset.features), "a feature has no statistics")


def check(path, files):
    """What is wrong with a dataset, in sentences, and what was looked at."""
    problems.clear()
    recordings = {r.session: r for r in map(recorded.Recording, files)}
    provenance = json.loads((path / "meta/reins.json").read_text())
    dataset = LeRobotDataset("local/check", root=path)
    cameras = dataset.meta.video_keys
    expect(dataset.num_episodes == len(provenance["episodes"]), "the number of episodes differs")
    interventions = check_rows(dataset, provenance, recordings)
    check_movies(path, provenance, recordings)
    check_loading(path, dataset, cameras)
    check_statistics(path, dataset)
    return list(problems), (
        f"{dataset.num_episodes} episodes, {len(dataset)} rows ({interventions} of interventions), "
        f"{len(cameras)} cameras")


def main():
    """All in one process: to import the loader takes longer than to check a dataset."""
    words, failed = sys.argv[1:], False
    while words:
        end = words.index("--") if "--" in words else len(words)
        (path, *files), words = words[:end], words[end + 1:]
        found, looked_at = check(pathlib.Path(path), files)
        for problem in found:
            print(f"{path}: {problem}")
        if not found:
            print(f"{path}: {looked_at}: as recorded")
        failed = failed or bool(found)
    sys.exit(failed)


if __name__ == "__main__":
    main()
