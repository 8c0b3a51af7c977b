#!/usr/bin/env python3
"""Opens recordings with three independent readers and decodes every message.

usage: check_mcap.py FILE.mcap|BAG [...]       (BAG is the directory form of a ROS 2 bag)

Readers: `mcap` (structure, every checksum), `mcap-ros2-support` (CDR by the schemas in the file)
and `rosbags` (the same by its own parser, as a ROS 2 bag). Prints the messages of each topic, and
ends with status 1 when a reader refuses something or when two readers count differently.

Needs: pip install mcap==1.6.0 mcap-ros2-support==0.6.0 rosbags==0.11.9
"""
import sys
from collections import Counter
from pathlib import Path

from mcap.reader import NonSeekingReader, make_reader
from mcap_ros2.decoder import DecoderFactory
from rosbags.rosbag2 import Reader as BagReader
from rosbags.typesys import Stores, get_typestore, get_types_from_msg


def with_mcap(path):
    """Counts by topic, read through the index and again from front to end."""
    with open(path, "rb") as file:
        reader = make_reader(file, validate_crcs=True)
        summary = reader.get_summary()
        assert summary is not None, "the file has no summary"
        indexed = Counter(channel.topic for _, channel, _ in reader.iter_messages())
        attachments = [attachment.name for attachment in reader.iter_attachments()]
        metadata = [entry.name for entry in reader.iter_metadata()]
        stated = {
            summary.channels[channel].topic: count
            for channel, count in summary.statistics.channel_message_counts.items()
        }
    with open(path, "rb") as file:
        walk = NonSeekingReader(file, validate_crcs=True)
        walked = Counter(channel.topic for _, channel, _ in walk.iter_messages())
    assert indexed == walked, f"through the index {indexed}, from front to end {walked}"
    assert sum(stated.values()) == sum(indexed.values()), "the statistics count differently"
    return indexed, attachments, metadata


def with_mcap_ros2(path):
    with open(path, "rb") as file:
        reader = make_reader(file, decoder_factories=[DecoderFactory()])
        return Counter(channel.topic for _, channel, _, _ in reader.iter_decoded_messages())


def with_rosbags(path):
    store = get_typestore(Stores.ROS2_JAZZY)
    counts = Counter()
    with BagReader(path) as bag:
        for connection in bag.connections:
            known = connection.msgtype in store.fielddefs
            if not known and connection.msgdef.data:
                store.register(get_types_from_msg(connection.msgdef.data, connection.msgtype))
        for connection, _, data in bag.messages():
            store.deserialize_cdr(data, connection.msgtype)
            counts[connection.topic] += 1
    return counts


def check_bag(path):
    """The directory form: what its metadata.yaml says, and what its files hold."""
    with BagReader(path) as bag:
        stated = {connection.topic: connection.msgcount for connection in bag.connections}
        files, messages = len(list(path.glob("*.mcap"))), bag.message_count
    counts = with_rosbags(path)
    assert {t: n for t, n in stated.items() if n} == counts, f"metadata.yaml {stated}, {dict(counts)}"
    assert messages == sum(counts.values()), f"metadata.yaml counts {messages} messages"
    print(f"{path}: a bag of {files} files, {messages} messages, as its metadata.yaml says")


def check(path):
    if path.is_dir():
        return check_bag(path)
    counts, attachments, metadata = with_mcap(path)
    for name, found in (("mcap-ros2-support", with_mcap_ros2(path)), ("rosbags", with_rosbags(path))):
        assert found == counts, f"{name} counts {dict(found)}, mcap {dict(counts)}"
    print(f"{path}: {sum(counts.values())} messages, all decoded by three readers")
    for topic, count in sorted(counts.items()):
        print(f"  {count:8d}  {topic}")
    kinds = Counter(metadata)
    listed = ", ".join(f"{count} {name}" for name, count in sorted(kinds.items()))
    print(f"  attachments: {', '.join(attachments) or 'none'}; metadata: {listed or 'none'}")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    failed = False
    for path in map(Path, sys.argv[1:]):
        try:
            check(path)
        except Exception as error:  # every reader has its own kinds
            failed = True
            print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
