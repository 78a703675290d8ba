#!/usr/bin/env python3
"""Claiming: what one claim costs among 10,000 claimed devices, beside one in a unit that has only a few.

Each claim changes the broker's list of accounts, which is written whole; claims that arrive together share one writing. There is no goal in the
design, only that 10,000 devices may not cost their square: a claim among them at most twice one among few when four come at a time.
CLAIMS=96 and ROUNDS=3 by default.
"""

import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

from _beside import Table, fleets, raise_limit_of_files
from commune import Commune
from nguon_process import Nguon

CLAIMS = int(os.environ.get("CLAIMS", "96"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
MANY = 10_000


def claim_some(commune, folder, mark):
    """Milliseconds for one of CLAIMS claims; every claimed device is known to the broker afterwards."""
    claims = fleets.register(commune, [f"{mark}-{number:03d}" for number in range(CLAIMS)])
    begin = time.monotonic()
    roster = fleets.claim(commune.server, claims, folder / f"{mark}.json")
    span = time.monotonic() - begin
    accounts = next(commune.server.data.rglob("passwords")).read_text()
    members = json.loads(pathlib.Path(roster).read_text())["devices"]
    assert len(members) == CLAIMS and all(member["device"] in accounts for member in members), "a claimed device is missing at the broker"
    return span / CLAIMS * 1000


def main():
    raise_limit_of_files()
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        folder = pathlib.Path(folder)
        server = Nguon(folder / "server", listen="requests_per_minute = 1000000").start()
        commune = Commune(server, folder / "devices")
        try:
            commune.set_up().add_officers()
            few = [claim_some(commune, folder, f"IT{number}") for number in range(ROUNDS)]
            fleets.multiply(server, folder / "IT0.json", MANY)
            many = [claim_some(commune, folder, f"NHIEU{number}") for number in range(ROUNDS)]
        finally:
            commune.stop()
            server.stop()
    table = Table("claims", ours="among 10,000", peer="among few")
    ratio = statistics.median(many) / statistics.median(few)
    table.row(f"one of {CLAIMS} claims, four at a time", many, few, "ms", "ratio <= 2", ratio <= 2)
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
