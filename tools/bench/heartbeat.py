#!/usr/bin/env python3
"""Intake: how fast heartbeats of a whole fleet are stored, beside rows written to the same database in batches and nothing else.

Every device sends one heartbeat at once; stored means that the row of every device names a later moment. Beside it the same number of rows of the
same table is replaced by SQL in transactions of 500. Told twice: from the first that is sent, with five thousand devices and the broker at work on
the same cores; and of the intake alone: the server is held until all of them wait at its socket. Goal: the intake at least half of SQL's rate.
DEVICES=5000 and ROUNDS=5 by default.
"""

import os
import signal
import sqlite3
import sys
import time

from _beside import Table, big_commune, broker_pid, cpu_of
from nguon_process import wait_until

DEVICES = int(os.environ.get("DEVICES", "5000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
BATCH = 500


def wait_until_stored(reader, before):
    def stored():  # stops at the first that is not: it runs beside the server
        return reader.one("select 1 from device_presence where seen_at <= ? limit 1", before) is None
    wait_until(stored, 120, "every heartbeat is stored", every=0.005)


def newest(reader):
    seen = reader.one("select max(seen_at) from device_presence")[0]
    time.sleep(0.01)
    return seen


def beat(fleet, reader):
    """Heartbeats a second, from the first that is sent until the last is stored."""
    before = newest(reader)
    begin = time.monotonic()
    fleet.ask("beat")
    wait_until_stored(reader, before)
    return DEVICES / (time.monotonic() - begin)


def take_in(server, fleet, reader):
    """Heartbeats a second, from when the server goes on with all of them at its socket until the last is stored."""
    before = newest(reader)
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        fleet.ask("beat")
        rest(broker_pid(server), fleet.process.pid)
        begin = time.monotonic()
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    wait_until_stored(reader, before)
    return DEVICES / (time.monotonic() - begin)


def rest(*pids):
    """Until none of them works any more."""
    last = None
    while last != (last := [cpu_of(pid) for pid in pids]):
        time.sleep(0.3)


def raw(path, copy):
    """The same rows, replaced by SQL alone in a copy of the database with the same settings: rows a second, and microseconds of CPU for one."""
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    target = sqlite3.connect(copy)
    source.backup(target)
    target.execute("pragma journal_mode=wal")
    target.execute("pragma synchronous=full")
    ids = [row[0] for row in target.execute("select device from device_presence limit ?", (DEVICES,))]
    target.commit()
    begin, used = time.monotonic(), time.process_time()
    for start in range(0, len(ids), BATCH):
        with target:
            target.executemany("update device_presence set line = 'up', seen_at = ?, lease_until = ?, playing_run = '', volume = 80, "
                               "manifest_version = 1, clock_error_ms = 5 where device = ?",
                               [(start, start + 90_000, one) for one in ids[start:start + BATCH]])
    span, used = time.monotonic() - begin, time.process_time() - used
    target.close()
    return DEVICES / span, used * 1e6 / DEVICES


def main():
    ours, intake, peer, cost, peer_cost = [], [], [], [], []
    with big_commune(DEVICES) as (commune, fleet, reader):
        path = commune.server.data / "nguon.sqlite"
        for number in range(ROUNDS):
            used = cpu_of(commune.server.process.pid)
            ours.append(beat(fleet, reader))
            cost.append((cpu_of(commune.server.process.pid) - used) * 1e6 / DEVICES)
            intake.append(take_in(commune.server, fleet, reader))
            rate, used = raw(path, commune.folder / f"copy-{number}.sqlite")
            peer.append(rate)
            peer_cost.append(used)
    table = Table("heartbeat", peer="SQL alone")
    ratio = sorted(intake)[ROUNDS // 2] / sorted(peer)[ROUNDS // 2]
    table.row(f"{DEVICES:,} heartbeats, taken in and stored", intake, peer, "per s", "ratio >= 0.5", ratio >= 0.5)
    table.row("the same, from sending on", ours, peer, "per s")
    table.row("CPU for one", cost, peer_cost, "us")
    table.remark("ours includes reading, checking and finding the device; from sending on also the devices' own work and the broker's, on the same cores")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
