"""A second opinion on what a dataset must hold, read from the recording itself.

Uses the public MCAP and ROS 2 readers and numpy, and none of Reins: the rules are those that
`meta/reins.json` states for each column.
"""
import json

import numpy
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

GRIPPER_POLICY, FRESH = 0, (1, 2)
DELTA, OPERATOR, RAMP, STALE_RAMP = 2, 3, 10, 1 << 10
# policy, delta, operator, returning, ramp, taking, hold, device_lost, link_lost, fault, stopped
SEVERITY = (0, 2, 3, 1, RAMP, 4, 5, 6, 7, 8, 9)


class Recording:
    """Steps by tick and pictures by time, of one or more files of one session."""

    def __init__(self, path):
        self.steps, self.pictures, self.offsets = {}, {}, []
        with open(path, "rb") as file:
            reader = make_reader(file, decoder_factories=[DecoderFactory()])
            front = {m.name: m.metadata for m in reader.iter_metadata()}["reins"]
            self.session = front["session"]
            offset = int(front["wall_offset_ns"])
            attachments = {a.name: a.data for a in reader.iter_attachments()}
            self.manifest = json.loads(attachments["manifest.json"])
            for _, channel, message, content in reader.iter_decoded_messages():
                if channel.topic == "/reins/step":
                    self.steps[content.tick] = content
                elif channel.topic == "/reins/event" and not self.offsets:
                    self.offsets = [unix_ns(content.stamp) - content.monotonic_ns]
                elif channel.topic.startswith("/camera/"):
                    name = channel.topic.split("/")[2]
                    taken = unix_ns(content.header.stamp)
                    self.pictures.setdefault(name, []).append(
                        (taken, message.log_time - offset, bytes(content.data)))
        step = next(iter(self.steps.values()))
        self.offsets.append(unix_ns(step.stamp) - step.monotonic_ns)
        for camera, pictures in self.pictures.items():
            self.pictures[camera] = sorted(
                ((self.time(taken, arrival), jpeg) for taken, arrival, jpeg in pictures),
                key=lambda p: p[0])

    def time(self, taken, arrival):
        """When a picture was taken, cell-monotonic ns: as its source says, else when it came."""
        for stamp in (taken - offset for offset in self.offsets):
            if -10_000_000_000 <= stamp - arrival <= 1_000_000_000:
                return stamp
        return arrival

    def picture(self, camera, now):
        """The JPEG that was the latest at `now` (cell-monotonic ns)."""
        return [jpeg for stamp, jpeg in self.pictures[camera] if stamp <= now][-1]


def unix_ns(stamp):
    return stamp.sec * 1_000_000_000 + stamp.nanosec


def source(decision):
    """The code of one tick in `action_source`."""
    fades = decision.authority in (DELTA, OPERATOR) and decision.limits & STALE_RAMP
    return RAMP if fades else decision.authority


# Rotations as quaternions x y z w.


def product(a, b):
    x, y, z, w = a
    X, Y, Z, W = b
    return numpy.array([
        w * X + x * W + y * Z - z * Y, w * Y - x * Z + y * W + z * X,
        w * Z + x * Y - y * X + z * W, w * W - x * X - y * Y - z * Z])


def inverse(q):
    return numpy.array([-q[0], -q[1], -q[2], q[3]])


def logarithm(q):
    q = q if q[3] >= 0 else -q
    sine = numpy.linalg.norm(q[:3])
    return q[:3] * (2 * numpy.arctan2(sine, q[3]) / sine if sine > 1e-12 else 2)


def exponential(vector):
    angle = numpy.linalg.norm(vector)
    scale = numpy.sin(angle / 2) / angle if angle > 1e-12 else 0.5
    return numpy.append(vector * scale, numpy.cos(angle / 2))


def turned(q, vector):
    return product(product(q, numpy.append(vector, 0)), inverse(q))[:3]


