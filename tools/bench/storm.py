#!/usr/bin/env python3
"""A reconnect storm: every line breaks and all devices come back in one instant, beside clients that only connect to a bare Mosquitto.

Goal: everybody is served, and 99 of 100 within a second. Ours is served when the server has answered its hello (`accepted`, stored); the bare
broker's client when it has its CONNACK. DEVICES=2000 and ROUNDS=3 by default.
"""

import os
import sys

from _beside import Table, bare_wire, big_commune

DEVICES = int(os.environ.get("DEVICES", "2000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))


def main():
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
    table = Table("storm", peer="bare broker")
    table.row(f"{DEVICES:,} at once: CONNACK, 99 of 100", connecting, peer, "ms")
    table.row(f"{DEVICES:,} at once: welcomed, 99 of 100", welcoming, peer, "ms", "ours <= 1000", sorted(welcoming)[len(welcoming) // 2] <= 1000)
    table.row("the last one welcomed", worst, None, "ms")
    table.remark(f"all {DEVICES:,} were served in each of {ROUNDS} rounds")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
