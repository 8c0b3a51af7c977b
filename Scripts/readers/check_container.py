#!/usr/bin/env python3
"""Our MCAP files under the Python reader, and the Python writer's under ours.

usage: check_container.py REINS DIRECTORY

DIRECTORY holds the 416 variants of the conformance suite as MCAPTests made them: Python's readers
go through each with every checksum. Then Python's writer makes files with each compression and with
parts left out: `reins verify` takes them for sound, finds a byte that is changed, and `reins repair`
saves what Python reads again.

Needs: pip install mcap==1.6.0
"""
import json
import subprocess
import sys
from pathlib import Path

from mcap.reader import NonSeekingReader, SeekingReader
from mcap.stream_reader import StreamReader
from mcap.writer import CompressionType, IndexType, Writer


def times(reader):
    return sorted(message.log_time for _, _, message in reader.iter_messages())


def read_variant(path):
    with open(path, "rb") as file:
        walked = times(NonSeekingReader(file, validate_crcs=True))
    with open(path, "rb") as file:
        records = list(StreamReader(file, validate_crcs=True).records)
    assert records, "no records"
    features = path.stem.split("-")[1:]
    # Through the index Python finds messages only where the summary repeats their channels, and these their schemas.
    if "chx" in features and "rch" in features and ("rsh" in features or "Schemaless" in path.stem):
        with open(path, "rb") as file:
            assert times(SeekingReader(file, validate_crcs=True)) == walked, "the index differs"
    return len(walked)


def write(path, **options):
    with open(path, "wb") as file:
        writer = Writer(file, chunk_size=4096, **options)
        writer.start("", "other")
        schema = writer.register_schema("Point", "jsonschema", b"{}")
        channels = [writer.register_channel(f"/t{n}", "json", schema) for n in range(3)]
        writer.add_attachment(1, 2, "notes.txt", "text/plain", b"hello" * 100)
        writer.add_metadata("about", {"robot": "other"})
        for n in range(1000):
            # Every tenth is late: times overlap between chunks.
            stamp = n * 1000 if n % 10 else max(0, n * 1000 - 150_000)
            writer.add_message(channels[n % 3], stamp, b'{"x": %d}' % n * 5, stamp, n)
        writer.finish()


def verify(reins, path):
    done = subprocess.run([reins, "verify", "--json", path], stdout=subprocess.PIPE, text=True)
    return done.returncode, json.loads(done.stdout)


def check_other(reins, path):
    status, found = verify(reins, path)
    assert status == 0 and found["sound"], found
    assert found["messages"] == 1000 and not found["recording"], found
    whole = path.read_bytes()
    damaged = path.with_suffix(".damaged.mcap")
    place = len(whole) // 2
    damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
    status, found = verify(reins, damaged)
    assert status == 1 and found["findings"], found
    subprocess.run([reins, "repair", damaged], stdout=subprocess.DEVNULL)
    saved = damaged.with_name(damaged.stem + ".repaired.mcap")
    status, found = verify(reins, saved)
    assert status == 0, found
    with open(saved, "rb") as file:
        messages = times(NonSeekingReader(file, validate_crcs=True))
    assert len(messages) == found["messages"], "Python counts differently"
    assert len(messages) > 700, f"only {len(messages)} of 1000 messages were saved"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    reins, directory = sys.argv[1], Path(sys.argv[2])
    variants = sorted(directory.glob("*.mcap"))
    assert len(variants) == 416, f"{len(variants)} variants"
    messages = sum(read_variant(path) for path in variants)
    print(f"416 variants, {messages} messages: read by Python")
    cases = {
        "zstd": {"compression": CompressionType.ZSTD},
        "lz4": {"compression": CompressionType.LZ4},
        "none": {"compression": CompressionType.NONE},
        "unindexed": {"index_types": IndexType.NONE},
        "unrepeated": {"repeat_channels": False, "repeat_schemas": False},
        "bare": {"use_summary_offsets": False, "use_statistics": False, "enable_crcs": False},
    }
    for name, options in cases.items():
        path = directory / f"other-{name}.mcap"
        write(path, **options)
        if name == "bare":
            status, found = verify(reins, path)
            assert status == 0 and found["messages"] == 1000, found
        else:
            check_other(reins, path)
    print(f"{len(cases)} files of Python's writer: verified, damaged, repaired")


if __name__ == "__main__":
    main()
