"""A `reins sim` of one's own, keys for it, and work beside it."""
import contextlib
import os
import signal
import subprocess
import time


def keys(reins, directory):
    """A folder with a cell's keys and those of a console that it lets in."""
    folder = os.path.join(directory, "keys")
    if not os.path.exists(folder):
        for words in (["create", "cell"], ["create", "console"],
                      ["allow", os.path.join(folder, "console.key")]):
            subprocess.run([reins, "keys", *words, "--dir", folder], check=True,
                           stdout=subprocess.DEVNULL)
    return folder


@contextlib.contextmanager
def cell(reins, endpoint, folder, *options):
    """A simulated cell whose episodes do not end by their time."""
    process = subprocess.Popen(
        [reins, "sim", "--endpoint", endpoint, "--keys", folder, "--episode-limit", "3600", *options],
        stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


@contextlib.contextmanager
def hogs(count):
    """Processes that do nothing but compute, at the usual priority."""
    processes = [
        subprocess.Popen(["nice", "-n", str(-os.nice(0)), "sh", "-c", "while :; do :; done"])
        for _ in range(count)]
    time.sleep(0.5 if processes else 0)
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def real_time(reins):
    """The further way to run both programs, where this machine permits it."""
    told = subprocess.run([reins, "live", "--help"], capture_output=True, text=True)
    if "--real-time" not in told.stdout + told.stderr:
        return []
    limited = subprocess.run(["chrt", "-f", "20", "true"], stderr=subprocess.DEVNULL).returncode != 0
    return [] if limited else [("real-time", ["--real-time"])]
