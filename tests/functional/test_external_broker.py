"""A broker that somebody else runs: the test starts a stock Mosquitto with TLS, and what nguon is given is a folder and a command."""

import pathlib
import socket
import subprocess
import textwrap

import pytest
import requests

from commune import COMMUNE, Commune
from nguon_process import Nguon, wait_until

TEXT = "Kính thưa bà con. Chiều nay xã tổ chức tiêm chủng mở rộng tại trạm y tế. Mời bà con đưa trẻ đến đúng giờ."


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class StockMosquitto:
    """As on another host: its files are its own, what nguon writes arrives there only by the command."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.port = free_port()
        self.authority = self.folder / "authority.pem"
        self._make_certificates()
        for name in ("passwords", "access"):
            (self.folder / name).write_text("")
            (self.folder / name).chmod(0o600)
        (self.folder / "mosquitto.conf").write_text(textwrap.dedent(f"""\
            user root
            persistence false
            allow_anonymous false
            listener {self.port} 127.0.0.1
            certfile {self.folder}/server.pem
            keyfile {self.folder}/server.key
            password_file {self.folder}/passwords
            acl_file {self.folder}/access
            """))
        self.process = None

    def _make_certificates(self):
        def openssl(*words):
            subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        openssl("req", "-x509", *curve, "-keyout", "authority.key", "-out", "authority.pem", "-days", "30",
                "-subj", "/CN=Other authority", "-addext", "basicConstraints=critical,CA:TRUE")
        openssl("req", *curve, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
        (self.folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        openssl("x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
                "-days", "30", "-extfile", "names", "-out", "server.pem")

    def start(self):
        log = open(self.folder / "mosquitto.log", "ab")
        self.process = subprocess.Popen(["/usr/sbin/mosquitto", "-v", "-c", str(self.folder / "mosquitto.conf")], stdout=log, stderr=log)
        log.close()

        def listens():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0
        wait_until(listens, 20, "the stock Mosquitto listens")
        return self

    def log(self):
        return (self.folder / "mosquitto.log").read_text(errors="replace")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)


@pytest.fixture
def field(tmp_path):
    broker = StockMosquitto(tmp_path / "broker").start()
    rules = tmp_path / "rules"
    push = tmp_path / "push"
    push.write_text(f"#!/bin/sh\nset -e\ntest ! -e {tmp_path}/no-route || {{ echo no route to the broker; exit 1; }}\n"
                    f"cp {rules}/passwords {rules}/access {broker.folder}/\nkill -HUP {broker.process.pid}\n")
    push.chmod(0o700)
    password = tmp_path / "password"
    password.write_text("mot-mat-khau-dai-cua-may-chu\n")
    server = Nguon(tmp_path / "nguon", "[external_broker]\n"
                   f'host = "localhost"\nport = {broker.port}\nca_certificate = "{broker.authority}"\nuser = "nguon-tinh"\n'
                   f'password_file = "{password}"\nrules_folder = "{rules}"\nreload_command = ["{push}"]\n').start()
    place = Commune(server, tmp_path / "devices")
    yield server, broker, place, tmp_path
    place.stop()
    server.stop()
    broker.stop()


def ready(server):
    return requests.get(server.url + "/readyz", timeout=10)


def lines_to_broker(cluster, broker):
    listed = subprocess.run(["ss", "-Htnp", "state", "established", f"( dport = :{broker.port} )"],
                            capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if f"pid={cluster.process.pid}," in line]


def test_devices_claim_play_and_are_revoked_through_a_broker_that_we_do_not_run(field):
    server, broker, commune, folder = field
    children = pathlib.Path(f"/proc/{server.process.pid}/task").glob("*/children")
    names = [pathlib.Path(f"/proc/{pid}/comm").read_text().strip() for task in children for pid in task.read_text().split()]
    assert "mosquitto" not in names, "nguon runs no broker of its own"
    wait_until(lambda: ready(server).status_code == 200, 30, f"nguon reaches the broker: {server.log()[-2000:]}{broker.log()[-1000:]}")

    commune.set_up().add_officers().allow_now().add_clusters(2)
    bulletin = commune.approved_bulletin("Lịch tiêm chủng", TEXT)
    ordered = commune.composer.post("/api/v1/broadcasts", {"bulletin": bulletin["id"], "targets": {"areas": [COMMUNE]}})

    def proven():
        return all("proof" in d for d in commune.run(ordered["run"])["deliveries"])
    wait_until(proven, 90, "both clusters prove what they played")
    assert commune.run(ordered["run"])["counts"] == {"done": 2}

    stolen, kept = commune.clusters
    assert lines_to_broker(stolen, broker) and lines_to_broker(kept, broker)
    commune.composer.post(f"/api/v1/devices/{stolen.device}/revoke", {"reason": "mất cắp"})
    wait_until(lambda: not lines_to_broker(stolen, broker), 10, "the broker ends the stolen device's connection")
    stolen.kill()
    stolen.start()
    wait_until(lambda: broker.log().count("not authorised") > 0, 30, f"its new connection is refused: {broker.log()[-1500:]}")
    assert not lines_to_broker(stolen, broker)
    assert lines_to_broker(kept, broker) and commune.condition(kept) == "online"


def test_rules_that_cannot_be_delivered_are_shown_until_they_are(field):
    server, broker, commune, folder = field
    wait_until(lambda: ready(server).status_code == 200, 30, "nguon reaches the broker")
    commune.set_up().add_officers().allow_now().add_clusters(1)
    (folder / "no-route").touch()
    cluster = commune.clusters[0]
    commune.composer.post(f"/api/v1/devices/{cluster.device}/revoke", {"reason": "mất cắp"}, timeout=60)
    refused = ready(server)
    assert refused.status_code == 503 and "no route to the broker" in refused.text, refused.text
    (folder / "no-route").unlink()
    wait_until(lambda: ready(server).status_code == 200, 60, "the rules are delivered after all")
    wait_until(lambda: not lines_to_broker(cluster, broker), 10, "and the device is cut off")
