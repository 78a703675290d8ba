#!/usr/bin/env python3
"""The player while it plays: memory and CPU, beside mpd that plays the same file into nothing.

Goal: at most mpd's in both. Medians of ROUNDS=3 interleaved rounds; the first sound of each program is not counted (libraries are loaded then).
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from _beside import Table, cpu_of, free_port, resident_kb
from commune import VIETNAM, Commune
from nguon_process import Nguon, wait_until

import datetime

ROUNDS = int(os.environ.get("ROUNDS", "3"))
TEXT = "Kính thưa bà con, xin mời bà con theo dõi bản tin của đài truyền thanh xã. " * 4


class Mpd:
    def __init__(self, folder, opus):
        self.port = free_port()
        folder.mkdir()
        (folder / "music").mkdir()
        shutil.copy(opus, folder / "music" / "sound.opus")
        configuration = folder / "mpd.conf"
        configuration.write_text(f'music_directory "{folder}/music"\ndb_file "{folder}/db"\nbind_to_address "127.0.0.1"\nport "{self.port}"\n'
                                 f'audio_output {{\n  type "null"\n  name "nothing"\n  format "48000:16:1"\n  sync "yes"\n}}\n')
        self.process = subprocess.Popen(["mpd", "--no-daemon", str(configuration)], stderr=subprocess.DEVNULL)
        wait_until(lambda: self.ask("update", "--wait") == 0, 20, "mpd answers")
        assert self.ask("add", "sound.opus") == 0

    def ask(self, *words):
        return subprocess.run(["mpc", "-q", "-h", "127.0.0.1", "-p", str(self.port), *words], capture_output=True).returncode

    def play(self):
        self.ask("stop")
        assert self.ask("play") == 0

    def plays(self):
        told = subprocess.run(["mpc", "-h", "127.0.0.1", "-p", str(self.port), "status"], capture_output=True, text=True).stdout
        return "[playing]" in told

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def whole(pid, sound_s, plays, begin=lambda: None):
    """CPU seconds for a minute of sound from before its first sample to its end (mpd decodes twenty seconds ahead), and the memory in its middle."""
    used = cpu_of(pid)
    begin()
    wait_until(plays, 40, "it plays")
    time.sleep(sound_s / 2)
    resident = resident_kb(pid) / 1024
    wait_until(lambda: not plays(), sound_s + 30, "it is over", every=0.2)
    return (cpu_of(pid) - used) / sound_s * 60, resident


def ours(commune, bulletin, cluster, sound_s):
    start = datetime.datetime.now(VIETNAM).replace(microsecond=0) + datetime.timedelta(seconds=8)
    commune.programme_at(f"Đo {start:%H:%M:%S}", start, bulletin)
    time.sleep(max(0, start.timestamp() - time.time() - 1))  # it has been told and has fetched
    return whole(cluster.process.pid, sound_s, lambda: commune.condition(cluster) == "playing")


def theirs(mpd, sound_s):
    return whole(mpd.process.pid, sound_s, mpd.plays, mpd.play)


def main():
    if not shutil.which("mpd") or not shutil.which("mpc"):
        sys.exit("The peer is missing: apt-get install mpd mpc")
    mine, peer = [], []
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        folder = pathlib.Path(folder)
        server = Nguon(folder / "server").start()
        commune = Commune(server, folder / "devices")
        mpd = None
        try:
            commune.set_up().add_officers().allow_now()
            cluster = commune.add_cluster("Đo", "DO-1", output="null")
            wait_until(lambda: commune.condition(cluster) == "online", 30, "the player is online")
            bulletin = commune.approved_bulletin("Đo", TEXT)
            audio = bulletin["renderings"][0]["audio"]
            mpd = Mpd(folder / "mpd", next((server.data / "media").rglob(audio["sha256"])))
            for number in range(ROUNDS + 1):
                a = ours(commune, bulletin, cluster, audio["duration_ms"] / 1000)
                b = theirs(mpd, audio["duration_ms"] / 1000)
                if number > 0:
                    mine.append(a)
                    peer.append(b)
        finally:
            if mpd:
                mpd.stop()
            commune.stop()
            server.stop()
    table = Table("player", peer="mpd")
    for index, (what, unit) in enumerate([("CPU in a minute of sound", "s"), ("resident memory while playing", "MB")]):
        a, b = [one[index] for one in mine], [one[index] for one in peer]
        table.row(what, a, b, unit, "ratio <= 1", sorted(a)[len(a) // 2] <= sorted(b)[len(b) // 2])
    table.remark("both decode the same Opus file and play into nothing, at the speed of a sound card")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
