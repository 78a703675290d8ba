#!/usr/bin/env python3
"""Nothing happens: connected devices with a heartbeat each minute. What they cost the server in CPU, memory and bytes.

Goal: at most a quarter of one core and 4 kB of the server's memory for each of 10,000 devices. The server is `nguon` and its broker; both are
told. Memory is what was added after the programmes were made, per device. DEVICES=10000 and SECONDS=60 by default.
"""

import os
import sys
import time

from _beside import Table, big_commune, bare_wire, broker_pid, cpu_of, resident_kb

DEVICES = int(os.environ.get("DEVICES", "10000"))
SECONDS = float(os.environ.get("SECONDS", "60"))


def main():
    with big_commune(DEVICES) as (commune, fleet, _):
        server = commune.server
        pids = {"nguon": server.process.pid, "broker": broker_pid(server)}
        before = {name: cpu_of(pid) for name, pid in pids.items()}
        said = fleet.ask()["counts"]["said_hb"]
        begin = time.monotonic()
        time.sleep(SECONDS)
        span = time.monotonic() - begin
        used = {name: (cpu_of(pid) - before[name]) / span * 100 for name, pid in pids.items()}
        beats = (fleet.ask()["counts"]["said_hb"] - said) / span
        connected = {name: resident_kb(pid) for name, pid in pids.items()}
        assert fleet.ask()["welcomed"] == DEVICES
        fleet.stop()
        server.stop()
        server.start(120)  # the same devices, programmes and rows; nobody is connected
        time.sleep(15)
        empty = {"nguon": resident_kb(server.process.pid), "broker": resident_kb(broker_pid(server))}
        bare = bare_wire(commune.folder, DEVICES, b"x", b"x")
    each = {name: (connected[name] - empty[name]) / DEVICES for name in pids}
    table = Table("idle", peer="bare broker")
    total = sum(used.values())
    table.row(f"{DEVICES:,} devices: CPU, server and broker", [total], None, "% core", "ours <= 25", total <= 25)
    table.row("  of it nguon", [used["nguon"]], None, "% core")
    memory = sum(each.values())
    table.row("memory per device, server and broker", [memory], [bare["resident_kb"] / DEVICES], "kB", "ours <= 4", memory <= 4)
    table.row("  of it nguon", [each["nguon"]], None, "kB")
    table.remark(f"{beats:.0f} heartbeats a second came in; plain lines on loopback")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
