#!/usr/bin/env python3
"""In step: how far apart three players begin the same stored item on one host clock, beside three shell pipes that wait for the instant and decode
with ffmpeg.

Goal: the median at most 1 ms. A round counts only when each of the three played it once. ROUNDS=5 by default.
"""

import datetime
import os
import pathlib
import statistics
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from _beside import Table
from commune import VIETNAM, Commune, now_ms
from nguon_process import Nguon, wait_until
from play import pipe, starts

ROUNDS = int(os.environ.get("ROUNDS", "5"))
TEXT = "Kính thưa bà con, xin mời bà con theo dõi bản tin."


def ours(commune, bulletin):
    """Milliseconds between the first samples of the first player and of the last."""
    before = [len(starts(cluster)) for cluster in commune.clusters]
    start = datetime.datetime.now(VIETNAM).replace(microsecond=0) + datetime.timedelta(seconds=10)
    commune.programme_at(f"Đo {start:%H:%M:%S}", start, bulletin)
    wait_until(lambda: all(len(starts(c)) > n for c, n in zip(commune.clusters, before)), 60, "all three play")
    wait_until(lambda: all(commune.condition(c) == "online" for c in commune.clusters), 60, "it is over")
    begun = [starts(c)[n:] for c, n in zip(commune.clusters, before)]
    assert all(len(one) == 1 for one in begun), f"played twice: {begun}"
    return (max(one[0] for one in begun) - min(one[0] for one in begun)) / 1000


def theirs(opus, seconds):
    planned = now_ms() + 1_500
    with ThreadPoolExecutor(3) as together:
        firsts = list(together.map(lambda _: pipe(opus, seconds, planned)[0], range(3)))
    return max(firsts) - min(firsts)


def main():
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        folder = pathlib.Path(folder)
        server = Nguon(folder / "server").start()
        commune = Commune(server, folder / "devices")
        mine, peer = [], []
        try:
            commune.set_up().add_officers().allow_now().add_clusters(3)
            bulletin = commune.approved_bulletin("Đo cùng nhịp", TEXT)
            audio = bulletin["renderings"][0]["audio"]
            opus = next((server.data / "media").rglob(audio["sha256"]))
            for _ in range(ROUNDS):
                mine.append(ours(commune, bulletin))
                peer.append(theirs(opus, audio["duration_ms"] / 1000))
        finally:
            commune.stop()
            server.stop()
    table = Table("skew", peer="shell pipes")
    table.row("first to last of three, a stored item", mine, peer, "ms", "ours <= 1", statistics.median(mine) <= 1)
    table.remark(f"largest of ours {max(mine):.3f} ms; all on one host clock and into nothing")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
