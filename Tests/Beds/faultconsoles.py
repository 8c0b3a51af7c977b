"""Scenes in which the operator's console, its terminal or its processor fails."""
import contextlib
import os
import signal
import subprocess
import sys
import termios
import time

from faultbench import LEFT, RIGHT, Cap, Missing, normal, now
from faultcase import Case
from faulttrace import Trace

STALE = "The right arm holds: the operator's commands stopped coming."
LOST = "The right arm holds: the operator's console is gone."
UNATTENDED = "The left arm holds: nobody attends the cell."


def console_killed(bench):
    """kill -9 of the console while the operator drives one arm and the policy the other."""
    operator, witness = bench.driven()
    fault = now()
    operator.signal(signal.SIGKILL)
    witness.wait_for_driver("LEFT", "HOLD")
    witness.wait_for_driver("RIGHT", "LINK")
    time.sleep(0.5)
    trace = Trace(witness.recorded())
    broken = "the console is killed"
    return trace, [
        Case(broken, RIGHT, "operator", "linkLost", trace.limits.stale, fault, (STALE, LOST)),
        Case(broken, LEFT, "policy", "hold (unattended)", trace.limits.link, fault, (UNATTENDED,)),
    ]


def killed_while_returning(bench):
    """kill -9 of the console while the arm is blended back to the policy."""
    operator, witness = bench.driven()
    bench.release()
    assert operator.wait_for_driver("RIGHT", "HOLD: nudge over"), operator.text
    operator.press("h")
    assert operator.wait_for_driver("RIGHT", "RETURNING"), operator.text
    fault = now()
    operator.signal(signal.SIGKILL)
    witness.wait_for_driver("LEFT", "HOLD")
    time.sleep(0.5)
    trace = Trace(witness.recorded())
    return trace, [Case("the console is killed", RIGHT, "returning", "hold (stale command)", trace.limits.stale, fault, (STALE,))]


def killed_while_taking(bench):
    """kill -9 of the console while the policy's motion fades for a takeover."""
    operator, witness = bench.watched()
    operator.press("r")
    assert operator.wait_for_driver("RIGHT", "TAKING"), operator.text
    fault = now()
    operator.signal(signal.SIGKILL)
    witness.wait_for_driver("LEFT", "HOLD")
    time.sleep(0.5)
    trace = Trace(witness.recorded())
    return trace, [Case("the console is killed", RIGHT, "taking", "linkLost", trace.limits.stale, fault, (LOST,))]


def nobody_has_control(bench):
    """kill -9 of a console that has given control back: the policy goes on."""
    operator, witness = bench.watched()
    operator.press("w")
    assert operator.wait_for("control free"), operator.text
    fault = now()
    operator.signal(signal.SIGKILL)
    time.sleep(3)
    trace = Trace(witness.recorded())
    return trace, [Case("a console without control is killed", RIGHT, "policy", "policy", None, fault)]


def console_stopped(bench):
    """SIGSTOP of the console while the operator drives, who goes on pressing keys; SIGCONT after 3 s."""
    operator, witness = bench.driven()
    fault = now()
    operator.signal(signal.SIGSTOP)
    assert witness.wait_for_driver("RIGHT", "LINK"), witness.text
    time.sleep(3)
    operator.signal(signal.SIGCONT)
    assert operator.wait_for_driver("RIGHT", "LINK"), operator.text
    time.sleep(1.5)
    until = acknowledged(bench, operator)
    trace = Trace(witness.recorded())
    return trace, [
        Case("the console is stopped and continued", RIGHT, "operator", "linkLost", trace.limits.stale, fault,
             (STALE, LOST), until=until, shows=("LINK LOST",)),
        Case("… and what was lost is acknowledged", RIGHT, "operator", "hold (acknowledged)", trace.limits.stale,
             fault, (STALE, LOST)),
    ]


def acknowledged(bench, operator):
    """The hand leaves the keys, then accepts the loss. The moment before."""
    bench.release()
    time.sleep(0.5)
    until = now()
    operator.press("a")
    assert operator.wait_for_driver("RIGHT", "HOLD: acknowledged"), operator.text
    time.sleep(0.5)
    return until


