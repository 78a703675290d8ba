"""What the benches have in common: a table of ours beside a peer, the goals, the raw series on disk, and processes that are measured."""

import contextlib
import json
import os
import pathlib
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "scenario"))

import fleet as fleets  # noqa: E402
from commune import Commune  # noqa: E402
from nguon_process import Nguon, wait_until  # noqa: E402

KEPT = ROOT / "build" / "bench"


class Table:
    """Rows of one bench. A goal is a function of ours, peer and their ratio; without one a row is only told."""

    def __init__(self, name, ours="nguon", peer="peer"):
        self.name, self.ours, self.peer = name, ours, peer
        self.rows = []
        self.remarks = []

    def row(self, what, mine, peer, unit, goal="", met=None):
        a = statistics.median(mine)
        b = statistics.median(peer) if peer else None
        self.rows.append({"what": what, "ours": mine, "peer": peer or [], "unit": unit, "goal": goal, "ratio": a / b if b else None,
                          "median": [a, b], "met": None if met is None else bool(met)})

    def remark(self, text):
        self.remarks.append(text)

    def close(self):
        """Prints, keeps the raw series, and gives the exit code: 0 when every goal was met."""
        print(f"\n{self.name:<44}{self.ours:>12}{self.peer:>14} {'unit':<8}{'ratio':>7}   goal")
        for row in self.rows:
            a, b = row["median"]
            peer = f"{b:>14.2f}" if b is not None else f"{'-':>14}"
            ratio = f"{row['ratio']:>7.2f}" if row["ratio"] is not None else f"{'-':>7}"
            verdict = "" if row["met"] is None else ": met" if row["met"] else ": MISSED"
            print(f"{row['what']:<44}{a:>12.2f}{peer} {row['unit']:<8}{ratio}   {row['goal']}{verdict}")
        for remark in self.remarks:
            print(f"  {remark}")
        idle = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / f"{self.name.split()[0]}.json").write_text(
            json.dumps({"bench": self.name, "rows": self.rows, "remarks": self.remarks, "machine": idle}, indent=1, ensure_ascii=False))
        print(f"  {idle}; raw series: {KEPT / (self.name.split()[0] + '.json')}", flush=True)
        return 1 if any(row["met"] is False for row in self.rows) else 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def bare_mosquitto(folder):
    """A broker and nothing else, with the limits of ours."""
    port = free_port()
    configuration = pathlib.Path(folder) / "bare.conf"
    configuration.write_text(f"user root\npersistence false\nallow_anonymous true\nlog_dest none\nset_tcp_nodelay true\n"
                             f"max_inflight_messages 20000\nmax_queued_messages 20000\nlistener {port} 127.0.0.1\n")
    process = subprocess.Popen(["/usr/sbin/mosquitto", "-c", str(configuration)], stderr=subprocess.DEVNULL)
    wait_until(lambda: listens(port), 10, "mosquitto listens")
    try:
        yield port, process.pid
    finally:
        process.kill()
        process.wait(10)


def bare_wire(folder, clients, message, answer, one_publish=False):
    """The same bytes through a fresh bare broker."""
    files = {"message": message, "answer": answer}
    for name, content in files.items():
        (pathlib.Path(folder) / name).write_bytes(content)
    with bare_mosquitto(folder) as (port, pid):
        before = cpu_of(pid)
        arguments = [str(fleets.FLEET), "wire", "--port", str(port), "--clients", str(clients), "--message", f"{folder}/message",
                     "--answer", f"{folder}/answer"] + (["--one-publish"] if one_publish else [])
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        result = json.loads(done.stdout) | {"cpu_s": cpu_of(pid) - before, "resident_kb": resident_kb(pid)}
    assert result["answered"] == clients and result["doubled"] == 0, result
    return result


def cpu_of(pid):
    """Seconds of all its threads, user and system."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


def broker_pid(server):
    for entry in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if entry.name.isdigit() and (entry / "comm").read_text().strip() == "mosquitto" and \
                    int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == server.process.pid:
                return int(entry.name)
    raise AssertionError("the server has no broker")


def raise_limit_of_files(wanted=40_000):
    """The broker inherits ours: one descriptor for each device."""
    import resource
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), max(hard, wanted)))


@contextlib.contextmanager
def big_commune(devices, fleet_options=None, settings=""):
    """A commune whose `devices` are simulated, connected, welcomed and at rest. Gives commune, fleet, and a reader of its database."""
    raise_limit_of_files()
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        folder = pathlib.Path(folder)
        server = Nguon(folder / "server", settings).start()
        commune = Commune(server, folder / "devices")
        fleet = None
        try:
            commune.set_up().add_officers().allow_now()
            roster = fleets.claim(server, fleets.register(commune, ["TAI-1"]), folder / "roster.json")
            fleets.multiply(server, roster, devices)
            options = {"plain": fleets.plain_broker(server), "spread": max(2, devices / 400), "more": ["--no-fetch"]} | (fleet_options or {})
            fleet = fleets.Fleet(roster, folder, **options)
            fleet.wait_until_welcomed(devices, 300)
            commune.folder = folder
            reader = Reader(server.data / "nguon.sqlite")
            # Until each knows its groups: a command for all of them is published to a group.
            wait_until(lambda: reader.one("select count(*) from device_programme where announced = 1")[0] >= devices, 300, "all are told their groups")
            settle(fleet, 4 + devices / 1000)
            yield commune, fleet, reader
        finally:
            if fleet:
                fleet.kill()
            commune.stop()
            server.stop()


def settle(fleet, quiet_s=4):
    """Until the devices have nothing new to hear or to report."""
    last, since = None, time.monotonic()
    while time.monotonic() - since < quiet_s:
        counts = fleet.ask()["counts"]
        now = (counts.get("said_rep"), counts.get("said_hello"))
        if now != last:
            last, since = now, time.monotonic()
        time.sleep(0.5)


class Reader:
    """Looks into the server's database from outside, which does not disturb it: SQLite's readers block nobody."""

    def __init__(self, path):
        self.database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)

    def one(self, sql, *values):
        return self.database.execute(sql, values).fetchone()
