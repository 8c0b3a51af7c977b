#!/usr/bin/env python3
"""Floods a cell on this machine, until it is killed.

usage: attack.py datagrams PORT
       attack.py connections PORT
       attack.py messages PORT KEYS NAME      over an allowed connection: NAME's pair in KEYS
"""
import random
import re
import socket
import sys

LOCAL = "127.0.0.1"


def datagrams(port):
    """Random ones, and ones with a right head, of all lengths."""
    chance, out = random.Random(1), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    some = [chance.randbytes(chance.choice((1, 32, 280, 1200, 9000))) for _ in range(64)]
    some += [bytes((1, 0, 0, 0, 1, 0, 0, 0)) + chance.randbytes(272) for _ in range(64)]
    while True:
        for one in some:
            try:
                out.sendto(one, (LOCAL, int(port)))
            except OSError:
                pass


def connections(port):
    """To both ports of the link: some say nothing, some talk nonsense."""
    chance, opened = random.Random(2), []
    while True:
        try:
            one = socket.create_connection((LOCAL, int(port) + chance.randrange(2)), timeout=1)
            if chance.random() < 0.8:
                one.send(b"\xff" + chance.randbytes(chance.randrange(1, 500)))
            opened.append(one)
        except OSError:
            pass
        while len(opened) > 50:
            opened.pop(0).close()


def messages(port, keys, name):
    """What an allowed console may send, and what it may not, as fast as it goes."""
    import zmq

    def key(file, which):
        text = open(f"{keys}/{file}").read()
        return re.search(which + r'-key = "(.{40})"', text).group(1).encode()

    chance, out = random.Random(3), zmq.Context().socket(zmq.DEALER)
    out.curve_serverkey = key("cell.key", "public")
    out.curve_publickey, out.curve_secretkey = (
        key(f"{name}.key_secret", "public"), key(f"{name}.key_secret", "secret"))
    out.connect(f"tcp://{LOCAL}:{port}")
    while True:
        out.send(bytes((chance.randrange(16),)) + chance.randbytes(chance.choice((0, 20, 200, 2000))))


if __name__ == "__main__":
    {"datagrams": datagrams, "connections": connections, "messages": messages}[sys.argv[1]](*sys.argv[2:])
