#!/usr/bin/env python3
"""The Python `mcap` writer on the same messages as `bench recorder`, one run.

usage: mcap_peer.py PAYLOADS DIRECTORY ZSTD|LZ4|NONE
PAYLOADS holds messages of 200 bytes end to end; each goes to ten channels in turn, as there.
"""
import os
import sys
import time
from importlib.metadata import version

from mcap.reader import make_reader
from mcap.writer import CompressionType, Writer

import figures

SIZE, CHANNELS, MESSAGES = 200, 10, 200_000


def main(path, directory, compression):
    data = open(path, "rb").read()
    payloads = [data[at : at + SIZE] for at in range(0, len(data), SIZE)]
    out = os.path.join(directory, "peer.mcap")
    began = time.perf_counter()
    with open(out, "wb") as file:
        writer = Writer(file, chunk_size=1 << 20, compression=CompressionType[compression])
        writer.start("", "bench")
        channels = [writer.register_channel(f"/t{n}", "raw", 0) for n in range(CHANNELS)]
        for index in range(MESSAGES):
            stamp = index * 1_000_000
            writer.add_message(channels[index % CHANNELS], stamp, payloads[index // CHANNELS], stamp, index)
        writer.finish()
    seconds = time.perf_counter() - began
    size = os.path.getsize(out)
    began = time.perf_counter()
    with open(out, "rb") as file:
        read = sum(1 for _ in make_reader(file).iter_messages())
    read_seconds = time.perf_counter() - began
    os.unlink(out)
    figures.report(
        "recorder-peer",
        peer="mcap " + version("mcap"),
        compression=compression.lower(),
        messages=MESSAGES,
        message_bytes=SIZE,
        seconds=seconds,
        messages_per_s=MESSAGES / seconds,
        mb_per_s=MESSAGES * SIZE / seconds / 1e6,
        compression_ratio=MESSAGES * SIZE / size,
    )
    figures.report(
        "reader-peer",
        peer="mcap " + version("mcap"),
        compression=compression.lower(),
        messages=read,
        messages_per_s=read / read_seconds,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
