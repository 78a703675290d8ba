"""The console in a real Chromium against the real server and two real players."""

import datetime
import subprocess
import time

import pytest

import journey
from nguon_process import PLAYER, Nguon, wait_until

AREA = "91/31069"
PASSWORD = "mot cau that dai de nho"

pytestmark = journey.needs_browser


def set_up(server, area=AREA):
    api = server.api()
    api.post("/api/v1/setup", {
        "code": server.setup_code, "unit_name": "Xã Vĩnh Thuận", "unit_kind": "service_centre",
        "area": area, "user_name": "quantri", "display_name": "Quản trị", "password": PASSWORD})
    return api


def add_officer(server, admin, name, display_name, roles, area=AREA, unit=None):
    unit = unit or admin.get("/api/v1/session")["user"]["unit"]
    made = admin.post("/api/v1/users", {
        "user_name": name, "display_name": display_name, "unit": unit,
        "grants": [{"role": role, "area": area} for role in roles]})
    server.api().post("/api/v1/password/reset", {
        "user_name": name, "code": made["code"], "new_password": PASSWORD}, expect=204)
    officer = server.api()
    officer.post("/api/v1/session", {"user_name": name, "password": PASSWORD})
    return officer


# The journeys run at any hour of the day: one hour that is not near stays quiet.
QUIET_HOUR = 3 if not 1 <= time.gmtime(time.time() + 7 * 3_600).tm_hour <= 6 else 14


def allow_all_but_one_hour(admin):
    rules = admin.get("/api/v1/unit-rules", params={"area": AREA})
    rules.pop("effective_to", None)
    rules.update({
        "area": AREA, "unit_name": "xã Vĩnh Thuận", "effective_from": "2026-01-01",
        "windows": [], "quiet_hours": [{"from": f"{QUIET_HOUR:02}:00:00", "to": f"{QUIET_HOUR + 1:02}:00:00"}],
        "weekdays_off": [], "days_off": []})
    admin.call("PUT", "/api/v1/unit-rules", 200, json=rules, headers={"If-Match": '"v0"'})


class Player:
    def __init__(self, server, technician, folder, number):
        device = technician.post("/api/v1/devices", {
            "name": f"Cụm ấp {number}", "kind": "cluster", "serial": f"VT-{number}", "area": AREA,
            "place": f"Nhà văn hóa ấp {number}"})
        self.id = device["id"]
        state = folder / f"player-{number}"
        subprocess.run(
            [PLAYER, "claim", "--server", server.device_url, "--code", device["claim"]["code"],
             "--serial", f"VT-{number}", "--state", state], check=True, timeout=60)
        log = open(folder / f"player-{number}.log", "wb")
        self.process = subprocess.Popen(
            [PLAYER, "run", "--state", state, "--output", f"wav:{folder}/wav-{number}",
             "--first-spread", "0"], stdout=log, stderr=subprocess.STDOUT)
        log.close()

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def commune(tmp_path):
    """A commune with two officers and two loudspeaker clusters."""
    server = Nguon(tmp_path / "nguon").start()
    players = []
    try:
        admin = set_up(server)
        add_officer(server, admin, "lan", "Nguyễn Thị Lan", ["composer", "operator", "technician"])
        add_officer(server, admin, "minh", "Trần Văn Minh", ["approver"])
        allow_all_but_one_hour(admin)
        technician = add_officer(server, admin, "son", "Lê Văn Sơn", ["technician"])
        players = [Player(server, technician, tmp_path, number) for number in (1, 2)]

        def all_online():
            items = technician.get("/api/v1/devices")["items"]
            return all(one["condition"] == "online" for one in items)

        wait_until(all_online, 60, "both players are online")
        yield server
    finally:
        for player in players:
            player.stop()
        server.stop()


def walk(server, name, **settings):
    journey.walk(server, name, QUIET_HOUR=QUIET_HOUR, **settings)


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_two_officers_write_hear_approve_schedule_watch_and_read_the_proof(commune, screen):
    walk(commune, "main_job", SCREEN=screen, COMPOSER="lan", COMPOSER_PASSWORD=PASSWORD, APPROVER="minh",
         APPROVER_PASSWORD=PASSWORD)


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_officers_put_right_what_goes_wrong_in_a_week(commune, screen):
    walk(commune, "daily_work", SCREEN=screen, ADMIN="quantri", COMPOSER="lan", APPROVER="minh", PASSWORD=PASSWORD)


def test_an_officer_uses_a_template_records_trims_undoes_and_searches(commune):
    walk(commune, "bulletins", COMPOSER="lan", PASSWORD=PASSWORD)


