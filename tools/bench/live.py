#!/usr/bin/env python3
"""Live fan-out: one stream of 48 kb/s to 1,000, 5,000 and 10,000 listeners, beside Debian's icecast2, in one run.

Two clients of the same kind (ffmpeg's icecast protocol, in real time) feed the two servers, the same program listens (plain TCP, loopback). CPU is
that of the server with its children, the decoder of nguon among them, per 1,000 listeners, while all are connected; the rounds alternate. Every
listener of ours must have been given sound in every second that counts, none may be lost, and what comes must still be to sound (its instant is 1.4 s
after the voice): else the run fails whatever its speed. What the peer did not give is told, and its CPU is reckoned for whole streams.
LISTENERS="1000 5000" and ROUNDS=3 choose otherwise.
"""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from _beside import Table, cpu_of, free_port, listens, raise_limit_of_files, resident_kb
from commune import COMMUNE, Commune
from nguon_process import BUILD, Nguon, wait_until

STEPS = [int(step) for step in os.environ.get("LISTENERS", "1000 5000 10000").split()]
ROUNDS = int(os.environ.get("ROUNDS", "2"))
BITS_PER_SECOND = 48_000
MEASURED_S = 10
SETTLING_S = 4
OPENED_PER_SECOND = 1_000
GOAL = 0.5
ICECAST = """<icecast><limits><clients>20000</clients><sources>2</sources><queue-size>524288</queue-size><burst-on-connect>0</burst-on-connect></limits>
<authentication><source-password>{password}</source-password><admin-user>admin</admin-user><admin-password>{password}</admin-password></authentication>
<hostname>localhost</hostname><listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
<fileserve>0</fileserve><paths><basedir>/usr/share/icecast2</basedir><logdir>{folder}</logdir><webroot>/usr/share/icecast2/web</webroot>
<adminroot>/usr/share/icecast2/admin</adminroot></paths><logging><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
<security><chroot>0</chroot><changeowner><user>nobody</user><group>nogroup</group></changeowner></security></icecast>"""


def family_of(pid):
    """The process and what it started and still runs."""
    found = [pid]
    for child in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for one in child.read_text().split():
                found += family_of(int(one))
    return found


def used_by(pid):
    used = 0
    for one in family_of(pid):
        with contextlib.suppress(OSError):
            used += cpu_of(one)
    return used


class Load:
    """The listeners, in a process of their own."""

    def __init__(self, address, request, count, per_second=OPENED_PER_SECOND):
        host, port = address.split(":")
        self.process = subprocess.Popen([str(BUILD / "src" / "live" / "nguon_listen_many"), host, port, str(count), str(per_second)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(request)
        self.process.stdin.flush()

    def second(self):
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)


class Witness:
    """One more listener of ours, which looks at the instants: how long before it sounds does a packet arrive?"""

    def __init__(self, address, path, basic):
        self.least_ms = None
        connection = http.client.HTTPConnection(address, timeout=30)
        connection.request("GET", path, headers={"Authorization": f"Basic {basic}"})
        self.reply = connection.getresponse()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        with contextlib.suppress(OSError, http.client.HTTPException):
            while head := self.reply.read(16):
                self.reply.read(int.from_bytes(head[2:4], "big"))
                if head[0] == 1:
                    ahead = int.from_bytes(head[8:16], "big") / 1000 - time.time() * 1000
                    self.least_ms = ahead if self.least_ms is None else min(self.least_ms, ahead)

    def take(self):
        least, self.least_ms = self.least_ms, None
        return least


def measure(name, address, request, pid, count, witness):
    load = Load(address, request, count)
    try:
        deadline = time.monotonic() + count / OPENED_PER_SECOND + 30
        while load.second()["opened"] < count:
            assert time.monotonic() < deadline, f"{name} did not take {count} listeners"
        for _ in range(SETTLING_S):
            load.second()
        witness.take()
        used, began = used_by(pid), time.monotonic()
        seconds = [load.second() for _ in range(MEASURED_S)]
        used, took = used_by(pid) - used, time.monotonic() - began
        return {"server": name, "listeners": count, "cpu_percent_per_1000": used / took * 100 / (count / 1000),
                "served_least": min(second["served"] for second in seconds), "lost": seconds[-1]["lost"],
                "ahead_ms": witness.take() or 0.0, "kbit_per_listener": sum(second["bytes"] for second in seconds) * 8 / took / count / 1000, "resident_mb": resident_kb(pid) / 1024}
    finally:
        load.stop()
        time.sleep(1)


@contextlib.contextmanager
def icecast(folder, password):
    port = free_port()
    folder.mkdir()
    for each in (folder, folder.parent):
        os.chmod(each, 0o777)
    (folder / "icecast.xml").write_text(ICECAST.format(password=password, port=port, folder=folder))
    process = subprocess.Popen(["icecast2", "-c", str(folder / "icecast.xml")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: listens(port), 20, "icecast listens")
        yield f"127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def source(address, password, mount):
    process = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", "anoisesrc=color=pink:amplitude=0.3:sample_rate=48000", "-ac", "1", "-c:a", "libopus",
         "-b:a", str(BITS_PER_SECOND), "-page_duration", "100000", "-content_type", "audio/ogg", "-f", "ogg",
         f"icecast://source:{password}@{address}{mount}"], stdin=subprocess.DEVNULL)
    try:
        yield process
        assert process.poll() is None, f"the source of {address} has given up"
    finally:
        process.kill()
        process.wait(20)