def key_revoked(bench):
    """The cell's owner revokes the operator's key while the operator drives."""
    operator, witness = bench.driven()
    fault = now()
    bench.run_reins("keys", "revoke", "operator", "--dir", bench.keys["cell"])
    assert witness.wait_for_driver("RIGHT", "LINK"), witness.text
    time.sleep(1)
    trace = Trace(witness.recorded())
    seen = 1000  # ms: as reins keys revoke says
    return trace, [Case("the operator's key is revoked", RIGHT, "operator", "linkLost", seen + trace.limits.stale,
                        fault, (STALE, LOST), sends=seen)]


def terminal_frozen(bench):
    """The operator's terminal takes nothing any longer, as after Ctrl-S, while keys still arrive."""
    operator, witness = bench.driven()
    fault = now()
    termios.tcflow(operator.slave, termios.TCOOFF)
    assert witness.wait_for_driver("RIGHT", "LINK"), witness.text
    time.sleep(1)
    termios.tcflow(operator.slave, termios.TCOON)
    assert operator.wait_for("takes the screen again"), operator.text
    time.sleep(1)
    until = acknowledged(bench, operator)
    trace = Trace(witness.recorded())
    frozen = 250 + 33  # ms: LiveBoard.screenLimit after the next picture
    return trace, [Case("the operator's terminal is frozen", RIGHT, "operator", "linkLost",
                        frozen + trace.limits.stale, fault,
                        ("the operator's terminal took nothing for 250 ms: no command is sent", STALE, LOST),
                        until=until, sends=frozen)]


def processor_loaded(bench):
    """A busy loop on every core beside it, at normal priority, for 6 s of driving."""
    operator, witness = bench.driven(hand=Cap)
    fault = now()
    loops = [subprocess.Popen([*normal(), sys.executable, "-c", "while True: pass"])
             for _ in range(os.cpu_count())]
    bench.running += loops
    time.sleep(6)
    until = now()
    for loop in loops:
        loop.kill()
    time.sleep(0.3)
    bench.release()
    trace = Trace(witness.recorded())
    return trace, [Case("every core is busy", RIGHT, "operator", "operator", None, fault, until=until, busy=True)]


def control_taken(bench):
    """The console is stopped while it has control; another gets it; the first one goes on and sends."""
    operator, witness = bench.driven()
    fault = now()
    operator.signal(signal.SIGSTOP)
    assert witness.wait_for("others may get it"), witness.text
    witness.press("i")
    assert witness.wait_for("control yours"), witness.text
    operator.signal(signal.SIGCONT)
    assert operator.wait_for("control (?!yours)"), operator.text
    time.sleep(1.5)
    trace = Trace(witness.recorded())
    return trace, [Case("another console gets control of a silent one", RIGHT, "operator", "linkLost",
                        trace.limits.stale, fault,
                        (STALE, LOST, "operator has control and is silent: others may get it.",
                         "witness has control now."))]


def disk_full(bench):
    """The disk that the operator's console records to is full."""
    folder = bench.path("small")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", folder], capture_output=True)
    if mounted.returncode:
        raise Missing("no small disk (" + mounted.stderr.decode().strip() + "): run it as root")
    try:
        operator, witness = bench.driven(hand=Cap, folder=folder)
        fault = now()
        with contextlib.suppress(OSError), open(folder + "/other", "wb", buffering=0) as other:
            while True:
                other.write(bytes(65536))
        assert operator.wait_for("NOT RECORDING"), operator.text
        time.sleep(2)
        until = now()
        bench.release()
        trace = Trace(witness.recorded())
        operator.close()
        bench.endings.remove(operator)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
    return trace, [Case("the disk of the recording is full", RIGHT, "operator", "operator", None, fault,
                        until=until, shows=("NOT RECORDING",))]


def mouse_unplugged(bench):
    """A 3D mouse is pulled out while its cap is pushed and its button held."""
    operator, witness = bench.driven(hand=Cap)
    fault = now()
    bench.hands.pop().pull_out()
    assert operator.wait_for_driver("RIGHT", "HOLD: 3D MOUSE LOST"), operator.text
    operator.press("h", "r")
    time.sleep(1)
    trace = Trace(witness.recorded())
    return trace, [Case("the 3D mouse is unplugged", RIGHT, "operator", "deviceLost", trace.limits.stale, fault,
                        ("The right arm holds: the operator's device is gone.",))]


SCENES = [console_killed, killed_while_returning, killed_while_taking, nobody_has_control, console_stopped,
          control_taken, key_revoked, terminal_frozen, mouse_unplugged, processor_loaded, disk_full]
