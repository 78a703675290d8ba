#!/usr/bin/env python3
"""Planning: seven days for 10,000 devices under programmes of the province and of 334 communes, and how the time grows with the devices.

Goal: at most a second for 10,000, and no device dearer among 20,000 than half as much again as among 1,250. There is no peer: nothing else that we
know plans per device. ROUNDS=5 by default.
"""

import json
import os
import statistics
import subprocess
import sys

from _beside import Table
from nguon_process import BUILD

ROUNDS = int(os.environ.get("ROUNDS", "5"))
PROGRAM = BUILD / "src" / "schedule" / "schedule_benchmark"


def measure():
    """Milliseconds of each round, by name of the case."""
    done = subprocess.run([str(PROGRAM), "--benchmark_format=json", f"--benchmark_repetitions={ROUNDS}", "--benchmark_min_time=0.1"],
                          capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    series = {}
    for one in json.loads(done.stdout)["benchmarks"]:
        assert not one.get("error_occurred"), one
        if one["run_type"] == "iteration":
            series.setdefault(one["run_name"].removesuffix("/iterations:1"), []).append(one["real_time"])
    return series


def main():
    series = measure()
    planned = {devices: series[f"plan_a_week/{devices}"] for devices in (1250, 2500, 5000, 10_000, 20_000)}
    table = Table("schedule", peer="none")
    for devices, times in planned.items():
        goal = "ours <= 1000" if devices == 10_000 else ""
        table.row(f"{devices:,} devices, 7 days", times, None, "ms", goal, statistics.median(times) <= 1000 if goal else None)
    each = {devices: [time * 1000 / devices for time in times] for devices, times in planned.items()}
    growth = statistics.median(each[20_000]) / statistics.median(each[1250])
    table.row("one device among 20,000; peer: among 1,250", each[20_000], each[1250], "us", "ratio <= 1.5", growth <= 1.5)
    table.row("10,000 devices read, planned and written", series["publish_a_week/10000"], None, "ms")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