def basic_of(cluster):
    """What its player sends to the server."""
    kept = json.loads(next(cluster.state.rglob("identity.json")).read_text())
    grant = kept.get("grant", kept)
    return base64.b64encode(f"{grant['device']}:{grant['token']}".encode()).decode()


@contextlib.contextmanager
def on_air(folder):
    """Both servers with the same voice. Gives for each its address, what a listener asks and its process; and a witness of ours."""
    server = Nguon(folder / "server", settings=f"\n[media]\nopus_bitrate = {BITS_PER_SECOND}\n").start()
    commune = Commune(server, folder / "devices")
    try:
        commune.set_up().add_officers().allow_now().add_clusters(1)
        opened = commune.composer.post("/api/v1/live-sessions", {"title": "Đo", "targets": {"areas": [COMMUNE]}, "source": "source", "minutes": 10},
                                       expect=201)
        ours = server.url.removeprefix("http://")
        with icecast(folder / "icecast", opened["password"]) as (theirs, peer_pid), \
                source(ours, opened["password"], opened["mount"]), source(theirs, opened["password"], "/live.ogg"):
            session = f"/api/v1/live-sessions/{opened['id']}"
            wait_until(lambda: commune.composer.get(session)["state"] == "on_air", 30, "on air")
            path, basic = f"/device/v1/live/{opened['id']}", basic_of(commune.clusters[0])
            requests = {"nguon": (ours, f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {basic}\r\n\r\n", server.process.pid),
                        "icecast2": (theirs, "GET /live.ogg HTTP/1.0\r\nHost: x\r\n\r\n", peer_pid)}
            yield requests, Witness(ours, path, basic)
    finally:
        commune.stop()
        server.stop()


def run(folder):
    series = []
    with on_air(folder) as (requests, witness):
        for count in STEPS:
            for _ in range(ROUNDS):
                for name, (address, request, pid) in requests.items():
                    series.append(measure(name, address, request, pid, count, witness))
                    print(json.dumps(series[-1]), file=sys.stderr, flush=True)
    return series


def icecast_version():
    told = subprocess.run(["icecast2", "-v"], capture_output=True, text=True).stdout
    return f"icecast {re.search(r'[0-9.]+', told).group()}"


def main():
    raise_limit_of_files()
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        series = run(pathlib.Path(folder))
    table = Table("live", peer=icecast_version())
    # What a listener gets that misses nothing. A server that gives less works less: its CPU counts for the share that it gave.
    whole = {name: max(one["kbit_per_listener"] for one in series if one["server"] == name) for name in ("nguon", "icecast2")}
    for count in STEPS:
        def of(name, what):
            return [one[what] for one in series if one["server"] == name and one["listeners"] == count]

        def cost(name):
            return [one["cpu_percent_per_1000"] * whole[name] / one["kbit_per_listener"]
                    for one in series if one["server"] == name and one["listeners"] == count]
        ours, peer = cost("nguon"), cost("icecast2")
        ratio = statistics.median(ours) / statistics.median(peer)
        table.row(f"{count:,} listeners: CPU for 1,000 whole streams", ours, peer, "% core", f"ratio <= {GOAL}", ratio <= GOAL)
        table.row("  CPU for 1,000 connected", of("nguon", "cpu_percent_per_1000"), of("icecast2", "cpu_percent_per_1000"), "% core")
        served, lost = of("nguon", "served_least"), of("nguon", "lost")
        table.row("  given sound in each second, the least", served, of("icecast2", "served_least"), "", f"{count:,}", min(served) == count)
        table.row("  lost", lost, of("icecast2", "lost"), "", "0", max(lost) == 0)
        ahead = of("nguon", "ahead_ms")
        table.row("  arrives before it sounds, the least", ahead, None, "ms", "> 0", min(ahead) > 0)
        table.row("  given to each", of("nguon", "kbit_per_listener"), of("icecast2", "kbit_per_listener"), "kb/s")
        table.row("  memory of the server", of("nguon", "resident_mb"), of("icecast2", "resident_mb"), "MB")
    table.remark("plain HTTP both; of a TLS listener each chunk is also encrypted; ours carries 16 bytes more for each packet, its instant")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
