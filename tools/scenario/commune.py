"""Xã Vĩnh Thuận (An Giang) at work: its officers, its loudspeaker clusters, its bulletins and programmes, all through the API."""

import datetime
import pathlib
import secrets
import signal
import subprocess

from nguon_process import PLAYER, Api, wait_until

COMMUNE = "91/31069"
PASSWORD = secrets.token_urlsafe(18)  # of this process; nothing of ours has a fixed one
VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def now_ms():
    return int(datetime.datetime.now(datetime.timezone.utc).timestamp() * 1000)


def today():
    return datetime.datetime.now(VIETNAM).date()


class Cluster:
    """A loudspeaker cluster: a real nguon-player with its own state folder, writing sound files."""

    def __init__(self, folder, device, serial, output=None, more=()):
        self.folder = pathlib.Path(folder)
        self.device = device
        self.serial = serial
        self.state = self.folder / "state"
        self.sound = self.folder / "sound"
        self.output = output or f"wav:{self.sound}"
        self.more = more  # further words of its command line
        self.process = None

    def claim(self, server, code):
        self.folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([str(PLAYER), "claim", "--server", server.device_url, "--code", code, "--serial", self.serial,
                               "--state", str(self.state)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return self

    @property
    def sensors(self):
        """What the board measures: a test writes it as a board's own program would, whole."""
        return self.folder / "sensors.json"

    def start(self):
        log = open(self.folder / "player.log", "ab")
        self.process = subprocess.Popen([str(PLAYER), "run", "--state", str(self.state), "--output", self.output, "--first-spread", "0",
                                         "--sensors", str(self.sensors), *self.more],
                                        stdout=log, stderr=log, start_new_session=True)
        log.close()
        return self

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def begin_stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.begin_stop()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def log(self):
        return (self.folder / "player.log").read_text(errors="replace")


def blocks_of(text):
    """A plain text as the blocks of a bulletin: one paragraph per line that is not blank."""
    return [{"kind": "paragraph", "level": 0, "text": line.strip()} for line in text.splitlines() if line.strip()]


class Commune:
    def __init__(self, server, folder):
        self.server = server
        self.folder = pathlib.Path(folder)
        self.admin = None
        self.unit = None
        self.composer = None
        self.approver = None
        self.clusters = []

    def set_up(self, area=COMMUNE):
        """The first administrator, from the one-time code that the server printed."""
        self.admin = self.server.api()
        me = self.admin.post("/api/v1/setup", {
            "code": self.server.setup_code, "unit_name": "UBND xã Vĩnh Thuận", "unit_kind": "committee_office", "area": area,
            "user_name": "quantri", "display_name": "Trần Quản Trị", "password": PASSWORD})
        self.unit = me["user"]["unit"]
        return self

    def sign_in(self, user_name, password=PASSWORD):
        api = Api(self.server.url)
        api.post("/api/v1/session", {"user_name": user_name, "password": password})
        return api

    def add_officer(self, user_name, display_name, roles, area=COMMUNE):
        made = self.admin.post("/api/v1/users", {
            "user_name": user_name, "display_name": display_name, "unit": self.unit,
            "grants": [{"role": role, "area": area} for role in roles]})
        Api(self.server.url).post("/api/v1/password/reset", {"user_name": user_name, "code": made["code"], "new_password": PASSWORD})
        return self.sign_in(user_name)

    def add_officers(self):
        self.composer = self.add_officer("bientap", "Lê Thị Biên Tập", ["composer", "operator", "technician"])
        self.approver = self.add_officer("pheduyet", "Nguyễn Văn Duyệt", ["approver", "operator"])
        return self

    def one_time_code(self, user_name):
        """With it a person chooses a password of their own."""
        people = self.admin.get("/api/v1/users", params={"limit": 200})["items"]
        person = next(p for p in people if p["user_name"] == user_name)
        return self.admin.post(f"/api/v1/users/{person['id']}/reset-code")["code"]

    def allow_hours(self, quiet_from="21:00:00", quiet_to="05:00:00", **more):
        """Broadcasting at every time that is not quiet, unless `more` says other rules. Tests choose quiet hours away from the present."""
        rules = self.admin.get("/api/v1/unit-rules", params={"area": COMMUNE})
        version, since = (rules["version"], rules["effective_from"]) if rules["area"] == COMMUNE else (0, str(today()))
        rules.update(area=COMMUNE, unit_name="xã Vĩnh Thuận", effective_from=since, windows=[], weekdays_off=[], days_off=[],
                     quiet_hours=[{"from": quiet_from, "to": quiet_to}], session_minutes_max=120, day_minutes_max=1440)
        rules.update(more)
        rules.pop("effective_to", None)
        self.admin.call("PUT", "/api/v1/unit-rules", 200, json=rules, headers={"If-Match": f'"v{version}"'})
        return self

    def set_approval_rule(self, **changes):
        rule = self.admin.get("/api/v1/approval-rule", params={"area": COMMUNE})
        version = rule["version"] if rule["area"] == COMMUNE else 0
        rule.update(area=COMMUNE, **changes)
        self.admin.call("PUT", "/api/v1/approval-rule", 200, json=rule, headers={"If-Match": f'"v{version}"'})

    def allow_now(self, **more):
        """Quiet hours of two hours that begin in ten, whatever the time is now."""
        start = (datetime.datetime.now(VIETNAM) + datetime.timedelta(hours=10)).time().replace(microsecond=0)
        end = (datetime.datetime.now(VIETNAM) + datetime.timedelta(hours=12)).time().replace(microsecond=0)
        return self.allow_hours(str(start), str(end), **more)

    def add_cluster(self, name, serial, output=None, more=()):
        made = self.composer.post("/api/v1/devices", {
            "name": name, "kind": "cluster", "serial": serial, "area": COMMUNE, "vendor": "Nguồn", "model": "nguon-player",
            "place": f"Nhà văn hóa {name}", "speakers": 4, "watt": 120})
        cluster = Cluster(self.folder / serial, made["id"], serial, output, more).claim(self.server, made["claim"]["code"]).start()
        self.clusters.append(cluster)
        return cluster

    def add_clusters(self, count=3):
        for number in range(1, count + 1):
            self.add_cluster(f"Cụm loa ấp Vĩnh Đông {number}", f"VT-{number:03d}")
        wait_until(lambda: all(self.condition(c) in ("online", "playing") for c in self.clusters), 30, "all clusters are online")
        return self

    def condition(self, cluster):
        return self.composer.get(f"/api/v1/devices/{cluster.device}")["condition"]

    def draft(self, title, text, class_="ordinary", voice=None):
        variant = {"language": "vi", "source": "speech", "blocks": blocks_of(text)}
        if voice:
            variant["voice"] = voice
        return self.composer.post("/api/v1/bulletins", {"body": {
            "title": title, "class": class_, "field": "Thông tin cơ sở", "area": COMMUNE, "valid_from": str(today()),
            "valid_to": str(today() + datetime.timedelta(days=30)), "targets": {"areas": [COMMUNE], "groups": [], "devices": []},
            "variants": [variant], "attachments": [], "miss": {"on_miss": "drop"}}})

    def render(self, bulletin, seconds=120):
        """The bulletin with its sound; waits until the job is over."""
        job = self.composer.post(f"/api/v1/bulletins/{bulletin['id']}/render", {})
        job = wait_until(lambda: self.render_over(job), seconds, "the sound is made")
        assert job["state"] == "done", job
        return self.composer.get(f"/api/v1/bulletins/{bulletin['id']}")

    def render_over(self, job):
        job = self.composer.get(f"/api/v1/render-jobs/{job['id']}")
        return job if job["state"] not in ("waiting", "working") else None

    def approve(self, bulletin):
        """Approval answers for exactly what was submitted, so it names the version that was seen."""
        self.composer.post(f"/api/v1/bulletins/{bulletin['id']}/submit")
        seen = self.approver.call("GET", f"/api/v1/bulletins/{bulletin['id']}", 200).headers["ETag"]
        return self.approver.post(f"/api/v1/bulletins/{bulletin['id']}/approve", headers={"If-Match": seen})

    def approved_bulletin(self, title, text, class_="ordinary"):
        bulletin = self.draft(title, text, class_)
        self.render(bulletin)
        return self.approve(bulletin)

    def programme_body(self, title, times, bulletin, **more):
        return {"title": title, "area": COMMUNE, "class": "ordinary",
                "days": {"first_day": str(today()), "rule": "", "except": []}, "times": times,
                "items": [{"kind": "bulletin", "title": title, "repeats": 1, "bulletin": bulletin["id"]}],
                "targets": {"areas": [COMMUNE], "groups": [], "devices": []}} | more

    def programme_at(self, title, start, bulletin, **more):
        """A programme that sounds once, at `start` (a local date and time of whole seconds)."""
        days = {"first_day": str(start.date()), "rule": "", "except": []}
        return self.composer.post("/api/v1/programmes", self.programme_body(title, [start.strftime("%H:%M:%S")], bulletin, days=days, **more))

    def runs(self, since_ms=None, until_ms=None):
        return self.composer.get("/api/v1/runs", params={"from": since_ms or now_ms() - 3_600_000, "to": until_ms or now_ms() + 86_400_000})["items"]

    def run(self, run_id):
        return self.composer.get(f"/api/v1/runs/{run_id}")

    def stop(self):
        for cluster in self.clusters:
            cluster.begin_stop()
        for cluster in self.clusters:
            cluster.stop()
