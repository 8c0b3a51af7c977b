"""Scenes in which the robot or the policy of a program in Python fails."""
import math
import re
import signal
import time

from console import wait_until
from faultbench import RIGHT, Cap
from faultcase import Case, Outside
from faultconsoles import acknowledged
from faulttrace import MS, Trace


def told(bench, what):
    """The moment that the robot's program told."""
    def look():
        return re.search(rf"^{what} (\d+)$", bench.said("cell"), re.M)

    assert wait_until(look, 15), f"no “{what}”: {bench.said('cell')}"
    return int(look()[1])


def break_it(bench):
    bench.robot.send_signal(signal.SIGUSR1)
    return told(bench, "fault")


def policy_fails(bench, fault, text, settle):
    operator, witness = bench.watched(lambda: bench.bridge(fault))
    time.sleep(0.5)
    moment = break_it(bench)
    assert witness.wait_for_driver("RIGHT", "HOLD"), witness.text
    time.sleep(settle)
    trace = Trace(witness.recorded())
    limit = trace.limits.plan + trace.limits.grace
    says = ("The right arm holds: the policy has no valid action.", *text)
    return trace, [Case(f"the {fault}", RIGHT, "policy", "hold (policy stale)", limit, moment, says,
                        sends=math.inf)]


def policy_stalls(bench):
    """The policy does not come back for 5 s; then it plans again, which resumes nothing."""
    return policy_fails(bench, "policy stalls", (), 5)


def policy_raises(bench):
    """The policy raises an error at each call."""
    return policy_fails(bench, "policy raises", ("the policy failed: ValueError: the camera is dark",), 1)


def policy_says_nan(bench):
    """The policy's rows are not numbers."""
    return policy_fails(bench, "policy says NaN", ("the policy failed: ReinsError",), 1)


def policy_stalls_unneeded(bench):
    """The policy stalls while the operator drives."""
    operator, witness = bench.driven(lambda: bench.bridge("policy stalls"), hand=Cap)
    moment = break_it(bench)
    time.sleep(2.5)
    bench.release()
    trace = Trace(witness.recorded())
    return trace, [Case("the policy stalls", RIGHT, "operator", "operator", None, moment,
                        until=moment + 2_000_000_000)]


def robot_fails(bench, fault, after, text):
    """Under the operator's hand, who goes on pressing."""
    operator, witness = bench.driven(lambda: bench.bridge(fault))
    moment = break_it(bench)
    told(bench, "over")
    assert witness.wait_for_driver("RIGHT", "HOLD|FAULT"), witness.text
    time.sleep(1)
    bench.release()
    trace = Trace(witness.recorded())
    return trace, [Case(f"the robot reports: {fault}", RIGHT, "operator", after, 0, moment, text,
                        sends=math.inf)]


def protective_stop(bench):
    """The robot says that it is in a protective stop, for 1.5 s."""
    return robot_fails(bench, "protective stop", "hold (robot mode)", ("The robot reports a protective stop.",))


def robot_fault(bench):
    """The robot says that it is in fault, for 1.5 s."""
    return robot_fails(bench, "fault", "fault (robot fault)", ("The robot reports a fault.",))


def state_missing(bench):
    """No pose of the arm for 1.5 s."""
    return robot_fails(bench, "state missing", "hold (state missing)",
                       ("The right arm holds: a part of the robot's state is missing.",))


def state_not_finite(bench):
    """A pose that is not a number, for 1.5 s."""
    return robot_fails(bench, "state not finite", "hold (state missing)",
                       ("held a number that is not finite: it counts as missing.",))


def state_frozen(bench):
    """The robot reports the same pose, measured at the same time, whatever it is sent."""
    operator, witness = bench.driven(lambda: bench.bridge("state frozen"))
    moment = break_it(bench)
    time.sleep(3)
    bench.release()
    trace = Trace(witness.recorded())
    return trace, [Case("the robot's state is frozen", RIGHT, "operator", "hold (state frozen)", trace.limits.frozen, moment,
                        ("The right arm holds: the robot's state does not change any more.",),
                        sends=math.inf)]


def loop_blocks(bench):
    """The robot's `apply` does not return for 3 s while the operator drives. Times count from its return."""
    operator, witness = bench.driven(lambda: bench.bridge("loop blocks"))
    moment = break_it(bench)
    stopped = told(bench, "driver")
    again = told(bench, "over")
    assert operator.wait_for_driver("RIGHT", "LINK|HOLD"), operator.text
    time.sleep(1.5)
    until = acknowledged(bench, operator)
    trace = Trace(witness.recorded())
    says = ("The robot's control loop has not stepped for a second: nothing drives the arms.",)
    return trace, [
        Outside("the control loop blocks", RIGHT, "operator", "the robot's watchdog", trace.limits.watchdog, moment,
                says, measured=(stopped - moment) / MS),
        Case("… and steps again", RIGHT, "operator", "linkLost", 0, moment,
             ("The robot's control loop steps again.",), start=again, until=until),
    ]


def robot_raises(bench):
    """The robot's `observe` raises an error, which ends its program."""
    operator, witness = bench.driven(lambda: bench.bridge("robot raises"))
    moment = break_it(bench)
    stopped = told(bench, "driver")
    assert operator.wait_for("NO NEWS FROM THE CELL"), operator.text
    trace = Trace(witness.recorded())
    return trace, [Outside("the robot's program raises", RIGHT, "operator", "no cell; the robot's watchdog",
                           trace.limits.watchdog, moment,
                           ("the robot failed: RuntimeError: the cable of the right arm is out", "The cell closes."),
                           measured=(stopped - moment) / MS, shows=("NO NEWS FROM THE CELL",))]


SCENES = [policy_stalls, policy_raises, policy_says_nan, policy_stalls_unneeded, protective_stop, robot_fault,
          state_missing, state_not_finite, state_frozen, loop_blocks, robot_raises]
