#!/usr/bin/env python3
"""Serving sound files to devices: bytes for a CPU second of the server, beside nginx with sendfile and the same file.

Ours asks for a token, looks it up, and checks that this device's programme needs the file; nginx serves whoever asks. Both over plain HTTP on
loopback, connections kept, so that the difference is the server and not TLS. Goal: at least 0.9 of nginx. ROUNDS=5 by default.
"""

import base64
import datetime
import hashlib
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from _beside import Table, cpu_of, free_port
from commune import VIETNAM, Commune
from nguon_process import Nguon, wait_until

ROUNDS = int(os.environ.get("ROUNDS", "5"))
FETCHES = 4000
SENTENCE = "Kính thưa bà con, xin mời bà con theo dõi bản tin của đài truyền thanh xã. "


class Nginx:
    def __init__(self, folder, file):
        self.port = free_port()
        self.folder = folder
        folder.mkdir()
        (folder / "files").mkdir()
        shutil.copy(file, folder / "files" / "sound")
        configuration = folder / "nginx.conf"
        configuration.write_text(
            f"user root; daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\nevents {{ worker_connections 64; }}\n"
            f"http {{ access_log {folder}/access.log; sendfile on; tcp_nopush on; keepalive_requests 100000;\n"
            f"server {{ listen 127.0.0.1:{self.port}; root {folder}/files; }} }}\n")
        os.chmod(folder, 0o755)
        self.process = subprocess.Popen(["nginx", "-c", str(configuration), "-p", str(folder)], stderr=subprocess.DEVNULL)
        wait_until(lambda: self.workers(), 10, "nginx runs")

    def workers(self):
        told = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout
        return [int(line) for line in told.split()]

    def cpu(self):
        return sum(cpu_of(pid) for pid in self.workers())

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def fetch(port, path, headers, sha256):
    """Bytes received by FETCHES requests over one connection; each is compared by its length, the first by its hash."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    total = 0
    for number in range(FETCHES):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.status
        body = answer.read()
        if number == 0:
            assert hashlib.sha256(body).hexdigest() == sha256
        total += len(body)
    connection.close()
    return total


def rate(port, path, headers, sha256, cpu):
    before = cpu()
    return fetch(port, path, headers, sha256) / 1e6 / max(cpu() - before, 0.01)


def main():
    if not shutil.which("nginx"):
        sys.exit("The peer is missing: apt-get install nginx-light")
    mine, peer = [], []
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        folder = pathlib.Path(folder)
        os.chmod(folder, 0o755)
        server = Nguon(folder / "server", listen="requests_per_minute = 1000000").start()
        commune = Commune(server, folder / "devices")
        nginx = None
        try:
            commune.set_up().add_officers().allow_now().add_clusters(1)
            bulletin = commune.approved_bulletin("Dài", "\n".join([SENTENCE * 4] * 60))
            audio = bulletin["renderings"][0]["audio"]
            start = datetime.datetime.now(VIETNAM).replace(microsecond=0) + datetime.timedelta(hours=3)
            commune.programme_at("Chương trình", start, bulletin)
            grant = json.loads((commune.clusters[0].state / "identity.json").read_text())["grant"]
            pair = base64.b64encode(f"{grant['device']}:{grant['token']}".encode()).decode()
            path, headers = f"/device/v1/media/{audio['sha256']}", {"Authorization": f"Basic {pair}"}
            wait_until(lambda: (commune.clusters[0].state / "media" / audio["sha256"]).exists() or
                       any(audio["sha256"] in str(one) for one in commune.clusters[0].state.rglob("*")), 60, "the device has fetched it")
            nginx = Nginx(folder / "nginx", next((server.data / "media").rglob(audio["sha256"])))
            for _ in range(ROUNDS):
                mine.append(rate(server.ports["http"], path, headers, audio["sha256"], lambda: cpu_of(server.process.pid)))
                peer.append(rate(nginx.port, "/sound", {}, audio["sha256"], nginx.cpu))
        finally:
            if nginx:
                nginx.stop()
            commune.stop()
            server.stop()
    table = Table("media", peer="nginx")
    ratio = sorted(mine)[ROUNDS // 2] / sorted(peer)[ROUNDS // 2]
    table.row("sound files for a CPU second of the server", mine, peer, "MB", "ratio >= 0.9", ratio >= 0.9)
    table.remark(f"{FETCHES} times a file of {audio['size_bytes']} bytes in each of {ROUNDS} rounds")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
