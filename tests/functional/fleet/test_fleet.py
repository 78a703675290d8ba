"""Many simulated devices against the real server: everybody is heard, every command arrives once, faults are survived."""

import datetime

import pytest

import fleet as fleets
from commune import COMMUNE, PASSWORD, VIETNAM, Commune, now_ms
from nguon_process import wait_until
from second_factor import Authenticator

TEXT = "Kính thưa bà con. Hôm nay khu vực ấp Vĩnh Đông có mưa to, gió giật cấp 7."


@pytest.fixture
def place(nguon, tmp_path):
    commune = Commune(nguon, tmp_path / "devices").set_up().add_officers().allow_now()
    commune.roster = fleets.claim(nguon, fleets.register(commune, [f"FL-{number:03d}" for number in range(24)]), tmp_path / "roster.json")
    commune.fleets = []

    def start(**more):
        commune.fleets.append(fleets.Fleet(commune.roster, tmp_path, **more))
        return commune.fleets[-1]
    commune.start_fleet = start
    yield commune
    for one in commune.fleets:
        one.kill()


def conditions(commune):
    devices = commune.composer.get("/api/v1/devices", params={"limit": 200})["items"]
    return [device["condition"] for device in devices]


def deliveries(commune, run):
    return commune.run(run["id"])["deliveries"]


def test_claimed_devices_are_welcomed_and_seen_online(place):
    fleet = place.start_fleet()
    fleet.wait_until_welcomed(24)
    wait_until(lambda: conditions(place).count("online") == 24, 20, "the server shows all of them online")
    last = fleet.stop()
    assert last["counts"].get("answers_ignored", 0) == 0
    wait_until(lambda: sum(c.startswith("silent") for c in conditions(place)) == 24, 20, "they said goodbye")


def test_a_programme_is_fetched_verified_played_and_proved_by_every_device_once(place):
    fleet = place.start_fleet()
    fleet.wait_until_welcomed(24)
    bulletin = place.approved_bulletin("Tin mưa bão", TEXT)
    start = datetime.datetime.now(VIETNAM).replace(microsecond=0) + datetime.timedelta(seconds=12)
    programme = place.programme_at("Tin mưa bão", start, bulletin)
    run = wait_until(lambda: [r for r in place.runs() if r.get("programme") == programme["id"]], 20, "the programme has a run")[0]
    wait_until(lambda: sum(d["state"] == "done" for d in deliveries(place, run)) == 24, 90, "24 proofs")
    status = fleet.ask()
    assert status["counts"]["runs_begun"] == 24 and status["counts"].get("media_bad", 0) == 0
    assert status["counts"].get("manifests_refused", 0) == 0


@pytest.mark.parametrize("faults", ["", "drop=4,slow=0.2,duplicate=0.3"])
def test_a_command_reaches_every_device_once_whatever_the_line_does(place, faults):
    fleet = place.start_fleet(faults=faults, seed=7, more=["--hasty"])
    fleet.wait_until_welcomed(24 if not faults else 20)
    bulletin = place.approved_bulletin("Phát ngay", TEXT, "priority")
    place.composer.post("/api/v1/broadcasts", {"bulletin": bulletin["id"], "targets": {"areas": [COMMUNE], "groups": [], "devices": []}})
    run = wait_until(lambda: [r for r in place.runs(now_ms() - 60_000) if r.get("bulletin") == bulletin["id"]], 20, "there is a run")[0]
    wait_until(lambda: sum(bool(d.get("proof")) for d in deliveries(place, run)) == 24, 120, "24 proofs")
    [command] = fleet.ask()["commands"].values()
    assert command["received"] == 24 and command["started"] == 24
    if not faults:
        assert command["doubled"] == 0


