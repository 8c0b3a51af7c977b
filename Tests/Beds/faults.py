"""The stage `faults`: one thing at a time is broken on the real processes, and the recording of a
witness says what became of the arms.

usage: faults.py [--write] [REINS [ROW…]]
"""
import os
import sys
import time
import traceback

sys.dont_write_bytecode = True
import faultcells  # noqa: E402
import faultconsoles  # noqa: E402
import faultnetworks  # noqa: E402
import faultrobots  # noqa: E402
import faulttable  # noqa: E402
import mice  # noqa: E402
import stage  # noqa: E402
from faultbench import ROOT, Bench, Missing, Unready  # noqa: E402

checks = stage.Checks()
STILL = 0.02  # s for which nobody on this machine was run
BEGAN, ENOUGH = time.monotonic(), 360  # s after which nothing is played again
SCENES = [*faultconsoles.SCENES, *faultcells.SCENES, *faultnetworks.SCENES, *faultrobots.SCENES]


def play(scene, reins):
    """The lines of a scene; none where the machine lets nobody judge it. One that was not as wanted on a machine
    that stood still, or has much else to do, is played again, and so is one whose arm was not as wanted when the
    fault came."""
    for last in (False, False, True):
        found, lines, is_set = [], [], True

        def check(ok, what, detail="", found=found):
            found.append((ok, what, detail))
            return ok

        with Bench(reins) as bench:
            try:
                lines = look(scene, bench, check)
            except Unready as reason:
                is_set = check(False, f"{scene.__name__}: the fault came when it was to come", str(reason))
            except AssertionError:
                check(False, f"{scene.__name__}: played to its end", traceback.format_exc())
            stood_still = bench.stood_still
        failed = [what for ok, what, _ in found if not ok]
        is_busy = stood_still >= STILL or os.getloadavg()[0] > 2 * os.cpu_count()
        is_late = time.monotonic() - BEGAN > ENOUGH
        if last or not failed or is_late or is_set and not is_busy:
            break
        print(f"again: {failed[0]} (the machine stood still for {stood_still * 1000:.0f} ms, "
              f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores)", flush=True)
    if failed and is_busy:
        print(f"NOT JUDGED on a busy machine: {scene.__name__}: {'; '.join(failed)}", flush=True)
        return None
    for result in found:
        checks.check(*result)
    return lines


def look(scene, bench, check):
    trace, cases = scene(bench)
    unready = [why for case in cases for why in case.unready(trace)]
    if unready:
        raise Unready(unready[0])
    check(not trace.missing, f"{scene.__name__}: the witness saw every tick", trace.missing or "")
    return [case.judge(trace, check) for case in cases]


def main():
    words = [word for word in sys.argv[1:] if word != "--write"]
    reins = os.path.realpath(words[0]) if words else ROOT + "/.build/release/reins"
    if not os.access(reins, os.X_OK):
        print(f"FAIL there is no {reins}: run Scripts/test build first")
        return 1
    try:
        os.nice(-10)  # the hand and the clock of the bed, not what it breaks
    except OSError:
        pass
    mice.build()
    lines, missing, unjudged, played = [], [], [], 0
    for scene in SCENES:
        if words[1:] and scene.__name__ not in words[1:]:
            continue
        print(f"-- {scene.__name__}: {scene.__doc__}", flush=True)
        try:
            seen = play(scene, reins)
            played += 1
            if seen is None:
                unjudged.append(scene.__name__)
            lines += seen or []
        except Missing as reason:
            missing.append(f"{scene.__name__}: {reason}")
    for line in lines:
        print(line.text)
    whole = not words[1:] and not missing and not unjudged
    checks.check(3 * len(unjudged) <= played, "the machine let most scenes be judged", unjudged or "")
    if "--write" in sys.argv:
        faulttable.write(lines, whole)
    stale = faulttable.differences(lines, whole)
    checks.check(not stale, "the documentation says what was seen (else: Scripts/stages/faults --write)", stale or "")
    status = checks.finish()
    if missing and not status:
        print("CANNOT RUN HERE: " + "; ".join(missing), file=sys.stderr)
        return 77
    return status


if __name__ == "__main__":
    sys.exit(main())