class Group:
    """What one group's entries mean, from the manifest."""

    def __init__(self, manifest, index):
        group = manifest["groups"][index]
        self.index = index
        self.space = group["action"]["space"]
        self.in_tool = group["action"].get("frame") == "tool"
        self.turns = group["action"].get("rotation") != "none"
        self.from_measured = group["action"].get("reference") == "measured"
        self.has_gripper = group["gripper"] is not None
        self.has_wrench = group["wrench"] is not None
        self.joints = len(group["joints"])
        self.tick_s = 1 / manifest["control"]["rate_hz"]
        self.policy_s = manifest["policy"]["period_ms"] / 1000

    def state(self, step):
        seen = step.groups[self.index].observation
        values = list(seen.tool) if self.space.startswith("ee_") else list(seen.joints)[:self.joints]
        if self.has_gripper:
            values.append(seen.gripper)
        if self.has_wrench:
            values += list(seen.wrench)
        return values

    def motion(self, entries):
        return numpy.array(entries)[:-1] if self.has_gripper else numpy.array(entries)

    def with_gripper(self, motion, entries):
        return numpy.append(motion, entries[-1]) if self.has_gripper else numpy.asarray(motion)

    def executed(self, steps, before):
        actions = [s.groups[self.index].decision.executed for s in steps]
        if self.space == "ee_delta":
            start = before.groups[self.index].decision.setpoint
            end = steps[-1].groups[self.index].decision.setpoint
            origin = steps[0].groups[self.index].observation.tool if self.from_measured else start
            return self.with_gripper(self.delta(origin, end, start), actions[-1])
        return self.over_time(actions)

    def wanted(self, steps, before):
        """The policy's action, or None where it is not known for every tick."""
        own = [s.groups[self.index] for s in steps]
        if not all(g.has_candidate and g.decision.freshness in FRESH for g in own):
            return None
        actions = [g.candidate.action for g in own]
        if self.space != "ee_delta":
            return self.over_time(actions)
        start = numpy.array(before.groups[self.index].decision.setpoint)
        pose = start.copy()
        for entries in actions:
            share = numpy.array(list(self.motion(entries))) * (self.tick_s / self.policy_s)
            linear, angular = share[:3], share[3:6] if self.turns else numpy.zeros(3)
            if self.in_tool:
                linear, angular = turned(pose[3:], linear), turned(pose[3:], angular)
            pose = numpy.concatenate([pose[:3] + linear, product(exponential(angular), pose[3:])])
        return self.with_gripper(self.delta(start, pose, start), actions[-1])

    def over_time(self, actions):
        if self.space.endswith("velocity"):
            mean = numpy.mean([self.motion(a) for a in actions], axis=0)
            return self.with_gripper(mean, actions[-1])
        return numpy.array(actions[-1])

    def delta(self, start, end, frame):
        start, end, frame = map(numpy.array, (start, end, frame))
        linear = end[:3] - start[:3]
        angular = logarithm(product(end[3:], inverse(start[3:])))
        if self.in_tool:
            back = inverse(frame[3:])
            linear, angular = turned(back, linear), turned(back, angular)
        return numpy.concatenate([linear, angular]) if self.turns else linear

    def operator_mask(self, steps):
        own = [s.groups[self.index].decision for s in steps]
        width = len(own[0].executed)
        mask = [all(d.intervention for d in own)] * (width - self.has_gripper)
        if self.has_gripper:
            mask.append(all(d.gripper_authority != GRIPPER_POLICY for d in own))
        return mask


def rows(recording, episode, row_ns, tick_ns):
    """What each row of an episode of the dataset must hold."""
    groups = [Group(recording.manifest, i) for i in range(len(recording.manifest["groups"]))]
    for row in range(episode["rows"]):
        first = episode["first_tick"] + row * row_ns // tick_ns
        last = episode["first_tick"] + (row + 1) * row_ns // tick_ns - 1
        steps = [recording.steps[t] for t in range(first, last + 1)]
        before = recording.steps[first - 1]
        wanted = [g.wanted(steps, before) for g in groups]
        executed = [g.executed(steps, before) for g in groups]
        yield {
            "step": steps[0],
            "observation.state": [v for g in groups for v in g.state(steps[0])]
            + list(steps[0].features),
            "action": numpy.concatenate(executed),
            "policy_action": numpy.concatenate([
                numpy.full(len(e), numpy.nan) if w is None else w
                for e, w in zip(executed, wanted)]),
            "policy_action_is_valid": [w is not None for e, w in zip(executed, wanted) for _ in e],
            "action_is_operator": [m for g in groups for m in g.operator_mask(steps)],
            "action_source": [
                max((source(s.groups[g.index].decision) for s in steps), key=SEVERITY.index)
                for g in groups],
            "intervention": any(
                all(s.groups[g.index].decision.intervention for s in steps) for g in groups),
            "observation.stamp_ns": steps[0].measured_at_ns or steps[0].monotonic_ns,
            "task": steps[0].instruction,
            "next.success": episode["outcome"] == "success" and episode["ends_episode"]
            and row == episode["rows"] - 1,
            "next.done": episode["end"] == "last_row" and row == episode["rows"] - 1,
        }
