"""What the benchmark scripts share: JSON lines, medians over runs, and the machine they ran on."""
import json
import os
import statistics


def report(name, **fields):
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in fields.items()}
    print(json.dumps({"figure": name, **rounded}), flush=True)


def parsed(text):
    """The JSON objects among lines of text."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def median(runs, key):
    """The run whose value of this key is the middle one of an odd number of runs."""
    middle = statistics.median_low(run[key] for run in runs)
    return next(run for run in runs if run[key] == middle)


def spread(spans, prefix=""):
    """Median, 99 of 100, and worst of times in microseconds."""
    spans = sorted(spans)
    # The smallest with at least this share at or below it.
    place = {name: max(0, -(-len(spans) * share // 100) - 1)
             for name, share in (("median", 50), ("p99", 99), ("worst", 100))}
    return {f"{prefix}{name}_us": spans[index] for name, index in place.items()}


def machine():
    lines = open("/proc/cpuinfo").read().splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    system = os.uname()
    # Other work on the machine makes every figure worse: the load says how much there was.
    return {
        "cpu": names[0] if names else system.machine,
        "cores": len(os.sched_getaffinity(0)),
        "kernel": system.release,
        "load_1min": os.getloadavg()[0],
    }


if __name__ == "__main__":
    report("machine", **machine())
