"""Stories of the stage `badinput`.

usage: badinput.py [REINS [STORY…]]
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.dont_write_bytecode = True
import demo as bed  # noqa: E402
import recording as rec  # noqa: E402
import stage  # noqa: E402
from fakecell import FakeCell, farewell, welcome  # noqa: E402
from console import surroundings, wait_until  # noqa: E402

checks = stage.Checks()
check = checks.check
REINS = os.path.realpath(sys.argv[1]) if len(sys.argv) > 1 else ROOT + "/.build/release/reins"
TRAP = re.compile(r"Fatal error|Illegal instruction|Current stack trace|Crash: |Stack dump|\.swift:\d+:", re.I)
FAILED, WRONG_USAGE = 1, 2


class Folder:
    """A folder of its own, also as home, so that nothing of this user's is read or touched."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="reins-badinput-")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, name, text, mode=0o600):
        path = os.path.join(self.path, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def run(self, *arguments, **environment):
        """The program without a terminal: (status, stdout, stderr)."""
        environment = {"HOME": self.path, "XDG_CONFIG_HOME": None, "XDG_STATE_HOME": None, **environment}
        done = subprocess.run(
            [REINS, *arguments], cwd=self.path, env=surroundings(**environment), text=True,
            stdin=subprocess.DEVNULL, capture_output=True, start_new_session=True, timeout=120)
        return done.returncode, done.stdout, done.stderr

    def refused(self, what, arguments, status, *meanings, **environment):
        """It ends with this status, and its first sentence says each of these."""
        got, out, said = self.run(*arguments, **environment)
        sentence = said.strip().split("\nusage:")[0]
        missing = [meaning for meaning in meanings if not re.search(meaning, sentence, re.I | re.S)]
        check(got == status and not missing and not TRAP.search(said) and "\x1b" not in said and not out,
              f"{what}: {sentence[:160] if status else ''}",
              "" if got == status and not missing else f"status {got}, no word of {missing}: {said}")


def wrong_usage():
    """Commands and options that there are not."""
    with Folder() as folder:
        folder.refused("unknown command", ["nonsense"], WRONG_USAGE, "nonsense", "--help")
        folder.refused("live without a cell", ["live"], WRONG_USAGE, r"name one cell.*--help shows how\.$")
        folder.refused("help of an unknown command", ["help", "foo"], WRONG_USAGE, "no command “foo”")
        status, out, said = folder.run("help", "demo")
        check(status == 0 and out == folder.run("demo", "--help")[1] and not said, "help demo is demo's help", said)
        folder.refused("live with two cells", ["live", "ipc:///a", "ipc:///b"], WRONG_USAGE, "one cell")
        folder.refused("live --wait soon", ["live", "ipc:///a", "--wait", "soon"], WRONG_USAGE, "number of seconds")
        folder.refused("live --wait nan", ["live", "ipc:///a", "--wait", "nan"], WRONG_USAGE, "number of seconds")
        folder.refused("demo with a word", ["demo", "extra"], WRONG_USAGE, "extra")
        folder.refused("demo --seed x", ["demo", "--seed", "x"], WRONG_USAGE, "--seed", "number")
        folder.refused("demo --seed -1", ["demo", "--seed", "-1"], WRONG_USAGE, "--seed", "number")
        folder.refused("demo --seed", ["demo", "--seed"], WRONG_USAGE, "--seed", "number")
        folder.refused("headless without a story", ["demo", "--headless"], WRONG_USAGE, "--story")
        folder.refused("devices --watch long", ["devices", "--watch", "long"], WRONG_USAGE, "--watch", "number")
        for option in ("--record", "--keymap", "--name", "--story"):
            folder.refused(f"demo {option}", ["demo", option], WRONG_USAGE, option, "needs a value")
        commands = ("demo", "live", "devices", "sim", "review", "export", "keys")
        for command in commands:
            folder.refused(f"{command} --frobnicate", [command, "--frobnicate"], WRONG_USAGE, "--frobnicate")
        for command in commands:
            status, out, said = folder.run(command, "--help")
            check(status == 0 and f"reins {command}" in out and not said, f"{command} --help tells", (status, said))
        check(os.listdir(folder.path) == [], "wrong usage leaves nothing behind", os.listdir(folder.path))


def addresses():
    """No cell there, or no address at all."""
    with Folder() as folder:
        for address, meaning in (
            ("nonsense", "tcp://HOST:PORT"), ("http://cell:1", "tcp://HOST:PORT"), ("tcp://", "port is missing"),
            ("tcp://:5555", "host"), ("tcp://cell:99999", "port"), ("tcp://cell:-1", "port"), ("ipc://", "path"),
            ("ipc://here", "absolute"), ("ipc:///" + "x" * 200, "longer than"), ("tcp://cell name:5", "host"),
        ):
            folder.refused(f"address {address[:20]}", ["live", address, "--no-keys"], FAILED, re.escape(address[:40]),
                           meaning)
        for address in ("ipc:///tmp/no-such-reins-cell", "tcp://127.0.0.1:9"):
            folder.refused(f"nobody at {address}", ["live", address, "--no-keys", "--wait", "1"], FAILED,
                           "no cell answers", re.escape(address), "start it")
        folder.refused("another machine without keys", ["live", "tcp://192.0.2.1:5555", "--no-keys"], FAILED,
                       "needs keys", "reins keys")
        check(not rec.files(folder.path + "/recordings", ".partial"), "no cell: nothing unfinished is left")


def terminals():
    """No terminal, or none that can show a screen."""
    with Folder() as folder:
        folder.refused("no terminal", ["demo", "--no-devices"], FAILED, "no terminal", "--headless")
        left = rec.files(folder.path + "/recordings", ".partial")
        check(not left, "no terminal: nothing unfinished is left", left)


def keymaps():
    """Keymaps that cannot be read, with file, line and column."""
    with Folder() as folder:
        folder.refused("no keymap", ["demo", "--keymap", "/nonexistent.json5"], FAILED, "/nonexistent.json5",
                       "No such file", "--keymap")
        folder.refused("a folder as keymap", ["demo", "--keymap", folder.path], FAILED, "directory", "--keymap")
        cases = [
            ("cut", "{\n  keys: {", r":2:\d+: expected"),
            ("unknown", '{\n  extends: "default",\n  kees: {},\n}', r":3:\d+: .*kees"),
            ("intent", '{\n extends: "default",\n keys: {live: {g: "fly"}}}', r':3:\d+: .*"?fly'),
            ("key", '{\n extends: "default",\n keys: {live: {bigkey: "hold"}}}', r":3:\d+: .*bigkey"),
            ("twice", '{\n extends: "default",\n keys: {live: {g: "hold",\n g: "next"}}}', r":4:\d+: .*g"),
            ("number", '{ extends: "default",\n motion: { curve: "soft" } }', r":2:\d+: .*curve|:2:\d+: "),
            ("range", '{ extends: "default",\n motion: { linearFullScale: 1e9 } }', r":2:\d+: "),
            ("nostop", '{ extends: "default",\n keys: { everywhere: { tab: null, "ctrl-x": null } } }', r":\d+:\d+: .*stop"),
            ("empty", "", r":1:1: "),
            ("escape", '{\n "\x1b[2J": 1 }', r":2:\d+: "),
            ("nul", "{ extends: \"default\", \0 }", r":1:\d+: "),
        ]
        for name, text, meaning in cases:
            path = folder.write(name + ".json5", text)
            status, out, said = folder.run("demo", "--keymap", path)
            good = status == FAILED and path in said and re.search(meaning, said) and not TRAP.search(said)
            check(good and "\x1b" not in said and not out, f"keymap {name}: {said.strip()[:150]!r}",
                  "" if good else (status, said))
        with open(folder.path + "/bytes.json5", "wb") as file:
            file.write(b"{ \xff\xfe }")
        folder.refused("keymap of bytes", ["demo", "--keymap", folder.path + "/bytes.json5"], FAILED, "bytes.json5",
                       "no text", "--keymap")
        os.makedirs(folder.path + "/.config/reins")
        folder.write(".config/reins/keymap.json5", '{ extends: "default", keys: 5 }')
        folder.refused("the user's own keymap", ["demo"], FAILED, r"\.config/reins/keymap\.json5:1:\d+")


def folders():
    """Recordings that have no place."""
    with Folder() as folder:
        for path, why in (("/proc/reins", "No such file"), (folder.write("file", "") + "/below", "Not a directory")):
            folder.refused(f"record into {path}", ["demo", "--record", path], FAILED, "cannot be used", why, "--record",
                           "--no-record")
        folder.refused("record into a file", ["demo", "--record", folder.path + "/file"], FAILED, "Not a directory", "--record")
        folder.refused("no temporary folder", ["demo"], FAILED, "TMPDIR", TMPDIR="/nonexistent")


def key_pairs():
    """reins keys: makes what only its owner can read, overwrites nothing, trusts nothing that is open to others."""
    with Folder() as folder:
        mine = folder.path + "/.config/reins/keys"

        def mode(path):
            return oct(os.stat(path).st_mode & 0o7777)

        def keys(what, *arguments, says="", **environment):
            status, out, said = folder.run("keys", *arguments, **environment)
            check(status == 0 and not said and re.search(says, out, re.S), f"keys: {what}", (status, out, said))
            return out

        old = os.umask(0)
        try:
            made = keys("create makes a pair", "create", "cell", says="cell.key_secret.*you alone")
        finally:
            os.umask(old)
        modes = [mode(path) for path in (mine, mine + "/cell.key_secret")]
        check(modes == ["0o700", "0o600"], "keys: the folder is 0700 and the secret 0600, whatever the umask", modes)
        secret = open(mine + "/cell.key_secret", encoding="utf-8").read()
        letters = re.search(r'secret-key = "(.{40})"', secret)
        check(letters and letters[1] not in made, "keys: the secret is printed nowhere")
        folder.refused("keys: allow of no file", ["keys", "allow", "nope.key"], FAILED, "No such file", "console's .key")
        folder.refused("keys: create overwrites no pair", ["keys", "create", "cell"], FAILED, "exists already", "another")
        check(open(mine + "/cell.key_secret", encoding="utf-8").read() == secret, "keys: which is as it was")
        for name in ("../cell", "a b", "", "x" * 65, "\x1b[2J"):
            folder.refused(f"keys: {name[:8]!r} is no name", ["keys", "create", name], FAILED, "cannot name a key")
        keys("list shows them by fingerprint", "list", says="cell .*pair")
        keys("create in another folder", "create", "console", "--dir", folder.path + "/other")
        keys("allow takes a public key", "allow", folder.path + "/other/console.key", says="may connect")
        check(mode(mine + "/allowed") == "0o700", "keys: the list of who may connect is 0700", mode(mine + "/allowed"))
        keys("list shows who may connect, and what it may do", "list", says="let in.*console .*operate")
        keys("allow again gives another role", "allow", folder.path + "/other/console.key", "--role", "observe",
             says="may connect.*observe")
        keys("list shows the role", "list", says="let in.*console .*observe")
        folder.refused("keys: a role there is none of", ["keys", "allow", "x.key", "--role", "king"], WRONG_USAGE,
                       "--role", "observe, stop, operate")
        folder.refused("keys: a role where there is nothing to allow", ["keys", "list", "--role", "stop"], WRONG_USAGE,
                       "--role", "allow")
        folder.refused("keys: allow takes no secret", ["keys", "allow", folder.path + "/other/console.key_secret"],
                       WRONG_USAGE, "secret", r"\.key file")
        keys("revoke", "revoke", "console", says="no longer allowed")
        check("console" not in keys("list after it", "list"), "keys: revoke takes it off the list")
        folder.refused("keys: revoke of nobody", ["keys", "revoke", "console"], FAILED, "console")
        for bits in (0o755, 0o711, 0o770):
            os.chmod(mine, bits)
            folder.refused(f"keys: a folder of mode {bits:o}", ["keys", "list"], FAILED, "open to others", "chmod 700")
            folder.refused(f"keys: create in a folder of mode {bits:o}", ["keys", "create", "new"], FAILED,
                           "open to others", "chmod 700")
        os.chmod(mine, 0o700)
        check(not os.path.exists(mine + "/new.key"), "keys: nothing was made there", os.listdir(mine))
        folder.refused("keys: nowhere to put them", ["keys", "create", "cell"], FAILED, "--dir", HOME=None)
        folder.refused("keys: no verb", ["keys"], WRONG_USAGE, "create, list, allow, revoke or sign")
        folder.refused("keys: create without a name", ["keys", "create"], WRONG_USAGE, "NAME")


def manual():
    """The manual page names every command and option that --help does, and is clean man(7) source."""
    with Folder() as folder:
        status, page, said = folder.run("help", "--man")
        check(status == 0 and page.startswith('.TH "REINS" 1') and not said, "manual: reins help --man prints it",
              (status, said))
        plain = page.replace("\\-", "-")
        for command in ("demo", "live", "sim", "review", "export", "devices", "keys"):
            usage = folder.run(command, "--help")[1]
            wanted = {f"reins {command}", *re.findall(r"(?<![\w-])--[a-z][a-z-]+", usage)}
            missing = sorted(word for word in wanted if word not in plain)
            check(not missing, f"manual: reins {command} with its {len(wanted) - 1} options", missing)
        if not shutil.which("groff"):
            print("NOT DONE: no groff here to read the page with")
            return
        done = subprocess.run(["groff", "-man", "-Tutf8", "-K", "utf8", "-ww", "-P-c"], input=page, text=True,
                              capture_output=True, timeout=60)
        check(done.returncode == 0 and not done.stderr, "manual: groff has nothing to say against it", done.stderr)
        shown = re.sub(".\b", "", done.stdout)
        check(all(word in shown for word in ("SYNOPSIS", "--episode-limit S", "EXIT STATUS", "SAFETY")),
              "manual: and shows it", shown[:400])


def keys():
    """Keys that are missing, open to others, broken, or of somebody else."""
    with Folder() as folder, Folder() as other:
        folder.refused("no keys at all", ["live", "tcp://127.0.0.1:9"], FAILED, "no keys", "reins keys create")
        folder.refused("no key folder", ["live", "tcp://127.0.0.1:9", "--keys", "/nonexistent"], FAILED, "/nonexistent",
                       "reins keys create")
        with Demo(TMPDIR=folder.path) as first, Demo(TMPDIR=other.path) as second:
            first.ready()
            second.ready()
            cell, = glob.glob(folder.path + "/reins-demo-*")
            strange, = glob.glob(other.path + "/reins-demo-*")
            mine = folder.path + "/mine"
            shutil.copytree(cell + "/keys", mine)
            os.chmod(mine, 0o700)

            def live(what, *meanings, folder_of_keys=mine):
                folder.refused(what, ["live", f"ipc://{cell}/cell", "--keys", folder_of_keys, "--wait", "10"], FAILED,
                               *meanings)

            live("the right keys, but no terminal", "no terminal")
            os.chmod(mine + "/console.key_secret", 0o644)
            live("a secret that others can read", "open to others", "chmod")
            os.chmod(mine + "/console.key_secret", 0o600)
            shutil.copy(strange + "/keys/cell.key", mine + "/cell.key")
            live("the public key of another cell", "key")
            shutil.copy(cell + "/keys/cell.key", mine + "/cell.key")
            for name in ("console.key", "console.key_secret"):
                shutil.copy(f"{strange}/keys/{name}", f"{mine}/{name}")
            live("a console that is not allowed", "allow")
            folder.write("mine/console.key_secret", "not a key\n")
            live("a broken key", "not a key", "reins keys create")
            os.remove(mine + "/console.key_secret")
            live("a missing key", "console", "reins keys")
            folder.refused("keys are needed", ["live", f"ipc://{cell}/cell", "--no-keys", "--wait", "10"], FAILED, "keys")
            for demo in (first, second):
                check(demo.sees("SIMULATED") and demo.quit() == 0, "and the cell did not mind")


class Demo(bed.Demo):
    """Without mice."""

    def __init__(self, *options, **changes):
        super().__init__(REINS, "--no-devices", *options, **changes)


# A story that waits for whatever goes wrong.
WAIT = """{ story: 1, name: "wait", within: 60, steps: [{ when: { after: 50 }, within: 55 }] }"""
MANIFEST = os.path.join(ROOT, "Tests", "Fuzz", "corpus", "manifest", "two-arms.json5")


def manifests():
    """What a cell says of itself: malformed, incomplete, not finite, or not the same as before."""
    with open(MANIFEST, encoding="utf-8") as file:
        good = file.read()
    with Folder() as folder:
        story = folder.write("wait.json5", WAIT)

        def live(what, answers, *meanings):
            with FakeCell(folder.path, *answers) as cell:
                folder.refused(what, ["live", cell.address, "--no-keys", "--wait", "20", "--headless", "--story", story],
                               FAILED, *meanings)

        live("manifest that is no JSON5", [welcome("{ manifest: ")], "mend it", "line 1, column 13")
        live("manifest that is incomplete", [welcome('{ manifest: 1, robot: { name: "x" } }')],
             r"robot\.simulated is missing", "control", "policy", "groups")
        live("manifest with a limit that is no number", [welcome(good.replace("linear_speed_m_s: 0.25", "linear_speed_m_s: NaN"))],
             r"linear_speed_m_s")
        live("manifest of another version", [welcome(good.replace("manifest: 1", "manifest: 9"))], "manifest")
        live("manifest with an escape sequence", [welcome('{ "\x1b[2J": 1 }')], "manifest")
        left = rec.files(folder.path + "/recordings", ".partial")
        check(not left, "refused manifests: nothing unfinished is left", left)
        live("manifest that changes mid-session",
             [welcome(good), welcome(good.replace("linear_speed_m_s: 0.25", "linear_speed_m_s: 0.5"))],
             "changed its manifest", "restart", "recorded is complete")
        live("cell that is started anew", [welcome(good, session=8), welcome(good, session=9)], "started anew",
             "start the console again", "recorded is complete")
        made = rec.files(folder.path + "/recordings")
        check(len(made) == 2 and all(rec.Recording(path).attachments[0] == "manifest.json" for path in made),
              "a session that ended so: its recording is complete", os.listdir(folder.path + "/recordings"))
        live("unknown protocol version", [welcome(good, version=99)], "version 99", "version 4", "update|newer|same")
        live("cell that knows no version of ours", [farewell("this cell speaks version 99 only", version=99)], "version 99")
        live("cell that says no", [farewell("the cell has 32 consoles already: close one of them")], "32 consoles")


def sim_started_anew():
    """A real cell that dies and comes back under a console: the recording up to there is complete."""
    with Folder() as folder:
        story = folder.write("wait.json5", WAIT)
        address = f"ipc://{folder.path}/cell"

        def sim():
            return subprocess.Popen([REINS, "sim", "--endpoint", address], env=surroundings(HOME=folder.path),
                                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

        first = sim()
        console = subprocess.Popen(
            [REINS, "live", address, "--no-keys", "--wait", "30", "--headless", "--story", story], cwd=folder.path,
            env=surroundings(HOME=folder.path, XDG_STATE_HOME=folder.path), stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        recordings = folder.path + "/recordings"
        grown = wait_until(lambda: sum(os.path.getsize(p) for p in rec.files(recordings, ".partial")) > 50_000, 60)
        first.kill()
        first.wait()
        second = sim()
        _, said = console.communicate(timeout=60)
        second.kill()
        second.wait()
        check(grown and console.returncode == FAILED and "started anew" in said,
              f"cell started anew: {said.strip()[:150]}", (console.returncode, said))
        made = rec.files(recordings)
        steps = rec.Recording(made[0]).steps if made else []
        ticks = [step.tick for step in steps]
        check(len(made) == 1 and len(ticks) > 20 and ticks == sorted(ticks),
              "cell started anew: one complete recording of the first session", (os.listdir(recordings), len(ticks)))


def recordings():
    """Files that are no recordings, or only parts of one; nothing to export, or no place for it."""
    with Folder() as folder:
        tour = os.path.join(ROOT, "Scripts", "stories", "tour.json5")
        status, _, said = folder.run("demo", "--headless", "--no-devices", "--story", tour)
        whole, = rec.files(folder.path + "/recordings")
        check(status == 0, "a recording is made first", said)
        with open(whole, "rb") as file:
            data = file.read()

        def damaged(name, content):
            path = os.path.join(folder.path, name)
            with open(path, "wb") as file:
                file.write(content)
            return path

        foreign = damaged("foreign.mcap", b"hello, I am a text\n" * 50)
        empty = damaged("empty.mcap", b"")
        early = damaged("early.mcap", data[:20000])
        late = damaged("late.mcap", data[:len(data) * 2 // 3])
        other = os.path.join(ROOT, "Tests", "Fuzz", "corpus", "mcap", "whole")
        export = ["export", "--format", "lerobot-v3", "--out"]
        for command in (["review"], [*export, folder.path + "/out"]):
            verb = command[0]
            folder.refused(f"{verb} of nothing there", [*command, "/nonexistent.mcap"], FAILED, "No such file", "check")
            folder.refused(f"{verb} of a text", [*command, foreign], FAILED, "not an MCAP file", "name a recording")
            folder.refused(f"{verb} of an empty file", [*command, empty], FAILED, "empty.mcap", "name a recording")
            folder.refused(f"{verb} of another program's MCAP", [*command, other], FAILED, "not a recording of Reins", "Give a file")
        status, out, said = folder.run("review", late)
        check(status == 0 and "episode 1" in out and "interrupted" in out + said,
              "review of a truncated recording shows what is there, and says that it is torn", (status, out, said))
        folder.refused("export without a usable episode", [*export, folder.path + "/out", early], FAILED,
                       "nothing to export", "name a recording")
        status, out, said = folder.run(*export, folder.path + "/torn", late)
        check(status == 0 and "interrupted" in said and "steps used" in out,
              "export of a truncated recording takes what is there, and says so", (status, out, said))
        check(data == open(whole, "rb").read() and os.path.getsize(late) == len(data) * 2 // 3,
              "no recording was changed by that")
        os.makedirs(folder.path + "/there")
        folder.refused("export into a folder that exists", [*export, folder.path + "/there", whole], FAILED, "exists already",
                       "another output")
        folder.refused("export into a file's place", [*export, whole + "/out", whole], FAILED, "Not a directory", "choose an output")
        folder.refused("export into /proc", [*export, "/proc/out", whole], FAILED, "/proc/out", "choose an output")
        left = [name for name in os.listdir(folder.path) if name.startswith("out")]
        check(not left and os.listdir(folder.path + "/there") == [], "a refused export leaves nothing behind", left)
        full_export(folder, export, whole)


def full_export(folder, export, whole):
    """An export whose disk is too small."""
    disk = tempfile.mkdtemp(prefix="reins-full-")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", disk], capture_output=True).returncode:
        print("NOT DONE: a small disk needs root to mount it")
        return os.rmdir(disk)
    try:
        folder.refused("export to a full disk", [*export, disk + "/out", whole], FAILED, "No space left|space",
                       "free some space|another disk")
        check(not os.path.exists(disk + "/out"), "export to a full disk: no dataset that looks whole", os.listdir(disk))
        check(rec.Recording(whole).steps, "export to a full disk: the recording is as it was")
    finally:
        wait_until(lambda: subprocess.run(["umount", disk], capture_output=True).returncode == 0, 10)
        shutil.rmtree(disk, ignore_errors=True)


def full_disk():
    """A disk that fills up while an arm is driven: said loudly, and driving goes on."""
    folder = tempfile.mkdtemp(prefix="reins-full-")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=800k", "none", folder], capture_output=True)
    if mounted.returncode:
        print("NOT DONE: a small disk needs root to mount it")
        os.rmdir(folder)
        return
    try:
        with Demo(folder=folder, XDG_STATE_HOME="/tmp") as demo:
            check(demo.take_right(), "full disk: an arm is taken while there is room", demo.text)
            check(demo.wait_for("NOT RECORDING", 90), "full disk: an alarm says it", demo.text)
            said = demo.sees("NOT RECORDING: (.*)")
            check(said and re.search("full|space", said[1]), "full disk: and why", said and said[1])
            check(demo.sees("RECORDING STOPPED"), "full disk: the header says so too", demo.text)
            demo.press("left")
            check(demo.wait_for_driver("RIGHT", "YOU drive"), "full disk: the operator still drives", demo.text)
            demo.wait_for_driver("RIGHT", "HOLD")
            demo.press("h")
            check(demo.wait_for_driver("RIGHT", "POLICY drives"), "full disk: and hands back", demo.text)
            status = demo.quit()
            said = bytes(demo.raw).decode("utf-8", "replace").rsplit("\x1b[?1049l")[-1]
            check(status == 1 and re.search("full|space", said), "full disk: the end says it again, with status 1",
                  (status, said))
            kept = os.listdir(folder)
            with tempfile.TemporaryDirectory() as room:
                for name in kept:
                    if name.endswith((".mcap", ".partial")):
                        shutil.copy(os.path.join(folder, name), room)
                with Demo(folder=room) as after:
                    after.ready()
                    check(after.quit() == 0, "full disk: where there is room it is mended", kept)
                    read = [rec.Recording(path) for path in rec.files(room)]
                held = [r for r in read if rec.follows(r.authorities(rec.RIGHT), [rec.POLICY, rec.TAKING, rec.HOLD])]
                check(held, "full disk: what was written before is kept", kept)
    finally:
        wait_until(lambda: subprocess.run(["umount", folder], capture_output=True).returncode == 0, 10)
        shutil.rmtree(folder, ignore_errors=True)


STORIES = [wrong_usage, addresses, terminals, keymaps, folders, key_pairs, manual, keys, manifests,
           sim_started_anew, recordings, full_disk]


def main():
    if not os.access(REINS, os.X_OK):
        print(f"FAIL there is no {REINS}: run Scripts/test build first")
        return 1
    wanted = sys.argv[2:]
    return stage.play([story for story in STORIES if not wanted or story.__name__ in wanted], checks)


if __name__ == "__main__":
    sys.exit(main())
