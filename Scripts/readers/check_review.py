#!/usr/bin/env python3
"""What `reins review` shows of the demo's rescue: the correction, its traces, its note, its replay.

usage: check_review.py REINS RECORDING.mcap
"""
import json
import subprocess
import sys

problems = []


def expect(holds, sentence):
    if not holds:
        problems.append(sentence)


def review(*arguments):
    done = subprocess.run([reins, "review", *arguments, recording], capture_output=True, text=True)
    return done.returncode, done.stdout


def check_json():
    _, text = review("--json")
    session, = json.loads(text)
    expect(session["lost_records"] == 0, f"{session['lost_records']} records were lost")
    expect(session["trouble"] == [], f"the file is in trouble: {session['trouble']}")
    last = session["episodes"][-1]
    interventions = [i for e in session["episodes"] for i in e["interventions"]]
    expect(last["outcome"] == "success", f"the episode ended in {last['outcome']}")
    expect(last["notes"] == ["rescue story: done"], f"the notes are {last['notes']}")
    expect(len(interventions) == 1, f"there are {len(interventions)} interventions")
    expect(0 < last["intervention_ticks"] < last["running_ticks"], "nobody corrected anything")
    expect(last["missing_ticks"] == 0, f"{last['missing_ticks']} ticks are missing")


def check_traces():
    code, text = review("--show", "1", "--ascii", "--columns", "120", "--rows", "60")
    lines = text.splitlines()
    who = next((line for line in lines if line.startswith("who")), "")
    ribbon = "".join(dict.fromkeys(who[3:].replace(" ", "")))
    expect(code == 0 and ribbon.startswith(("ptO", "pthO")),
           f"the ribbon shows {ribbon!r}, not policy, takeover and operator")
    for name in ("vx mm/s", "vy mm/s", "vz mm/s", "wx deg/s", "wy deg/s", "wz deg/s", "gripper"):
        expect(any(line.startswith(name) for line in lines), f"there is no trace of {name}")
    expect("*" in text, "no trace shows what was executed")
    expect(text.count(".") > 20, "no trace shows what the policy wanted")


def check_replay():
    code, text = review("--replay")
    expect(code == 0 and "every decision the same" in text, f"replay: {text.strip()}")
    share = float(text.partition("(")[2].partition(" %")[0] or 0)
    expect(share >= 99, f"only {share} % of the ticks were replayed")
    return share


reins, recording = sys.argv[1:]
check_json()
check_traces()
replayed = check_replay()
_, listed = review("--list")
expect("note: rescue story: done" in listed, "the list does not show the note")
for problem in problems:
    print(f"{recording}: {problem}")
if problems:
    sys.exit(1)
print(f"{recording}: one correction with traces and note, {replayed} % replayed to the bit")
