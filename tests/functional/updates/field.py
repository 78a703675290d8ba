"""Players whose program is replaced over the line, each kept running as its board's service manager would, and the maker of their programs."""

import json
import pathlib
import subprocess
import threading

from commune import COMMUNE, Cluster
from nguon_process import BUILD, PLAYER, wait_until

NGUON = BUILD / "src" / "app" / "nguon"
TRIAL_S = 3


class Kept(Cluster):
    """Started again whenever it ends, until it is stopped."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.programs = self.folder / "programs"
        self.stopping = threading.Event()
        self.keeper = None

    def start(self):
        self.stopping.clear()
        self._launch()
        self.keeper = threading.Thread(target=self._keep, daemon=True)
        self.keeper.start()
        return self

    def _launch(self):
        with open(self.folder / "player.log", "ab") as log:
            self.process = subprocess.Popen(
                [str(PLAYER), "run", "--state", str(self.state), "--output", self.output, "--first-spread", "0",
                 "--programs", str(self.programs), "--trial", str(TRIAL_S)], stdout=log, stderr=log, start_new_session=True)

    def _keep(self):
        while not self.stopping.is_set():
            try:
                self.process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            if not self.stopping.wait(0.2):
                self._launch()

    def stop(self):
        self.stopping.set()
        if self.keeper:
            self.keeper.join(10)
        super().stop()

    @property
    def slot(self):
        link = self.programs / "current"
        return link.readlink().name if link.is_symlink() else ""

    def done_order(self):
        history = self.programs / "history.json"
        return json.loads(history.read_text()).get("done_order", "") if history.exists() else ""


class Maker:
    """Signs programs with a release key that no server has."""

    def __init__(self, folder, name="maker"):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.key = self.folder / f"{name}.key"
        self.public = self.run("key", "--out", self.key).strip()
        self.made = 0

    def run(self, *arguments):
        done = subprocess.run([str(NGUON), "update", *map(str, arguments)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def bundle(self, version, program=None, **more):
        """A player that calls itself this version, or any other content."""
        self.made += 1
        source = self.folder / f"program-{self.made}"
        # Bytes behind the end of an ELF file do not change what it does.
        source.write_bytes(program if program is not None else PLAYER.read_bytes() + f"\n{version}".encode())
        out = self.folder / f"bundle-{self.made}.update"
        options = [word for name, value in more.items() for word in (f"--{name.replace('_', '-')}", value)]
        self.run("make", "--program", source, "--version", version, "--key", self.key, "--notes", "Sửa lỗi nhỏ.", "--out", out, *options)
        return out


def plan(stages, **more):
    return {"stages": stages, "failures_max": 0, "failure_percent": 10, "wait_minutes": 0, "back_when_stopped": True,
            "from": "00:00", "to": "00:00", "quiet_minutes": 1, "days": 30} | more


PILOT_THEN_ALL = [{"devices": 1}, {"percent": 100}]


class Field:
    """A commune with updatable players, its technician, and a maker that its devices believe."""

    def __init__(self, commune, folder):
        self.commune = commune
        self.technician = commune.add_officer("kythuat", "Phan Kỹ Thuật", ["technician"])
        self.maker = Maker(folder)

    def trust(self, *public_keys):
        self.commune.admin.call("PUT", "/api/v1/keys/release", 200, json={"keys": list(public_keys), "reason": "nhà sản xuất"})

    def upload(self, file, expect=201):
        return self.technician.call("POST", "/api/v1/updates/bundles", expect, data=file.read_bytes(),
                                    headers={"Content-Type": "application/octet-stream"}).json()

    def roll_out(self, bundle, stages=None, **more):
        return self.technician.post("/api/v1/updates/rollouts", {
            "bundle": bundle["id"], "area": COMMUNE, "plan": plan(stages or PILOT_THEN_ALL, **more)})

    def shown(self, rollout):
        return self.technician.get(f"/api/v1/updates/rollouts/{rollout['id']}")

    def wait(self, rollout, condition, seconds, what):
        def met():
            now = self.shown(rollout)
            return now if condition(now) else None
        try:
            return wait_until(met, seconds, what, every=0.2)
        except AssertionError as late:
            logs = "\n".join(c.log()[-1500:] for c in self.commune.clusters)
            raise AssertionError(f"{late}\n{self.shown(rollout)}\n{logs}\n{self.commune.server.log()[-2000:]}") from late

    def cluster_of(self, shown):
        return next(c for c in self.commune.clusters if c.device == shown["device"])

    def firmware(self, cluster):
        return self.commune.composer.get(f"/api/v1/devices/{cluster.device}").get("firmware", "")