def approved_bulletin(writer, approver, area, title, text):
    today = datetime.date.today()
    made = writer.post("/api/v1/bulletins", {"body": {
        "title": title, "class": "ordinary", "field": "Y tế", "area": area, "valid_from": str(today),
        "valid_to": str(today + datetime.timedelta(days=30)), "targets": {"areas": [area], "groups": [], "devices": []},
        "variants": [{"language": "vi", "source": "speech", "blocks": [{"kind": "paragraph", "level": 0, "text": text}]}],
        "attachments": [], "miss": {"on_miss": "drop"}}})
    address = f"/api/v1/bulletins/{made['id']}"
    writer.post(f"{address}/render")
    wait_until(lambda: writer.get(address)["renderings"], 120, "the sound is made")
    writer.post(f"{address}/submit")
    seen = approver.call("GET", address, 200).headers["ETag"]
    return approver.post(f"{address}/approve", headers={"If-Match": seen})


def test_a_commune_takes_over_what_its_province_has_approved(nguon):
    admin = set_up(nguon, "91")
    unit = admin.post("/api/v1/units", {"name": "Xã Vĩnh Thuận", "kind": "culture_office", "area": AREA})["id"]
    add_officer(nguon, admin, "lan", "Nguyễn Thị Lan", ["composer"], unit=unit)
    add_officer(nguon, admin, "minh", "Trần Văn Minh", ["approver"], unit=unit)
    writer = add_officer(nguon, admin, "binh", "Phan Thị Bình", ["composer"], area="91")
    approver = add_officer(nguon, admin, "khoa", "Đặng Anh Khoa", ["approver"], area="91")
    title = "Phòng sốt xuất huyết"
    approved_bulletin(writer, approver, "91", title, "Bà con diệt lăng quăng mỗi tuần. Đậy kín lu, khạp.")
    walk(nguon, "copies", COMPOSER="lan", APPROVER="minh", PASSWORD=PASSWORD, TITLE=title)


def change_rule(admin, **changes):
    seen = admin.call("GET", "/api/v1/approval-rule", 200, params={"area": AREA})
    rule = seen.json() | {"area": AREA} | changes
    admin.call("PUT", "/api/v1/approval-rule", 200, json=rule, headers={"If-Match": seen.headers["ETag"]})


def test_two_persons_raise_watch_and_end_an_emergency(commune):
    admin = commune.api()
    admin.post("/api/v1/session", {"user_name": "quantri", "password": PASSWORD})
    change_rule(admin, emergency="two_persons")
    add_officer(commune, admin, "hai", "Phạm Văn Hai", ["emergency_issuer"])
    walk(commune, "emergency", RAISER="hai", CONFIRMER="minh", PASSWORD=PASSWORD)


def test_an_empty_server_is_set_up_and_used_on_a_phone(nguon):
    walk(nguon, "first_day", SETUP_CODE=nguon.setup_code)


def test_an_administrator_keeps_units_people_and_passkeys(nguon):
    set_up(nguon)
    walk(nguon, "administration", ADMIN="quantri", PASSWORD=PASSWORD)


def test_clusters_come_from_a_workbook_and_are_seen_on_the_map(nguon):
    add_officer(nguon, set_up(nguon), "son", "Lê Văn Sơn", ["technician"])
    walk(nguon, "clusters", TECHNICIAN="son", PASSWORD=PASSWORD)


def test_a_machine_is_taken_in_by_the_live_camera(nguon):
    add_officer(nguon, set_up(nguon), "son", "Lê Văn Sơn", ["technician"])
    walk(nguon, "scan", TECHNICIAN="son", PASSWORD=PASSWORD, PLAYER=str(PLAYER), DEVICE_URL=nguon.device_url)


def test_an_emergency_is_confirmed_by_a_passkey(commune):
    admin = commune.api()
    admin.post("/api/v1/session", {"user_name": "quantri", "password": PASSWORD})
    change_rule(admin, emergency="second_factor")
    add_officer(commune, admin, "hai", "Phạm Văn Hai", ["emergency_issuer"])
    walk(commune, "passkey", RAISER="hai", PASSWORD=PASSWORD)


def test_targets_are_drawn_wherever_something_is_aimed(commune):
    technician = commune.api()
    technician.post("/api/v1/session", {"user_name": "son", "password": PASSWORD})
    items = technician.get("/api/v1/devices")["items"]
    for device, latitude in zip(sorted(items, key=lambda one: one["name"]), (9.51, 9.56)):
        details = {key: device[key] for key in ("name", "kind", "serial", "area", "place")}
        details["position"] = {"latitude": latitude, "longitude": 105.25}
        path = f"/api/v1/devices/{device['id']}"
        seen = technician.call("GET", path, 200).headers["ETag"]
        technician.call("PUT", path, 200, json=details, headers={"If-Match": seen})
    walk(commune, "drawing", COMPOSER="lan", ADMIN="quantri", PASSWORD=PASSWORD)
