#!/usr/bin/env python3
"""What one writes without Reins: a loop that reads a 3D mouse with `evdev` and sends with `pyzmq`.

usage: event_peer.py cell ENDPOINT KEYS REPORT             the other end: takes what comes
       event_peer.py console ENDPOINT KEYS REPORT NODE

Both over CURVE, as Reins. The console sends the six axes, the buttons, a number and the event's stamp
with every report of the mouse, 72 bytes. On SIGTERM each writes REPORT, CLOCK_MONOTONIC, ns: the console
for each report sent the stamp of its event, when the loop had it, and when the socket had taken it; the
cell that stamp and when it had the message.
"""
import gc
import os
import signal
import struct
import sys
import time

import zmq


def pair(keys, name):
    """A pair that is made once."""
    path = os.path.join(keys, name)
    if not os.path.exists(path):
        with open(path, "wb") as file:
            file.write(b"\n".join(zmq.curve_keypair()))
    return open(path, "rb").read().split(b"\n")


def rows_for(report):
    """A list that SIGTERM writes and ends with."""
    rows = []

    def end(*_):
        with open(report, "w") as file:
            file.writelines(" ".join(str(number) for number in row) + "\n" for row in rows)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    gc.freeze()
    return rows


def cell(endpoint, keys, report):
    socket = zmq.Context().socket(zmq.ROUTER)
    socket.curve_server = True
    socket.curve_publickey, socket.curve_secretkey = pair(keys, "peer-cell")
    socket.bind(endpoint)
    rows = rows_for(report)
    while True:
        message = socket.recv_multipart()[-1]
        rows.append((struct.unpack_from("<Q", message, 8)[0], time.monotonic_ns()))


def console(endpoint, keys, report, node):
    import evdev
    from evdev import ecodes

    device = evdev.InputDevice(node)
    socket = zmq.Context().socket(zmq.DEALER)
    socket.curve_serverkey = pair(keys, "peer-cell")[0]
    socket.curve_publickey, socket.curve_secretkey = pair(keys, "peer-console")
    socket.connect(endpoint)
    rows = rows_for(report)
    axes, buttons, number = [0.0] * 6, 0, 0
    message = struct.Struct("<QQ6dQ").pack
    for event in device.read_loop():
        now = time.monotonic_ns()
        if event.type == ecodes.EV_ABS and event.code < 6:
            axes[event.code] = event.value / 350.0
        elif event.type == ecodes.EV_KEY:
            bit = 1 << (event.code & 63)
            buttons = buttons | bit if event.value else buttons & ~bit
        elif event.type == ecodes.EV_SYN and event.code == ecodes.SYN_REPORT:
            number += 1
            stamp = event.sec * 1_000_000_000 + event.usec * 1000
            socket.send(message(number, stamp, *axes, buttons), zmq.NOBLOCK)
            rows.append((stamp, now, time.monotonic_ns()))


if __name__ == "__main__":
    {"cell": cell, "console": console}[sys.argv[1]](*sys.argv[2:])
