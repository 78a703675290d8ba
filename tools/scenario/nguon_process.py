"""A running `nguon serve` with its own data folder and free ports, and a client for its API."""

import json
import os
import pathlib
import re
import signal
import subprocess
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("NGUON_BUILD", ROOT / "build" / "release"))
NGUON = BUILD / "src" / "app" / "nguon"
PLAYER = BUILD / "src" / "player" / "nguon-player"

# What a busy test machine may add to a planned instant and still be "the same second"; the true skew is measured by
# `./dev bench play`, beside a peer and on an idle machine.
START_TOLERANCE_MS = 250


def wait_until(condition, seconds, what, every=0.05):
    """Calls `condition` until it returns something true, which is returned; fails with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(every)


class Api:
    """One signed-in person (or nobody): a session with its cookie, speaking JSON."""

    def __init__(self, base_url):
        self.base_url = base_url
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers["X-Nguon-Request"] = "1"

    def call(self, method, path, expect=None, **arguments):
        arguments.setdefault("timeout", 30)
        reply = self.http.request(method, self.base_url + path, **arguments)
        if expect is not None:
            wanted = expect if isinstance(expect, tuple) else (expect,)
            assert reply.status_code in wanted, f"{method} {path}: {reply.status_code} {reply.text[:2000]}"
        return reply

    def get(self, path, expect=200, **arguments):
        return self.call("GET", path, expect, **arguments).json()

    def post(self, path, body=None, expect=(200, 201, 202, 204), **arguments):
        reply = self.call("POST", path, expect, json=body if body is not None else {}, **arguments)
        return reply.json() if reply.content else None


class Nguon:
    """The server process. `kill()` is kill -9; `start()` starts it again on the same data and the same ports."""

    def __init__(self, folder, settings="", listen=""):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data = self.folder / "data"
        self.ready_file = self.folder / "ready.json"
        self.log_path = self.folder / "nguon.log"
        self.settings = settings
        self.listen = listen
        self.ports = {"http": 0, "https": 0, "mqtt": 0}
        self.process = None
        self.setup_code = None

    def _write_config(self):
        config = self.folder / "nguon.toml"
        config.write_text(
            f'data = "{self.data}"\nworker_threads = 4\n'
            f'[listen]\naddress = "127.0.0.1"\nport = {self.ports["http"]}\n'
            f'tls_address = "127.0.0.1"\ntls_port = {self.ports["https"]}\npublic_host = "localhost"\n{self.listen}\n'
            f'[broker]\naddress = "127.0.0.1"\nport = {self.ports["mqtt"]}\n{self.settings}'
        )
        return config

    def start(self, seconds=30):
        self.ready_file.unlink(missing_ok=True)
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [str(NGUON), "serve", "--config", str(self._write_config()), "--ready-file", str(self.ready_file)],
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        log.close()

        def ready():
            assert self.process.poll() is None, f"nguon ended at start:\n{self.log()}"
            return self.ready_file.exists()

        wait_until(ready, seconds, "nguon is ready", every=0.02)
        self.ports = {key: json.loads(self.ready_file.read_text())[key] for key in self.ports}
        found = re.search(r"Mã thiết lập[^:]*: *([0-9A-Z-]+)", self.log())
        self.setup_code = found.group(1) if found else self.setup_code
        return self

    @property
    def url(self):
        return f"http://127.0.0.1:{self.ports['http']}"

    @property
    def device_url(self):
        return f"https://localhost:{self.ports['https']}"

    def api(self):
        return Api(self.url)

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"nguon did not stop on SIGTERM:\n{self.log()[-4000:]}")
