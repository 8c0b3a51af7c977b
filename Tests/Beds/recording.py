"""Recordings read with the public Python packages mcap and mcap-ros2-support."""
import glob
import os

from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

# Values of Authority and HoldReason, as the recording holds them.
POLICY, RETURNING, DELTA, OPERATOR, TAKING, HOLD, DEVICE_LOST, LINK_LOST, FAULT, STOPPED = range(10)
RELEASED, STALE_COMMAND = 3, 5
LEFT, RIGHT = 0, 1


class Recording:
    """A complete recording, every message decoded."""

    def __init__(self, path):
        with open(path, "rb") as file:
            reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
            self.summary = reader.get_summary()
            self.messages = [
                (channel.topic, message.log_time, decoded)
                for _, channel, message, decoded in reader.iter_decoded_messages()
            ]
            self.attachments = [attachment.name for attachment in reader.iter_attachments()]

    def of(self, topic):
        return [decoded for name, _, decoded in self.messages if name == topic]

    @property
    def steps(self):
        return self.of("/reins/step")

    @property
    def events(self):
        return self.of("/reins/event")

    def texts(self, part):
        return [event.text for event in self.events if part in event.text]

    def authorities(self, group):
        """The authorities of a group, each run once."""
        runs = []
        for step in self.steps:
            authority = step.groups[group].decision.authority
            if not runs or runs[-1] != authority:
                runs.append(authority)
        return runs


def files(directory, ending=".mcap"):
    return sorted(glob.glob(os.path.join(directory, "*" + ending)))


def follows(runs, wanted):
    """Whether `wanted` occurs in `runs` in this order, with anything between."""
    rest = iter(runs)
    return all(any(run == want for run in rest) for want in wanted)
