"""A loudspeaker cluster that is a real `nguon-player` process writing WAV files, claimed at a running `nguon`."""

import os
import pathlib
import signal
import subprocess

from nguon_process import PLAYER, wait_until


class VirtualDevice:
    """`kill()` is kill -9; `start()` starts it again on the same state. `pause()` hangs it."""

    def __init__(self, nguon, api, folder, serial, area, **details):
        self.nguon = nguon
        self.api = api
        self.folder = pathlib.Path(folder) / serial
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state = self.folder / "state"
        self.sound = self.folder / "wav"
        self.sound.mkdir(exist_ok=True)
        self.log_path = self.folder / "player.log"
        self.serial = serial
        self.process = None
        body = {"name": details.pop("name", f"Cụm loa {serial}"), "kind": "cluster", "serial": serial, "area": area}
        registered = api.post("/api/v1/devices", {**body, **details})
        self.id = registered["id"]
        self.code = registered["claim"]["code"]

    def claim(self, code=None, expect=0):
        """Runs the claim over HTTPS; the device learns the server's authority from the reply that its code authenticates."""
        done = subprocess.run(
            [str(PLAYER), "claim", "--server", self.nguon.device_url, "--code", code or self.code, "--state", str(self.state),
             "--serial", self.serial, "--model", "virtual"],
            capture_output=True, text=True, timeout=60)
        assert done.returncode == expect, f"claim of {self.serial}: {done.stdout}{done.stderr}"
        return done

    def start(self):
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [str(PLAYER), "run", "--state", str(self.state), "--output", f"wav:{self.sound}", "--first-spread", "0"],
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        log.close()
        return self

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

    def pause(self):
        """As a board that hangs: no word, no good-bye, the line stays open."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def seen(self):
        return self.api.get(f"/api/v1/devices/{self.id}")

    def wait_condition(self, *conditions, seconds=30):
        return wait_until(lambda: (lambda d: d if d["condition"] in conditions else None)(self.seen()), seconds,
                          f"{self.serial} is {' or '.join(conditions)}; log:\n{self.log()[-2000:]}")

    def wait_programme_stored(self, seconds=60):
        return wait_until(
            lambda: (lambda p: p if p and p["stored_complete"] else None)(self.programme()), seconds,
            f"{self.serial} stores its programme; log:\n{self.log()[-2000:]}")

    def programme(self):
        reply = self.api.call("GET", f"/api/v1/devices/{self.id}/programme")
        return reply.json() if reply.status_code == 200 else None

    def delivery(self, run):
        deliveries = self.api.get(f"/api/v1/runs/{run}")["deliveries"]
        return next((d for d in deliveries if d["device"] == self.id), None)

    def wait_delivery(self, run, *states, seconds=60):
        return wait_until(lambda: (lambda d: d if d and d["state"] in states else None)(self.delivery(run)), seconds,
                          f"run {run} on {self.serial} is {' or '.join(states)}, but {self.delivery(run)}; log:\n{self.log()[-2000:]}")

    def wait_proof(self, run, seconds=90):
        return wait_until(lambda: (self.delivery(run) or {}).get("proof"), seconds,
                          f"proof of run {run} from {self.serial}; log:\n{self.log()[-2000:]}")

    def refusals(self):
        events = self.api.get("/api/v1/device-events", params={"kind": "refused", "device": self.id, "limit": 200})
        return [event["code"] for event in events["items"]]

    def wav_files(self):
        return sorted(path for path in self.sound.rglob("*.wav") if path.stat().st_size > 44)


class Fleet:
    """n claimed, running devices of one area; all are ended by `stop()`."""

    def __init__(self, nguon, api, folder, count, area):
        self.devices = []
        for number in range(count):
            device = VirtualDevice(nguon, api, folder, f"VD-{number + 1:04}", area)
            device.claim()
            self.devices.append(device.start())
        for device in self.devices:
            device.wait_condition("online")

    def __iter__(self):
        return iter(self.devices)

    def __getitem__(self, index):
        return self.devices[index]

    def stop(self):
        for device in self.devices:
            device.stop()


def broker_process_id(nguon):
    """The Mosquitto that this server started: its child by that name."""
    children = pathlib.Path(f"/proc/{nguon.process.pid}/task")
    for task in children.iterdir():
        for pid in (task / "children").read_text().split():
            if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "mosquitto":
                return int(pid)
    return None


def kill_broker(nguon):
    pid = broker_process_id(nguon)
    assert pid, "the server runs no mosquitto"
    os.kill(pid, signal.SIGKILL)
    return wait_until(lambda: (lambda other: other if other and other != pid else None)(broker_process_id(nguon)), 30,
                      "the broker is started again")
