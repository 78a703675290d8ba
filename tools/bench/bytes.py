#!/usr/bin/env python3
"""What an idle device costs in mobile data: bytes on the wire of a real nguon-player over TLS while nothing happens, as a day.

Counted by the kernel on the player's own sockets, with 40 bytes of TCP and IP headers for each segment both ways. Goal: at most 1 MB a day
(Xibo's player is published with 50 MB a month, 1.7 MB a day). SECONDS=180 by default: the heartbeat is each minute.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import pathlib

from _beside import Table
from commune import Commune
from nguon_process import Nguon

SECONDS = float(os.environ.get("SECONDS", "180"))
XIBO_MB_A_DAY = 50 / 30
HEADERS = 40


def wire_bytes(pid):
    """Of all TCP connections of a process so far, both ways."""
    told = subprocess.run(["ss", "-tinpH"], check=True, capture_output=True, text=True).stdout
    total = 0
    for connection, details in zip(told.splitlines()[::2], told.splitlines()[1::2]):
        if f"pid={pid}," in connection:
            number = {name: int(value) for name, value in re.findall(r"(bytes_sent|bytes_received|segs_out|segs_in):(\d+)", details)}
            total += number.get("bytes_sent", 0) + number.get("bytes_received", 0) + HEADERS * (number.get("segs_out", 0) + number.get("segs_in", 0))
    return total


def main():
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        server = Nguon(pathlib.Path(folder) / "server").start()
        commune = Commune(server, pathlib.Path(folder) / "devices")
        try:
            commune.set_up().add_officers().allow_now().add_clusters(1)
            time.sleep(10)  # the first programme has been fetched
            pid = commune.clusters[0].process.pid
            before, begin = wire_bytes(pid), time.monotonic()
            assert before > 0, "the player has no connection"
            time.sleep(SECONDS)
            used, span = wire_bytes(pid) - before, time.monotonic() - begin
        finally:
            commune.stop()
            server.stop()
    a_day = used / span * 86_400 / 1e6
    table = Table("bytes", peer="Xibo, told")
    table.row("mobile data of an idle device, a day", [a_day], [XIBO_MB_A_DAY], "MB", "ours <= 1", a_day <= 1)
    table.remark(f"{used} bytes in {span:.0f} s; the figure of Xibo is its published one and not measured here")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
