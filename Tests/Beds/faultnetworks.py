"""Scenes in which the network between console and cell fails. Three namespaces stand in for three hosts:
console, router, cell; the router drops what it is told to, without a word to either side."""
import os
import subprocess
import time

from console import wait_until
from faultbench import LEFT, RIGHT, Cap, Missing, now
from faultcase import Case
from faultconsoles import LOST, STALE, UNATTENDED, acknowledged
from faulttrace import Trace

CONSOLE, CELL = "10.213.1.2", "10.213.2.2"
DOWN = 3  # s


class Network:
    """console — router — cell. The witness is on the cell's host."""

    def __init__(self, bench):
        self.names = {part: f"reins-{part}-{os.getpid()}" for part in ("console", "router", "cell")}
        try:
            for name in self.names.values():
                self.ip("netns", "add", name)
            for part, net in (("console", 1), ("cell", 2)):
                self.wire(part, f"10.213.{net}.2", f"10.213.{net}.1")
            forward = ["ip", "netns", "exec", self.names["router"], "sh", "-c",
                       "echo 1 > /proc/sys/net/ipv4/ip_forward"]
            subprocess.run(forward, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            self.close()
            said = getattr(error, "stderr", b"") or str(error).encode()
            raise Missing(f"no network namespaces ({said.decode().strip()}): run it as root")
        bench.host = CELL
        bench.place = {"cell": self.names["cell"], "witness": self.names["cell"], "operator": self.names["console"]}

    @staticmethod
    def ip(*words):
        subprocess.run(["ip", *words], check=True, capture_output=True)

    def wire(self, part, address, gateway):
        inner, outer = self.names[part], self.names["router"]
        self.ip("-n", inner, "link", "set", "lo", "up")
        self.ip("-n", inner, "link", "add", "wire", "type", "veth", "peer", "name", part, "netns", outer)
        self.ip("-n", inner, "address", "add", address + "/24", "dev", "wire")
        self.ip("-n", outer, "address", "add", gateway + "/24", "dev", part)
        self.ip("-n", inner, "link", "set", "wire", "up")
        self.ip("-n", outer, "link", "set", part, "up")
        self.ip("-n", inner, "route", "add", "default", "via", gateway)

    def drop(self, *addresses, protocol=None):
        """What is on the way to these goes nowhere; of one protocol, where it is named."""
        self.rules("add", addresses, protocol)

    def heal(self, *addresses, protocol=None):
        self.rules("del", addresses, protocol)

    def rules(self, act, addresses, protocol):
        kind = ["ipproto", protocol] if protocol else []
        for address in addresses:
            self.ip("-n", self.names["router"], "rule", act, "to", address, *kind, "blackhole")

    def unplug(self):
        self.ip("-n", self.names["router"], "link", "set", "console", "down")

    def plug_in(self):
        self.ip("-n", self.names["router"], "link", "set", "console", "up")

    def close(self):
        for name in self.names.values():
            subprocess.run(["ip", "netns", "del", name], capture_output=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def partition(bench, broken, cut, mend, blind=lambda limits: 0):
    """Cut while the operator drives, who goes on pressing; mended after 3 s."""
    with Network(bench) as network:
        operator, witness = bench.driven()
        fault = now()
        cut(network)
        assert witness.wait_for_driver("RIGHT", "LINK"), witness.text
        assert operator.wait_for("NO NEWS FROM THE CELL|LINK LOST"), operator.text
        wait_until(lambda: now() - fault > DOWN * 1e9, 5)
        mend(network)
        assert operator.wait_for_driver("RIGHT", "LINK", 30), operator.text
        assert operator.wait_for(r"LINK +\d+ Hz", 30), operator.text
        assert operator.wait_for("control yours", 30), operator.text
        time.sleep(1.5)
        until = acknowledged(bench, operator)
        trace = Trace(witness.recorded())
    sends, limits = blind(trace.limits), trace.limits
    return trace, [
        Case(broken, RIGHT, "operator", "linkLost", limits.stale + sends, fault, (STALE, LOST), until=until,
             sends=sends),
        Case(broken, LEFT, "policy", "hold (unattended)", limits.link + sends, fault, (UNATTENDED,), sends=sends),
    ]


def link_down(bench):
    """The console's cable is pulled for 3 s."""
    return partition(bench, "the cable is pulled", Network.unplug, Network.plug_in)


def both_ways(bench):
    """A router drops everything for 3 s and says nothing."""
    return partition(bench, "the network drops both ways",
                     lambda n: n.drop(CONSOLE, CELL), lambda n: n.heal(CONSOLE, CELL))


def to_the_cell(bench):
    """Nothing comes to the cell any longer; the console still sees it."""
    return partition(bench, "the network drops what goes to the cell",
                     lambda n: n.drop(CELL), lambda n: n.heal(CELL))


def to_the_console(bench):
    """Nothing comes to the console any longer; its commands still arrive, by somebody who sees nothing."""
    return partition(bench, "the network drops what goes to the console",
                     lambda n: n.drop(CONSOLE), lambda n: n.heal(CONSOLE), lambda limits: limits.round_trip)


def on_one_plane(bench, protocol, broken, says):
    """One of both ways of the commands is cut for 3 s while the operator drives: the other one carries them."""
    with Network(bench) as network:
        operator, witness = bench.driven(hand=Cap)
        fault = now()
        network.drop(CONSOLE, CELL, protocol=protocol)
        wait_until(lambda: now() - fault > DOWN * 1e9, 5)
        network.heal(CONSOLE, CELL, protocol=protocol)
        time.sleep(2)
        until = now()
        bench.release()
        trace = Trace(witness.recorded())
    return trace, [Case(broken, RIGHT, "operator", "operator", None, fault, says, until=until)]


def datagrams_dropped(bench):
    """Datagrams are dropped: commands go on by the connection."""
    return on_one_plane(bench, "udp", "the network drops datagrams alone",
                        ("Commands go by the connection: no datagram came back", "Commands go by datagrams again."))


def connection_dropped(bench):
    """Packets of the connection are dropped: commands go on by datagrams."""
    return on_one_plane(bench, "tcp", "the network drops the connection alone", ("operator left.", "operator connected."))


SCENES = [link_down, both_ways, to_the_cell, to_the_console, datagrams_dropped, connection_dropped]
