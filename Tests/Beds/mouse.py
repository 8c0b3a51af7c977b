"""Stories of the stage `mouse`: the demo on a terminal, with 3D mice that are plugged in and out.

usage: mouse.py [REINS [STORY…]]
"""
import os
import sys
import time

sys.dont_write_bytecode = True
import demo as bed  # noqa: E402
import recording as rec  # noqa: E402
import stage  # noqa: E402
from console import wait_until  # noqa: E402
from mice import BED, ROOT, InBed, Push, build  # noqa: E402

checks = stage.Checks()
check = checks.check
REINS = os.path.realpath(sys.argv[1]) if len(sys.argv) > 1 else ROOT + "/.build/release/reins"
RELATIVE, ABSOLUTE, KEY = 2, 3, 1
LEFT_BUTTON, RIGHT_BUTTON = 256, 257


class Demo(InBed, bed.Demo):
    """The demo in a bed of pretend devices."""

    wrapper = BED

    def __init__(self, *mice, **changes):
        # The bed hides the size of the terminal: programs take the usual one.
        super().__init__(REINS, columns=80, rows=24, **changes)
        for mouse in mice:
            self.plug_in(mouse)
        self.tell("start")


def stood_still(demo, before):
    """But for the noise of measuring."""
    return max(abs(a - b) for a, b in zip(before, demo.tool("RIGHT"))) <= 0.002


def drives(name, mouse, kind):
    """One mouse: what the screen says, the switch, the direction, and letting go."""
    with Demo(mouse) as demo:
        demo.plugged = True
        demo.ready()
        check(demo.wait_for("left puck button"), f"{name}: the switch is its left button", demo.text)
        # A cap that is let go says so only when it is touched.
        demo.frame(mouse, (kind, 0, 1))
        demo.frame(mouse, (kind, 0, 0))
        check(demo.take_right(), f"{name}: r takes the right arm", demo.text)
        check(wait_until(lambda: demo.lit(mouse), 10), f"{name}: it is lit while it drives")
        before = demo.tool("RIGHT")
        with Push(demo, mouse, kind, 1, -250):
            time.sleep(0.5)
        check(demo.driver("RIGHT") == "HOLD: taken" and stood_still(demo, before),
              f"{name}: a push without the switch moves nothing", demo.driver("RIGHT"))
        demo.frame(mouse, (KEY, LEFT_BUTTON, 1))
        check(demo.wait_for_driver("RIGHT", r"YOU drive \(switch closed\)"),
              f"{name}: the switch, with the cap at rest, gives the arm to YOU", demo.text)
        check(demo.sees("switch CLOSED"), f"{name}: the header says that it is closed")
        before = demo.tool("RIGHT")
        with Push(demo, mouse, kind, 1, -250):
            wait_until(lambda: demo.tool("RIGHT")[0] - before[0] > 0.02, 10)
        after = demo.tool("RIGHT")
        moved = [round(b - a, 3) for a, b in zip(before, after)]
        check(moved[0] > 0.015 and abs(moved[1]) < 0.004 and abs(moved[2]) < 0.004,
              f"{name}: pushed forward, the tool goes forward alone", moved)
        before = demo.tool("RIGHT")
        with Push(demo, mouse, kind, 0, -250):
            wait_until(lambda: demo.tool("RIGHT")[1] - before[1] > 0.02, 10)
        moved = [round(b - a, 3) for a, b in zip(before, demo.tool("RIGHT"))]
        check(moved[1] > 0.015 and abs(moved[2]) < 0.004, f"{name}: pushed left, it goes left", moved)
        check(demo.driver("RIGHT").startswith("YOU drive"), f"{name}: the cap at rest keeps the arm with YOU")
        demo.frame(mouse, (KEY, LEFT_BUTTON, 0))
        check(demo.wait_for_driver("RIGHT", "HOLD: switch released"), f"{name}: letting go holds",
              demo.driver("RIGHT"))
        demo.press("left")
        check(demo.wait_for(r"Drive with the puck"), f"{name}: keys do not nudge beside it", demo.text)
        demo.press("h")
        check(demo.wait_for_driver("RIGHT", "POLICY drives"), f"{name}: h hands back")
        check(wait_until(lambda: demo.lit(mouse) is False, 10), f"{name}: it is dark again")
        demo.quit()
        read = rec.Recording(rec.files(demo.folder)[0])
        wanted = [rec.POLICY, rec.TAKING, rec.HOLD, rec.OPERATOR, rec.HOLD, rec.RETURNING, rec.POLICY]
        runs = read.authorities(rec.RIGHT)
        check(rec.follows(runs, wanted), f"{name}: recorded so", runs)
        samples = read.of("/reins/operator_input")
        check(any(s.counts[1] < -200 for s in samples), f"{name}: with the raw samples", len(samples))


