"""The library beside other things of a process: pyzmq, fork, an exit that closes nothing."""

import pytest

OPEN = """
import reins
cell = reins.Cell(MANIFEST, endpoint="tcp://127.0.0.1:0")
"""
PYZMQ = """
import zmq
a, b = zmq.Context.instance().socket(zmq.PAIR), zmq.Context.instance().socket(zmq.PAIR)
port = a.bind_to_random_port("tcp://127.0.0.1")
b.connect(f"tcp://127.0.0.1:{port}")
"""
BOTH_WORK = """
import ctypes
b.send(b"hello")
assert a.recv() == b"hello"
state = reins.State(groups={}, features=[0])
assert cell.step(state).tick == 1
assert cell.endpoint.startswith("tcp://127.0.0.1:")
print("fine")
"""


@pytest.mark.parametrize("first, second", [(OPEN, PYZMQ), (PYZMQ, OPEN)])
def test_beside_pyzmq_in_both_orders(program, first, second):
    pytest.importorskip("zmq")
    code, output = program(first + second + BOTH_WORK + "cell.close()\na.close(0); b.close(0)\n")
    assert (code, output) == (0, "fine\n")


def test_exit_without_close(program):
    code, output = program(OPEN + "print(cell.step(reins.State({}, features=[0])).tick)")
    assert (code, output) == (0, "1\n")


def test_exit_without_close_while_threads_run(program):
    code, output = program(
        OPEN
        + """
import threading
def forever():
    while True:
        try: cell.step(reins.State({}, features=[0]))
        except reins.ReinsError: pass
threading.Thread(target=forever, daemon=True).start()
import time; time.sleep(0.3)
print("leaving")
"""
    )
    assert (code, output) == (0, "leaving\n")


def test_a_forked_child_is_refused_and_exits(program):
    code, output = program(
        OPEN
        + """
import os, sys
child = os.fork()
if child == 0:
    for call in (lambda: cell.step(reins.State({}, features=[0])),
                 lambda: reins.Cell(MANIFEST), cell.reset_done):
        try:
            call()
            os._exit(3)
        except reins.ReinsError as error:
            if error.status != reins.Status.FORKED: os._exit(4)
    cell.close()
    sys.exit(0)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 0, status
assert cell.step(reins.State({}, features=[0])).tick == 1
print("parent goes on")
"""
    )
    assert (code, output) == (0, "parent goes on\n")


def test_fork_before_the_first_cell_is_fine(program):
    code, output = program(
        """
import os, reins, sys
import reins._library; reins._library.load()
child = os.fork()
cell = reins.Cell(MANIFEST)
assert cell.step(reins.State({}, features=[0])).tick == 1
if child == 0: sys.exit(0)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 0, status
print("both")
"""
    )
    assert (code, output) == (0, "both\n")


def test_a_killed_process_leaves_nothing_behind(program):
    code, _ = program(OPEN + "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert code == -9


def test_what_is_said_when_the_library_is_missing(program):
    code, output = program(
        """
import os; os.environ["REINS_CELL_LIBRARY"] = "/nowhere/libreins_cell.so"
import reins
try: reins.Cell(MANIFEST)
except reins.LibraryNotFound as error: print(error)
"""
    )
    assert code == 0 and "Scripts/build-cell" in output and output.count("\n") == 1
