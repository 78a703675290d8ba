#!/usr/bin/env python3
"""Playing at an instant: nguon-player beside a shell pipe that waits and decodes with ffmpeg, in one run.

Start error: distance of the first sample from the planned instant, on this machine's clock. Cost: CPU seconds (user and system) per minute
of sound, and the largest resident memory. Rounds of ours and the pipe alternate; medians are printed, the raw series is kept.
"""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "scenario"))

from commune import VIETNAM, Commune, now_ms  # noqa: E402
from nguon_process import Nguon, wait_until  # noqa: E402

import datetime  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "5"))
# A round is a wait for the instant and twice the sound, once for each of the two: five end within three minutes.
TEXT = "Kính thưa bà con, xin mời bà con theo dõi bản tin của đài truyền thanh xã. " * 2


def cpu_of(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_kb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    return 0


def ours(commune, bulletin):
    """One programme on every cluster; start errors in ms, CPU seconds per minute of sound, peak memory in kB."""
    start = datetime.datetime.now(VIETNAM).replace(microsecond=0) + datetime.timedelta(seconds=8)
    programme = commune.programme_at(f"Đo {start:%H:%M:%S}", start, bulletin)
    before = {c.device: len(starts(c)) for c in commune.clusters}
    cpu = [cpu_of(c.process.pid) for c in commune.clusters]
    run = wait_until(lambda: [r for r in commune.runs() if r.get("programme") == programme["id"]], 20, "the run is planned")[0]
    done = wait_until(lambda: (lambda r: r if r["counts"].get("done") == len(commune.clusters) else None)(commune.run(run["id"])), 120, "all played")
    minutes = done["deliveries"][0]["ms_played"] / 60_000
    used = [(cpu_of(c.process.pid) - b) / minutes for c, b in zip(commune.clusters, cpu)]
    planned = int(start.timestamp() * 1000)
    errors = [abs(starts(c)[before[c.device]] / 1000 - planned) for c in commune.clusters]
    return errors, used, [peak_kb(c.process.pid) for c in commune.clusters]


def starts(cluster):
    log = cluster.sound / "played.jsonl"
    lines = map(json.loads, log.read_text().splitlines()) if log.exists() else []
    return [said["first_sample_us"] for said in lines if said["event"] == "started"]


def pipe(opus, seconds, planned=None):
    """`sleep` until the instant, then ffmpeg decodes at playing speed into a pipe: what a script on a box does. Its first sample is the
    first byte that comes out, without ffmpeg's output buffer."""
    planned = planned or now_ms() + 1_500
    script = (f'sleep $(echo "({planned} - $(date +%s%3N)) / 1000" | bc -l); '
              f'exec ffmpeg -v error -re -i {opus} -f s16le -ac 1 -ar 48000 -flush_packets 1 pipe:1')
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(["bash", "-c", script], stdout=subprocess.PIPE, bufsize=0)
    process.stdout.read(1)
    first = time.time() * 1000
    while process.stdout.read(65536):
        pass
    assert process.wait() == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return first - planned, cpu * 60 / seconds, after.ru_maxrss


def row(name, mine, peer, unit, goal):
    a, b = statistics.median(mine), statistics.median(peer)
    ratio = a / b if b else float("inf")
    print(f"{name:<34}{a:>12.3f}{b:>12.3f} {unit:<9}{ratio:>8.3f}   {goal:<18}", flush=True)
    return {"name": name, "ours": mine, "peer": peer, "unit": unit, "ratio": ratio, "goal": goal}


def main():
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        return bench(pathlib.Path(folder))


def bench(folder):
    server = Nguon(folder / "server").start()
    commune = Commune(server, folder / "devices")
    errors, used, peaks, pipe_errors, pipe_used, pipe_peaks = [], [], [], [], [], []
    try:
        commune.set_up().add_officers().allow_now().add_clusters(3)
        bulletin = commune.approved_bulletin("Đo phát", TEXT)
        audio = bulletin["renderings"][0]["audio"]
        opus = next((server.data / "media").rglob(audio["sha256"]))
        for _ in range(ROUNDS):
            e, u, p = ours(commune, bulletin)
            errors += e
            used += u
            peaks += p
            e, u, p = pipe(opus, audio["duration_ms"] / 1000)
            pipe_errors.append(abs(e))
            pipe_used.append(u)
            pipe_peaks.append(p)
    finally:
        commune.stop()
        server.stop()
    print(f"\n{'play: median of ' + str(ROUNDS) + ' rounds':<34}{'nguon':>12}{'shell pipe':>12} {'unit':<9}{'ratio':>8}   goal")
    rows = [row("start error", errors, pipe_errors, "ms", "ours <= 1 ms"),
            row("CPU per minute of sound", used, pipe_used, "s", "ratio <= 1"),
            row("peak resident memory", [k / 1024 for k in peaks], [k / 1024 for k in pipe_peaks], "MB", "ours <= 25 MB")]
    met = statistics.median(errors) <= 1 and rows[1]["ratio"] <= 1 and max(peaks) <= 25 * 1024
    print(f"goals {'met' if met else 'NOT met'}; largest start error of ours {max(errors):.3f} ms, largest memory {max(peaks) / 1024:.1f} MB")
    kept = ROOT / "build" / "bench"
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "play.json").write_text(json.dumps(rows))
    print(f"raw series: {kept / 'play.json'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
