#!/usr/bin/env python3
"""robosuite end to end: a robot runtime in Python, the real link with keys, the real console.

usage: two_arms.py REINS ROBOT_PYTHON READER_PYTHON WORK EPISODES

`peg`: the same seeds with the policy alone and with an operator who sees what the console sees.
`pot`: two grippers hold a pot while the operator takes over, drives, holds and hands back.
READER_PYTHON may be empty: then LeRobot's own loader is left out. Prints a JSON line per figure.
"""
import json
import math
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

from stage import Checks

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "Bridges/python/examples"
STORIES = ROOT / "Scripts/stories"
TABLE = 0.87  # m: height of the pot's centre while it stands

reins, robot_python, reader_python, work, episodes = sys.argv[1:6]
work, episodes = Path(work), int(episodes)
checks = Checks()


def free_endpoint():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{one.getsockname()[1]}"


def make_keys():
    """A pair for each side; the cell lets only this console in. Returns both folders."""
    folders = []
    for name in ("cell", "console"):
        folder = work / "keys" / name
        folder.mkdir(parents=True, mode=0o700)
        subprocess.run([reins, "keys", "create", name, "--dir", folder], check=True, stdout=2)
        folders.append(folder)
    cell, console = folders
    allowed = [reins, "keys", "allow", console / "console.key", "--dir", cell]
    subprocess.run(allowed, check=True, stdout=2)
    (console / "cell.key").write_bytes((cell / "cell.key").read_bytes())
    return cell, console


def results(lines):
    """seed -> (outcome, ticks), in the order in which they were run."""
    pattern = re.compile(r"seed (\d+): (\w+) after (\d+) ticks")
    found = (pattern.match(line) for line in lines)
    return {int(m[1]): (m[2], int(m[3])) for m in found if m}


def interval(successes, count):
    """Wilson's interval of 95 % for a share."""
    z, share = 1.96, successes / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + (z / count / 2) ** 2)
    return round(middle - half, 3), round(middle + half, 3)


def by_chance(alone, helped):
    """Probability that so many or more of the seeds that came out differently favour one side
    (McNemar's exact test, one-sided)."""
    better = sum(1 for s in alone if alone[s][0] != "success" and helped[s][0] == "success")
    worse = sum(1 for s in alone if alone[s][0] == "success" and helped[s][0] != "success")
    n = better + worse
    return sum(math.comb(n, k) for k in range(better, n + 1)) / 2**n


def figure(name, found):
    won = sum(1 for outcome, _ in found.values() if outcome == "success")
    low, high = interval(won, len(found))
    line = {"figure": name, "episodes": len(found), "successes": won}
    line |= {"rate": round(won / len(found), 3), "low95": low, "high95": high}
    line["seeds"] = {str(seed): word for seed, (word, _) in found.items()}
    print(json.dumps(line), flush=True)
    return won


def run_operator(story, endpoint, keys, recording):
    """Plays a story at the cell; returns the console's exit status and what it said."""
    command = [reins, "live", endpoint, "--keys", keys, "--wait", "120", "--headless"]
    command += ["--story", STORIES / story, "--record", recording]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(made.stdout, file=sys.stderr, flush=True)
    return made.returncode, made.stdout


def with_robot(command, name, story, keys):
    """A robot and an operator on one link. Returns (console's status, recording, robot's lines)."""
    endpoint, (cell, console) = free_endpoint(), keys
    log, recording = work / f"{name}.log", work / name
    with open(log, "w") as out:
        whole = [*command, "--endpoint", endpoint, "--keys", cell]
        robot = subprocess.Popen(whole, stdout=out, stderr=subprocess.STDOUT)
        try:
            status, _ = run_operator(story, endpoint, console, recording)
            robot.wait(60)
        finally:
            if robot.poll() is None:
                robot.terminate()
                robot.wait()
    checks.check(robot.returncode == 0, f"{name}: the robot's program ended in order", log.read_text()[-500:])
    checks.check(status == 0, f"{name}: the operator's story went to its end")
    files = sorted(recording.glob("*.mcap"))
    checks.check(len(files) == 1, f"{name}: one recording", [str(f) for f in recording.iterdir()])
    return files[0], log.read_text().splitlines()


