"""Many simulated devices of one server: `nguon-fleet` with its roster, made by real claims or, for thousands, by copying one claimed row."""

import base64
import hashlib
import json
import os
import pathlib
import re
import secrets
import sqlite3
import subprocess
import uuid

from commune import COMMUNE
from nguon_process import BUILD, wait_until

FLEET = BUILD / "src" / "fleet" / "nguon-fleet"


def register(commune, serials):
    """The officer's part: registered devices with their one-time codes."""
    claims = []
    for serial in serials:
        made = commune.composer.post("/api/v1/devices", {
            "name": f"Cụm loa {serial}", "kind": "cluster", "serial": serial, "area": COMMUNE, "vendor": "Nguồn", "model": "nguon-fleet",
            "place": "Giả lập", "speakers": 2, "watt": 30})
        claims.append({"serial": serial, "code": made["claim"]["code"]})
    return claims


def claim(server, claims, roster):
    codes = pathlib.Path(roster).with_suffix(".codes.json")
    codes.write_text(json.dumps({"claims": claims}))
    done = subprocess.run([str(FLEET), "claim", "--server", server.device_url, "--codes", str(codes), "--roster", str(roster)],
                          capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stderr
    return roster


def broker_password(token):
    """Mosquitto's `$7$` form with one round, as the server stores it."""
    salt = os.urandom(12)
    digest = hashlib.pbkdf2_hmac("sha512", token.encode(), salt, 1)
    return "$7$1$" + base64.b64encode(salt).decode() + "$" + base64.b64encode(digest).decode()


def multiply(server, roster, count):
    """Copies the first claimed device until there are `count`. The server is stopped meanwhile; the claim of each would take hours
    (a server takes twenty a minute from one address)."""
    server.stop()
    data = json.loads(pathlib.Path(roster).read_text())
    first = data["devices"][0]
    database = sqlite3.connect(server.data / "nguon.sqlite")
    with database:
        for number in range(len(data["devices"]), count):
            member = {"device": str(uuid.UUID(int=uuid.UUID(first["device"]).int + number * 7919)), "token": secrets.token_urlsafe(32),
                      "serial": f"{first['serial']}-{number:05d}"}
            changes = {"device": {"id": member["device"], "serial": member["serial"]},
                       "device_credential": {"device": member["device"], "token": hashlib.sha256(member["token"].encode()).hexdigest(),
                                             "broker_password": broker_password(member["token"])},
                       "device_presence": {"device": member["device"]}}
            for table, values in changes.items():
                copy_row(database, table, first["device"], values)
            data["devices"].append(member)
    database.close()
    pathlib.Path(roster).write_text(json.dumps(data))
    server.start(120)


def copy_row(database, table, device, values):
    columns = [row[1] for row in database.execute(f"pragma table_info({table})")]
    key = "id" if table == "device" else "device"
    picked = ", ".join("?" if column in values else column for column in columns)
    database.execute(f"insert into {table} ({', '.join(columns)}) select {picked} from {table} where {key} = ?",
                     [values[column] for column in columns if column in values] + [device])


def plain_broker(server):
    """The broker's listener for the server itself: plain, on loopback only, the same accounts."""
    configuration = next(server.data.rglob("mosquitto.conf")).read_text()
    return "127.0.0.1:" + re.search(r"listener (\d+) 127\.0\.0\.1", configuration).group(1)


class Fleet:
    """A running `nguon-fleet run`."""

    def __init__(self, roster, folder, devices=0, seed=1, faults="", plain=None, spread=1, more=()):
        self.log_path = pathlib.Path(folder) / "fleet.log"
        arguments = [str(FLEET), "run", "--roster", str(roster), "--devices", str(devices), "--seed", str(seed),
                     "--first-spread", str(spread), *more]
        arguments += ["--faults", faults] if faults else []
        arguments += ["--plain-broker", plain] if plain else []
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)

    def ask(self, line="status"):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"nguon-fleet ended:\n{self.log_path.read_text()[-2000:]}"
        return json.loads(answer)

    def wait_until(self, condition, seconds, what):
        def met():
            status = self.ask()
            return status if condition(status) else None
        try:
            return wait_until(met, seconds, what, every=0.1)
        except AssertionError as late:
            raise AssertionError(f"{late}; last: {json.dumps(self.ask())[:1500]}") from None

    def wait_until_welcomed(self, count, seconds=120):
        return self.wait_until(lambda status: status["welcomed"] >= count, seconds, f"{count} devices are welcomed")

    def stop(self):
        if self.process.poll() is None:
            last = self.ask("quit")
            self.process.wait(30)
            return last
        return None

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
