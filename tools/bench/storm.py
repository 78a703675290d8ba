#!/usr/bin/env python3
"""A reconnect storm: every line breaks and all devices come back in one instant, beside clients that only connect to a bare Mosquitto; and as many
listeners who ask for a live broadcast in one instant, beside Icecast.

Goal: everybody is served, and 99 of 100 within a second. A device is served when the server has answered its hello (`accepted`, stored); the bare
broker's client when it has its CONNACK; a listener when it has the first byte of its answer. DEVICES=2000 and ROUNDS=3 by default.
"""

import os
import pathlib
import sys
import tempfile
import time

from _beside import Table, bare_wire, big_commune, raise_limit_of_files
from live import Load, icecast_version, on_air

DEVICES = int(os.environ.get("DEVICES", "2000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
AT_ONCE = 1_000_000_000


def devices_come_back(table):
    connecting, welcoming, worst, peer = [], [], [], []
    with big_commune(DEVICES, {"more": ["--no-fetch", "--hasty"]}) as (commune, fleet, _):
        for _ in range(ROUNDS):
            fleet.ask("storm")
            status = fleet.wait_until(lambda s: s["welcomed"] == DEVICES and s["welcoming"]["n"] >= DEVICES, 120, "all are back")
            assert status["up"] == DEVICES, status
            connecting.append(status["connecting"]["p99_us"] / 1000)
            welcoming.append(status["welcoming"]["p99_us"] / 1000)
            worst.append(status["welcoming"]["max_us"] / 1000)
            bare = bare_wire(commune.folder, DEVICES, b"x", b"x")
            assert bare["lost"] == 0, bare
            peer.append(bare["connecting"]["p99_us"] / 1000)
    table.row(f"{DEVICES:,} devices at once: CONNACK, 99 of 100", connecting, peer, "ms")
    table.row("  welcomed, 99 of 100", welcoming, peer, "ms", "ours <= 1000", sorted(welcoming)[len(welcoming) // 2] <= 1000)
    table.row("  the last one welcomed", worst, None, "ms")


def ask_at_once(address, request):
    """How long 99 of 100 and the last waited for their answer, and how many got one."""
    load = Load(address, request, DEVICES, AT_ONCE)
    try:
        deadline = time.monotonic() + 20
        second = load.second()
        while second["answered"] + second["lost"] < DEVICES and time.monotonic() < deadline:
            second = load.second()
        return second
    finally:
        load.stop()
        time.sleep(1)


def listeners_come_back(table):
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder, on_air(pathlib.Path(folder)) as (requests, _):
        seen = {name: [] for name in requests}
        for _ in range(ROUNDS):
            for name, (address, request, _) in requests.items():
                seen[name].append(ask_at_once(address, request))
    ours, peer = ([one["answer_p99_ms"] for one in seen[name]] for name in ("nguon", "icecast2"))
    served, peer_served = ([one["answered"] for one in seen[name]] for name in ("nguon", "icecast2"))
    table.row(f"{DEVICES:,} listeners at once: answered", served, peer_served, "", f"{DEVICES:,}", min(served) == DEVICES)
    table.row("  99 of 100 within", ours, peer, "ms", "ours <= 1000", sorted(ours)[len(ours) // 2] <= 1000)
    table.row("  the last one within", *([one["answer_max_ms"] for one in seen[name]] for name in ("nguon", "icecast2")), "ms")


def main():
    raise_limit_of_files()
    table = Table("storm", peer="bare broker")
    devices_come_back(table)
    listeners_come_back(table)
    table.remark(f"all {DEVICES:,} devices were served in each of {ROUNDS} rounds; the peer of listeners is {icecast_version()}")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