def look_at(name, recording, wanted):
    """What review, export and LeRobot's loader make of a recording."""
    text = subprocess.run([reins, "review", recording], stdout=subprocess.PIPE, text=True)
    print(text.stdout, file=sys.stderr, flush=True)
    checks.check(text.returncode == 0, f"{name}: reins review opens the recording")
    for word, count in wanted.items():
        checks.check(text.stdout.count(word) >= count, f"{name}: the review says “{word}”", count)
    dataset = work / f"{name}-dataset"
    command = [reins, "export", "--format", "lerobot-v3", "--out", dataset, recording]
    checks.check(subprocess.run(command, stdout=2).returncode == 0, f"{name}: the export is made")
    if reader_python:
        command = [reader_python, ROOT / "Scripts/readers/check_lerobot.py", dataset, recording]
        same = subprocess.run(command, stdout=2).returncode == 0
        checks.check(same, f"{name}: LeRobot's loader reads what was recorded")


def peg(keys):
    example = [robot_python, "-u", EXAMPLES / "robosuite_two_arm.py"]
    # Simulated time: that both run beside each other changes neither.
    by_itself = [*example, "--evaluate", str(episodes)]
    by_itself = subprocess.Popen(by_itself, stdout=subprocess.PIPE, text=True)
    recording, lines = with_robot([*example, "--episodes", str(episodes)], "peg", "peg.json5", keys)
    alone = results(by_itself.communicate()[0].splitlines())
    rule = [7000 + 37 * k for k in range(episodes)]
    checks.check(list(alone) == rule, "peg: the policy alone ran on every seed of the rule")
    helped = results(lines)
    checks.check(list(helped) == rule, "peg: the operator had every seed of the rule")
    won_alone, won = figure("peg_alone", alone), figure("peg_with_operator", helped)
    spoiled = [s for s in rule if alone[s][0] == "success" != helped[s][0]]
    checks.check(not spoiled, "peg: the operator spoils nothing that the policy manages", spoiled)
    checks.check(0 < won_alone < episodes, "peg: the policy alone fails in some episodes only")
    checks.check(won > won_alone, "peg: more episodes succeed with the operator", (won_alone, won))
    if episodes >= 10:
        chance = by_chance(alone, helped)
        checks.check(chance < 0.05, "peg: and that is no chance", f"p = {chance:.4f}")
    look_at("peg", recording, {"success": won})


def pot(keys):
    log = work / "ticks.jsonl"
    command = [robot_python, "-u", ROOT / "Tests/Beds/held_pot.py", "1", log]
    recording, _ = with_robot(command, "pot", "pot.json5", keys)
    ticks = [json.loads(line) for line in log.read_text().splitlines()]
    judge_pot([t for t in ticks if t["state"] == "RUNNING"], ticks[-1]["outcome"])
    look_at("pot", recording, {"success": 1})


def judge_pot(ticks, outcome):
    seen = [t["authority"][0] for t in ticks]
    order = [a for i, a in enumerate(seen) if i == 0 or seen[i - 1] != a]
    begun = order.index("TAKING") if "TAKING" in order else 0
    wanted = ["TAKING", "HOLD", "OPERATOR", "HOLD", "RETURNING", "POLICY"]
    checks.check(order[begun:] == wanted, "pot: taken, held, driven, held, handed back", order)
    checks.check(all(t["authority"][0] == t["authority"][1] for t in ticks), "pot: both arms together")
    held = ticks[seen.index("TAKING") :] if "TAKING" in seen else []
    lost = [t["tick"] for t in held if not all(t["grasped"])]
    checks.check(held and not lost, "pot: both grippers hold it at every tick from the takeover on", lost[:5])
    lowest = min((t["pot"][2] for t in held), default=0)
    checks.check(lowest > TABLE + 0.01, "pot: it never sinks to the table", f"{lowest:.4f} m")
    driven = [t["pot"] for t in held if t["authority"][0] == "OPERATOR"]
    moved = math.dist(driven[0][:2], driven[-1][:2]) if driven else 0
    checks.check(moved > 0.02, "pot: the operator moved it", f"{moved * 1000:.0f} mm")
    checks.check(outcome == "SUCCESS", "pot: and the policy raises it", outcome)
    line = {"figure": "pot_held", "ticks": len(held), "ticks_not_held": len(lost)}
    print(json.dumps(line | {"lowest_m": round(lowest, 4), "moved_m": round(moved, 4)}), flush=True)


def main():
    work.mkdir(parents=True, exist_ok=True)
    os.environ.update(MUJOCO_GL="osmesa", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    keys = make_keys()
    for part in os.environ.get("REINS_TWO_ARMS", "pot peg").split():
        {"peg": peg, "pot": pot}[part](keys)
    sys.exit(checks.finish())


main()
