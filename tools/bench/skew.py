#!/usr/bin/env python3
"""In step: how far apart three players sound, on one host clock.

A stored item: three of ours begin it at its instant, beside three shell pipes that wait for the instant and decode with ffmpeg; the goal is a median of
at most 1 ms. A live voice: three of ours beside three clients of Snapcast; both hear beeps that begin at known instants, and what counts is when the
first and when the last of three gives a beep out; the goal is at most Snapcast's median. Snapcast's clients write into pipes, and each sample's instant
is that of its block, by the steadiest clock through the blocks before it, so that a late reader is not counted against them. A round counts only when
each of the three played it once. ROUNDS=5 and BEEPS=10 by default.
"""

import contextlib
import datetime
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy

from _beside import ROOT, Table, free_port, listens
from commune import COMMUNE, VIETNAM, Commune, now_ms
from nguon_process import Nguon, wait_until
from play import pipe, starts

sys.path.insert(0, str(ROOT / "tests" / "functional" / "live"))
from voice import PERIOD_S, RATE, BeepingFfmpeg, beeps, onsets_of  # noqa: E402

BEEPS = int(os.environ.get("BEEPS", "10"))
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


class SnapClient:
    """A client of Snapcast that writes what it would play into a pipe, each block at its time."""

    FRAME = 4  # bytes: two channels

    def __init__(self, port, number, folder):
        self.process = subprocess.Popen(["snapclient", "-h", "127.0.0.1", "-p", str(port), "--hostID", f"c{number}", "-i", str(number + 1), "--player",
                                         "file:filename=stdout", "--logsink", "null"], stdout=subprocess.PIPE, env=os.environ | {"HOME": str(folder)})
        self.blocks = []  # (when it came, samples of the left channel)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        rest = b""
        while content := os.read(self.process.stdout.fileno(), 65536):
            at, content = time.time(), rest + content
            whole = len(content) // self.FRAME * self.FRAME
            rest = content[whole:]
            self.blocks.append((at, numpy.frombuffer(content[:whole], dtype="<i2")[::2].astype(float)))

    def onsets(self, level=3_000):
        """As onsets_of of ours: where the sound rises out of the quiet before it."""
        blocks = list(self.blocks)
        begins = numpy.cumsum([0] + [len(samples) for _, samples in blocks])
        zeros = [at - begin / RATE for (at, _), begin in zip(blocks, begins)]
        samples = numpy.concatenate([samples for _, samples in blocks])
        loud = numpy.flatnonzero(numpy.abs(samples) > level)
        heard = []
        for index in loud[numpy.diff(loud, prepend=-RATE) > RATE // 2]:
            block = int(numpy.searchsorted(begins, index, side="right")) - 1
            heard.append(min(zeros[max(0, block - 40):block + 1]) + index / RATE)
        return heard

    def stop(self):
        self.process.kill()
        self.process.wait(10)


class SnapVoice:
    """Speaks the beeps into Snapcast's pipe, in real time."""

    def __init__(self, fifo):
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._speak, args=(fifo,), daemon=True)
        self.thread.start()

    def _speak(self, fifo):
        with contextlib.suppress(BrokenPipeError), open(fifo, "wb", buffering=0) as out:
            for samples in beeps(self.stopping):
                out.write(numpy.repeat(samples, 2).tobytes())

    def stop(self):
        self.stopping.set()
        self.thread.join(5)


@contextlib.contextmanager
def snapcast(folder):
    """A server of Snapcast that hears the beeps, and three clients."""
    folder.mkdir()
    fifo, port = folder / "voice", free_port()
    os.mkfifo(fifo)
    (folder / "snapserver.conf").write_text(
        f"[server]\ndatadir = {folder}\n[http]\nenabled = false\n[tcp]\nenabled = false\n"
        f"[stream]\nbind_to_address = 127.0.0.1\nport = {port}\nsource = pipe://{fifo}?name=voice&sampleformat={RATE}:16:2&codec=pcm&mode=read\n")
    server = subprocess.Popen(["snapserver", "-c", str(folder / "snapserver.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              env=os.environ | {"HOME": str(folder)})
    clients, voice = [], None
    try:
        wait_until(lambda: listens(port), 20, "snapserver listens")
        clients = [SnapClient(port, number, folder) for number in range(3)]
        voice = SnapVoice(fifo)
        yield clients
    finally:
        for client in clients:
            client.stop()
        server.kill()
        server.wait(10)
        if voice:
            voice.stop()


def spreads(onsets):
    """Milliseconds from the first to the last of three, for each beep that all three gave out; by the number of its period."""
    by_beep = [{round(at / PERIOD_S - 0.25): at for at in one} for one in onsets]
    common = sorted(set.intersection(*(set(one) for one in by_beep)))
    return [(max(one[beep] for one in by_beep) - min(one[beep] for one in by_beep)) * 1000 for beep in common]


def live(commune, folder, warm_up=3):
    """The spreads of ours and of Snapcast while both hear beeps at the same time. The first ones, while clients find their step, do not count."""
    opened = commune.composer.post("/api/v1/live-sessions", {"title": "Đo", "targets": {"areas": [COMMUNE]}, "source": "source", "minutes": 5}, expect=201)
    session = f"/api/v1/live-sessions/{opened['id']}"
    wait_until(lambda: commune.composer.get(session)["listeners"] == 3, 30, "three players listen")
    voice = BeepingFfmpeg(commune.server.url, opened["password"], opened["mount"]).start()
    try:
        with snapcast(folder / "snapcast") as clients:
            time.sleep((BEEPS + warm_up + 1) * PERIOD_S)
            theirs = [client.onsets() for client in clients]
    finally:
        voice.stop()
        commune.composer.post(session + "/stop", expect=200)
    mine = spreads([onsets_of(cluster) for cluster in commune.clusters])
    return mine[warm_up:], spreads(theirs)[warm_up:]


def main():
    if not shutil.which("snapserver") or not shutil.which("snapclient"):
        sys.exit("The peer is missing: apt-get install snapserver snapclient")
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
            live_mine, live_peer = live(commune, folder)
            assert min(len(live_mine), len(live_peer)) >= BEEPS // 2, f"beeps are missing: {live_mine} {live_peer}"
        finally:
            commune.stop()
            server.stop()
    table = Table("skew", peer="shell pipes")
    table.row("first to last of three, a stored item", mine, peer, "ms", "ours <= 1", statistics.median(mine) <= 1)
    table.row("first to last of three, a live voice; peer: Snapcast", live_mine, live_peer, "ms", "ratio <= 1",
              statistics.median(live_mine) <= statistics.median(live_peer))
    table.remark(f"largest of ours {max(mine):.3f} ms stored, {max(live_mine):.3f} ms live, of Snapcast {max(live_peer):.3f} ms; all on one host clock")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
