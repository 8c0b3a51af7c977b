"""Two network namespaces, joined by a cable that loses what it is told to. Needs root."""
import os
import subprocess


def run(*words):
    return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)


class Network:
    """`cell` and `console`, each with an address of its own."""

    def __init__(self):
        mark = str(os.getpid())
        self.names = {end: f"reins-{end}-{mark}" for end in ("cell", "console")}
        self.address = {"cell": "10.77.93.1", "console": "10.77.93.2"}
        try:
            for name in self.names.values():
                run("ip", "netns", "add", name)
            run("ip", "link", "add", "veth0", "netns", self.names["cell"], "type", "veth",
                "peer", "name", "veth0", "netns", self.names["console"])
            for end, name in self.names.items():
                run("ip", "-n", name, "address", "add", self.address[end] + "/24", "dev", "veth0")
                run("ip", "-n", name, "link", "set", "veth0", "up")
                run("ip", "-n", name, "link", "set", "lo", "up")
        except Exception:
            self.close()
            raise

    def command(self, end, *words):
        """The same command, at this end."""
        return ["ip", "netns", "exec", self.names[end], *words]

    def rule(self, *words):
        """A rule for what comes in, at both ends: neither sees that its own packets are lost."""
        for end in self.names:
            run(*self.command(end, "iptables", "-A", "INPUT", "-i", "veth0", *words, "-j", "DROP"))

    def lose(self, share):
        if share:
            self.rule("-m", "statistic", "--mode", "random", "--probability", str(share))

    def block_udp(self):
        self.rule("-p", "udp")

    def mend(self):
        for end in self.names:
            run(*self.command(end, "iptables", "-F"))

    def close(self):
        for name in self.names.values():
            subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def can_run():
    try:
        with Network() as network:
            network.lose(0.05)
            network.block_udp()
        return True
    except (OSError, subprocess.CalledProcessError) as error:
        print(getattr(error, "stderr", None) or error)
        return False
