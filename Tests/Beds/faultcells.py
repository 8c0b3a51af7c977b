"""Scenes in which the cell's own process fails."""
import signal
import time

from faultbench import RIGHT, now
from faultcase import Case, Outside
from faultconsoles import LOST, acknowledged
from faulttrace import MS, Trace


def cell_stopped(bench):
    """SIGSTOP of the cell while the operator drives, SIGCONT after 2 s: nothing decides meanwhile, and the
    robot's driver has to stop by its own watchdog. Times count from SIGCONT."""
    operator, witness = bench.driven()
    fault = now()
    bench.robot.send_signal(signal.SIGSTOP)
    assert operator.wait_for("NO NEWS FROM THE CELL"), operator.text
    time.sleep(1.5)
    again = now()
    bench.robot.send_signal(signal.SIGCONT)
    assert operator.wait_for_driver("RIGHT", "LINK"), operator.text
    time.sleep(1.5)
    until = acknowledged(bench, operator)
    trace = Trace(witness.recorded())
    return trace, [Case("the cell's process is stopped and continued", RIGHT, "operator", "linkLost", 0, fault,
                        (LOST,), start=again, until=until, shows=("NO NEWS FROM THE CELL",))]


def cell_stopped_under_policy(bench):
    """The same while the policy drives."""
    operator, witness = bench.watched()
    time.sleep(0.5)
    fault = now()
    bench.robot.send_signal(signal.SIGSTOP)
    assert operator.wait_for("NO NEWS FROM THE CELL"), operator.text
    time.sleep(1.5)
    again = now()
    bench.robot.send_signal(signal.SIGCONT)
    assert operator.wait_for_driver("RIGHT", "HOLD"), operator.text
    time.sleep(1.5)
    trace = Trace(witness.recorded())
    return trace, [Case("the cell's process is stopped and continued", RIGHT, "policy", "hold (unattended)", 0,
                        fault, ("The right arm holds: nobody attends the cell.",), start=again)]


def cell_killed(bench):
    """kill -9 of the cell while the operator drives."""
    operator, witness = bench.driven()
    fault = now()
    bench.robot.kill()
    assert operator.wait_for("NO NEWS FROM THE CELL"), operator.text
    trace = Trace(witness.recorded())
    lost = (fault - trace.steps[-1].at) / MS
    assert lost < trace.limits.watchdog, f"the recording ends {lost} ms before the cell did"
    return trace, [Outside("the cell's process is killed", RIGHT, "operator", "no cell; the robot's watchdog",
                           trace.limits.watchdog, fault, shows=("NO NEWS FROM THE CELL",))]


SCENES = [cell_stopped, cell_stopped_under_policy, cell_killed]