def relative():
    """A SpaceNavigator, whose silence is release."""
    drives("SpaceNavigator", "spacenavigator", RELATIVE)


def absolute():
    """A SpaceMouse Wireless, whose silence is no news."""
    drives("Wireless", "spacemouse-wireless", ABSOLUTE)


def on_the_air():
    """A mouse behind a receiver: its own button does not enable, a pedal makes it drive."""
    mouse, pedal_key = "spacemouse-receiver", 48
    with Demo(mouse) as demo:
        demo.plugged = True
        demo.ready()
        check(demo.wait_for("button does not enable.*cable or a pedal"), "on the air: the screen says why and what to do",
              demo.text)
        check(demo.sees("keys a press is a short nudge") and not demo.sees("switch (open|CLOSED)"),
              "on the air: there is no switch, keys drive", demo.text)
        demo.take_right()
        demo.frame(mouse, (KEY, LEFT_BUTTON, 1))
        time.sleep(0.5)
        check(demo.driver("RIGHT") == "HOLD: taken", "on the air: its button does not give the arm", demo.driver("RIGHT"))
        demo.frame(mouse, (KEY, LEFT_BUTTON, 0))
        demo.press("left")
        check(demo.wait_for_driver("RIGHT", "YOU drive"), "on the air: keys nudge meanwhile", demo.text)
        demo.wait_for_driver("RIGHT", "HOLD: switch released")
        demo.plug_in("pedal")
        check(demo.wait_for("switch open +pedal") and demo.wait_gone("button does not enable"),
              "on the air: a pedal is plugged in, all is well", demo.text)
        demo.frame(mouse, (ABSOLUTE, 0, 1))
        demo.frame(mouse, (ABSOLUTE, 0, 0))
        demo.frame("pedal", (KEY, pedal_key, 1))
        check(demo.wait_for_driver("RIGHT", "YOU drive"), "on the air: the pedal gives the arm", demo.text)
        before = demo.tool("RIGHT")
        with Push(demo, mouse, ABSOLUTE, 1, -250):
            wait_until(lambda: demo.tool("RIGHT")[0] - before[0] > 0.02, 10)
        check(demo.tool("RIGHT")[0] - before[0] > 0.015, "on the air: and the cap moves it",
              (before, demo.tool("RIGHT")))
        demo.frame("pedal", (KEY, pedal_key, 0))
        check(demo.wait_for_driver("RIGHT", "HOLD: switch released"), "on the air: letting the pedal go holds",
              demo.driver("RIGHT"))
        demo.quit()


def pushed_before_the_switch():
    """A switch that closes on a cap already pushed moves nothing."""
    mouse = "spacemouse-wireless"  # its deflection stays until it changes
    with Demo(mouse) as demo:
        demo.plugged = True
        demo.take_right()
        time.sleep(0.5)  # what is measured comes to rest after the setpoint
        before = demo.tool("RIGHT")
        with Push(demo, mouse, ABSOLUTE, 1, -300):
            demo.wait_for("left puck button")
            time.sleep(0.2)
            demo.frame(mouse, (KEY, LEFT_BUTTON, 1))
            demo.wait_for("switch CLOSED")
            time.sleep(0.5)
            check(demo.driver("RIGHT") == "HOLD: taken", "switch on a pushed cap: the arm holds on",
                  demo.driver("RIGHT"))
        check(stood_still(demo, before), "switch on a pushed cap: nothing moves", (before, demo.tool("RIGHT")))
        demo.quit()