def test_how_a_command_ended_is_known_although_every_acknowledgement_after_received_is_lost(place):
    """Rule 10.7: the events tell it, for a stop and a volume as for a sound."""
    fleet = place.start_fleet(faults="mute=1")
    fleet.wait_until_welcomed(24)
    everywhere = {"areas": [COMMUNE], "groups": [], "devices": []}
    bulletin = place.approved_bulletin("Phát ngay", " ".join([TEXT] * 8), "priority")
    place.composer.post("/api/v1/broadcasts", {"bulletin": bulletin["id"], "targets": everywhere})
    run = wait_until(lambda: [r for r in place.runs(now_ms() - 60_000) if r.get("bulletin") == bulletin["id"]], 20, "there is a run")[0]
    wait_until(lambda: sum(d["state"] == "playing" for d in deliveries(place, run)) == 24, 60, "all of them say in heartbeats that they play")
    stop = place.composer.post("/api/v1/stops", {"targets": everywhere, "reason": "thử"})
    volume = place.composer.post("/api/v1/volume-changes", {"targets": everywhere, "percent": 40, "until": now_ms() + 600_000})

    def ended(command):
        return [d["state"] for d in place.composer.get(f"/api/v1/commands/{command['command']}")["deliveries"]]
    wait_until(lambda: ended(stop) == ["done"] * 24, 60, "the server knows that all of them stopped")
    wait_until(lambda: ended(volume) == ["done"] * 24, 60, "and that all of them changed the volume")
    wait_until(lambda: [d["proof"]["outcome"] for d in deliveries(place, run) if d.get("proof")] == ["stopped"] * 24, 30, "24 proofs")
    lost = fleet.ask()["counts"]["acknowledgements_lost"]
    assert lost >= 24 * 4, "started, the end of the sound, the stop and the volume"


def test_a_device_that_says_nothing_is_not_taken_for_one_that_received(place):
    fleet = place.start_fleet(faults="silent=0.3", seed=3)
    fleet.wait_until_welcomed(24)
    bulletin = place.approved_bulletin("Phát ngay", TEXT, "priority")
    place.composer.post("/api/v1/broadcasts", {"bulletin": bulletin["id"], "targets": {"areas": [COMMUNE], "groups": [], "devices": []}})
    run = wait_until(lambda: [r for r in place.runs(now_ms() - 60_000) if r.get("bulletin") == bulletin["id"]], 20, "there is a run")[0]
    [command] = fleet.wait_until(lambda s: s["commands"] and next(iter(s["commands"].values()))["done"] > 0, 60, "some have played")["commands"].values()
    answered = fleet.wait_until(lambda s: next(iter(s["commands"].values()))["done"] == command["received"], 60, "all that answer have played")
    speaking = next(iter(answered["commands"].values()))["received"]
    assert 5 < speaking < 24
    wait_until(lambda: sum(bool(d.get("proof")) for d in deliveries(place, run)) == speaking, 30, "as many proofs")
    assert sum(d["state"] in ("planned", "sent", "silent") for d in deliveries(place, run)) == 24 - speaking


def test_after_a_storm_everybody_is_back(place):
    fleet = place.start_fleet(more=["--hasty"])
    fleet.wait_until_welcomed(24)
    fleet.ask("storm")
    status = fleet.wait_until(lambda s: s["welcomed"] == 24 and s["welcoming"]["n"] == 24, 30, "all are back")
    assert status["counts"]["attempts"] >= 48
    assert conditions(place).count("online") == 24


def test_every_device_follows_replaced_keys_and_obeys_what_they_sign(place):
    fleet = place.start_fleet()
    fleet.wait_until_welcomed(24)
    Authenticator(place.admin, PASSWORD).show()
    for purpose in ("root", "ordinary", "emergency"):
        place.admin.post("/api/v1/keys/rotate", {"purpose": purpose, "reason": "máy chủ bị xâm nhập", "stolen": True})
    followed = fleet.wait_until(lambda status: status["counts"].get("keys_followed", 0) >= 72, 60, "24 devices follow three sets each")
    assert followed["counts"]["keys_followed"] == 72 and followed["counts"].get("keys_refused", 0) == 0
    bulletin = place.approved_bulletin("Phát ngay", TEXT, "priority")
    place.composer.post("/api/v1/broadcasts", {"bulletin": bulletin["id"], "targets": {"areas": [COMMUNE], "groups": [], "devices": []}})
    run = wait_until(lambda: [r for r in place.runs(now_ms() - 60_000) if r.get("bulletin") == bulletin["id"]], 20, "there is a run")[0]
    wait_until(lambda: sum(bool(d.get("proof")) for d in deliveries(place, run)) == 24, 120, "24 proofs")
    [command] = fleet.ask()["commands"].values()
    assert command["received"] == 24 and command["doubled"] == 0
