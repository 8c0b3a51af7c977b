"""A cell that says what a test tells it to say, in the encoding of the link and without keys.

Needs the PyPI package pyzmq.
"""
import os
import struct
import threading
import time

import zmq

OPERATE = 2  # the role of a console that may do everything
HELLO, CLOCK_PROBE, WELCOME, FAREWELL = 1, 5, 6, 7
VERSION = 4


class Writer:
    """CDR, little-endian; places count from behind the header."""

    def __init__(self):
        self.bytes = b""

    def number(self, form, value):
        size = struct.calcsize(form)
        self.bytes += bytes(-len(self.bytes) % size) + struct.pack("<" + form, value)
        return self

    def text(self, value):
        data = value.encode() + b"\0"
        self.number("I", len(data))
        self.bytes += data
        return self


def message(tag, body):
    return bytes([tag, 0, 1, 0, 0]) + body.bytes


def welcome(manifest, session=7, version=VERSION):
    body = Writer().number("I", version).number("Q", session).number("Q", 1).number("B", OPERATE).text(manifest)
    return message(WELCOME, body.number("I", 0))


def farewell(reason, version=VERSION):
    return message(FAREWELL, Writer().number("I", version).text(reason))


class FakeCell:
    """Listens at `address`; answers a hello with the first of `answers`, and says what time it is. The
    others come once it has said so twice: then the console records."""

    def __init__(self, folder, *answers):
        self.address = "ipc://" + os.path.join(folder, "cell")
        self.answers, self.stopped = answers, threading.Event()
        self.context = zmq.Context()
        self.control, self.bulk = self.context.socket(zmq.ROUTER), self.context.socket(zmq.ROUTER)
        self.control.bind(self.address)
        self.bulk.bind(self.address + ".bulk")
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        waiting, probes = [], 0
        while not self.stopped.is_set():
            if not self.control.poll(20):
                continue
            peer, data = self.control.recv_multipart()
            if data[:1] == bytes([HELLO]):
                self.control.send_multipart([peer, self.answers[0]])
                waiting, probes = list(self.answers[1:]), 0
            elif data[:1] == bytes([CLOCK_PROBE]):
                asked, = struct.unpack("<q", data[5:13])
                now = Writer().number("q", asked).number("q", time.monotonic_ns()).number("q", time.time_ns())
                self.control.send_multipart([peer, message(CLOCK_PROBE, now)])
                probes += 1
                if waiting and probes >= 2:
                    self.control.send_multipart([peer, waiting.pop(0)])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()
        self.context.destroy(linger=0)