def lost_for_good():
    """Unplugged while it drives, and never plugged in again: keys go on once that is accepted."""
    mouse = "spacenavigator"
    with Demo(mouse) as demo:
        demo.plugged = True
        demo.take_right()
        demo.frame(mouse, (KEY, LEFT_BUTTON, 1))
        demo.wait_for_driver("RIGHT", "YOU drive")
        demo.unplug(mouse)
        check(demo.wait_for_driver("RIGHT", "HOLD: 3D MOUSE LOST"), "lost for good: said where it counts", demo.text)
        before = demo.tool("RIGHT")
        demo.press("left", "left")
        time.sleep(0.3)
        check(demo.driver("RIGHT") == "HOLD: 3D MOUSE LOST" and stood_still(demo, before),
              "lost for good: keys are not taken for it unasked", demo.driver("RIGHT"))
        demo.press("a")
        check(demo.wait_for_driver("RIGHT", "HOLD: acknowledged"), "lost for good: a accepts it", demo.text)
        demo.press("left")
        check(demo.wait_for_driver("RIGHT", "YOU drive"), "lost for good: then keys drive", demo.text)
        demo.wait_for_driver("RIGHT", "HOLD: switch released")
        demo.press("h")
        check(demo.wait_for_driver("RIGHT", "POLICY drives"), "lost for good: and hand back")
        demo.quit()


def unplugged():
    """Unplugged while it drives; back, acknowledged, and driving again."""
    mouse = "spacenavigator"
    with Demo() as demo:
        demo.plugged = False
        demo.ready()
        check(demo.wait_for("No 3D mouse"), "no mouse: the screen says so", demo.text)
        demo.plug_in(mouse)
        demo.plugged = True
        check(demo.wait_for("left puck button") and demo.wait_gone("No 3D mouse"),
              "plugged in while running: the screen shows it", demo.text)
        demo.take_right()
        demo.frame(mouse, (KEY, LEFT_BUTTON, 1))
        demo.wait_for_driver("RIGHT", "YOU drive")
        before = demo.tool("RIGHT")
        push = Push(demo, mouse, RELATIVE, 1, -250)
        with push:
            wait_until(lambda: demo.tool("RIGHT")[0] - before[0] > 0.01, 10)
            demo.plugged = False
            push.pushing.clear()
            push.thread.join()
            demo.unplug(mouse)
        check(demo.wait_for_driver("RIGHT", "HOLD: 3D MOUSE LOST"), "unplugged while driving: said where it counts",
              demo.text)
        check(demo.wait_for("3D MOUSE LOST: RIGHT ARM holds"), "unplugged while driving: and what to do", demo.text)
        time.sleep(0.3)  # it comes to rest in 0.1 s
        still = demo.tool("RIGHT")
        demo.press("h")
        demo.press("r")
        time.sleep(0.3)
        check(demo.driver("RIGHT") == "HOLD: 3D MOUSE LOST", "unplugged while driving: nothing but a leaves it",
              demo.driver("RIGHT"))
        # Another one, for it is what lies at hand.
        mouse = "spacemouse-wireless"
        demo.plug_in(mouse)
        demo.plugged = True
        check(demo.wait_for("left puck button"), "back: the screen shows it")
        demo.frame(mouse, (ABSOLUTE, 0, 1))
        demo.frame(mouse, (ABSOLUTE, 0, 0))
        check(demo.driver("RIGHT") == "HOLD: 3D MOUSE LOST", "back: which alone changes nothing",
              demo.driver("RIGHT"))
        demo.press("a")
        check(demo.wait_for_driver("RIGHT", "HOLD: acknowledged"), "back: a acknowledges", demo.text)
        check(stood_still(demo, still), "unplugged while driving: the arm stood still", demo.tool("RIGHT"))
        demo.frame(mouse, (KEY, LEFT_BUTTON, 1))
        check(demo.wait_for_driver("RIGHT", "YOU drive"), "back: the switch drives again", demo.text)
        demo.frame(mouse, (KEY, LEFT_BUTTON, 0))
        demo.wait_for_driver("RIGHT", "HOLD: switch released")
        demo.quit()
        read = rec.Recording(rec.files(demo.folder)[0])
        runs = read.authorities(rec.RIGHT)
        check(rec.follows(runs, [rec.OPERATOR, rec.DEVICE_LOST, rec.HOLD, rec.OPERATOR, rec.HOLD]),
              "unplugged while driving: recorded so", runs)


STORIES = [relative, absolute, on_the_air, pushed_before_the_switch, unplugged, lost_for_good]


def main():
    if not os.access(REINS, os.X_OK):
        print(f"FAIL there is no {REINS}: run Scripts/test build first")
        return 1
    build()
    wanted = sys.argv[2:]
    return stage.play([story for story in STORIES if not wanted or story.__name__ in wanted], checks)


if __name__ == "__main__":
    sys.exit(main())
