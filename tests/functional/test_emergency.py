"""Emergencies with three real players: siren at once, words after it, until somebody ends it; exercises that cannot be mistaken; a record that proves it."""

import base64
import copy
import json
import pathlib
import sys
import threading
import time

import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "live"))

import commune as place
from commune import COMMUNE
from nguon_process import wait_until
from second_factor import Authenticator
from test_field import TEXT, play, wait_all, wait_proofs
from test_main_job import sounds_of, start_of
from voice import BeepingFfmpeg, delays_of, onsets_of

FLOOD = "Nước lũ đang lên nhanh. Bà con di chuyển lên nơi cao."


def set_rule(commune, emergency, minutes=15):
    commune.set_approval_rule(emergency=emergency, confirmation_minutes_max=minutes, second_factor_minutes_max=30)


def holds_sirens(cluster):
    media = cluster.state / "media"
    return media.exists() and len([f for f in media.iterdir() if len(f.name) == 64]) >= 3  # and the test tone


@pytest.fixture
def alarm(commune):
    """An officer who may raise alone with a second factor, another who confirms, and sirens on every device."""
    set_rule(commune, "second_factor")
    commune.issuer = commune.add_officer("khancap", "Phạm Khẩn Cấp", ["emergency_issuer"])
    commune.factor = Authenticator(commune.issuer, place.PASSWORD)
    wait_until(lambda: all(holds_sirens(c) for c in commune.clusters), 60,
               "every device holds the siren and the words of an exercise before anybody needs them")
    return commune


def raise_one(commune, expect=202, **more):
    body = {"targets": {"areas": [COMMUNE]}, "title": "Lũ về", "text": FLOOD, "hazard": "flood", "minutes": 5} | more
    return commune.issuer.call("POST", "/api/v1/emergencies", expect, json=body).json()


def shown(commune, emergency):
    return commune.composer.get(f"/api/v1/emergencies/{emergency['id']}")


def wait_board(commune, emergency, seconds=60, **wanted):
    def reached():
        now = shown(commune, emergency)
        return now if all(now["board"][name] >= least for name, least in wanted.items()) else None
    return wait_until(reached, seconds, f"the board reaches {wanted}: {shown(commune, emergency)['board']}; "
                      + "".join(c.log()[-600:] for c in commune.clusters))


def wait_speech(commune, emergency, seconds=60):
    def ordered():
        now = shown(commune, emergency)
        return now if "run" in now["speech"] else None
    return wait_until(ordered, seconds, f"the words are made and ordered: {shown(commune, emergency)['speech']} {commune.server.log()[-1500:]}")


def verify(envelope, key):
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"].encode()
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
    Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(envelope["signatures"][0]["sig"]), signed)
    return json.loads(payload)


def issuing_key(cluster, envelope):
    """The key that the record names, as the device trusts it."""
    grant = json.loads((cluster.state / "identity.json").read_text())["grant"]
    grant = json.loads(grant) if isinstance(grant, str) else grant
    named = envelope["signatures"][0]["keyid"]
    return base64.b64decode(next(issuer["key"] for issuer in grant["issuers"] if issuer["keyid"] == named))


def test_an_emergency_breaks_in_everywhere_at_once_and_is_silent_when_cancelled(alarm):
    ordinary = play(alarm, alarm.approved_bulletin("Bản tin dài", " ".join([TEXT] * 12)))
    wait_all(alarm, ordinary["run"], "playing", seconds=60)
    bare = alarm.add_officer("chuacoma", "Võ Chưa Có Mã", ["emergency_issuer"])
    refused = bare.call("POST", "/api/v1/emergencies", 403, json={"targets": {"areas": [COMMUNE]}, "title": "Lũ về", "text": FLOOD}).json()
    assert refused["code"] == "emergency.second_factor_needed"
    alarm.factor.show()
    raised = raise_one(alarm)
    assert raised["stage"] == "on_air" and raised["mode"] == "real" and raised["devices"] == 3
    assert alarm.run(raised["siren_run"])["kind"] == "emergency"
    wait_board(alarm, raised, received=3, sounded=3)

    spoken = wait_speech(alarm, raised)
    wait_all(alarm, spoken["speech"]["run"], "playing", seconds=90)
    for run in (raised["siren_run"], spoken["speech"]["run"]):
        # That words took the place of the siren may be told before the siren's own proof has come.
        starts = wait_until(lambda: (lambda told: told if all(told) else None)([d.get("started_at") for d in alarm.run(run)["deliveries"]]), 60,
                            f"every cluster has told when run {run} began")
        assert len(starts) == 3 and max(starts) - min(starts) <= 1_500, "one publish, one instant"
    for cluster in alarm.clusters:
        assert len(sounds_of(cluster)) == 3, "the bulletin, the siren, the words"
    for number in range(3):
        firsts = [start_of(sounds_of(cluster)[number]) for cluster in alarm.clusters]
        assert max(firsts) - min(firsts) <= 20, "in step"

    refused = alarm.issuer.call("POST", f"/api/v1/emergencies/{raised['id']}/cancel", 400, json={}).json()
    assert refused["code"] == "emergency.reason_needed"
    ended = alarm.approver.post(f"/api/v1/emergencies/{raised['id']}/cancel", {"reason": "báo nhầm"})
    assert ended["stage"] == "over" and ended["ending"] == "cancelled"
    seen = wait_proofs(alarm, spoken["speech"]["run"], 60)
    assert all(d["proof"]["outcome"] == "stopped" for d in seen.values())
    log = [entry["action"] for entry in alarm.admin.get("/api/v1/audit", params={"entity": f"emergency/{raised['id']}"})["items"]]
    assert "emergency.raise" in log and "emergency.end" in log

    envelope = alarm.composer.get(f"/api/v1/emergencies/{raised['id']}/record")
    record = verify(envelope, issuing_key(alarm.clusters[0], envelope))
    assert record["emergency"]["id"] == raised["id"] and len(record["devices"]) == 3
    assert [deed["what"] for deed in record["emergency"]["history"]][:2] == ["raised", "went_on_air"]
    assert record["emergency"]["history"][-1]["note"] == "báo nhầm"
    assert all(device["ms_played"] > 0 for device in record["devices"])
    checked = alarm.composer.post("/api/v1/emergency-record-checks", envelope)
    assert checked["emergency"] == raised["id"]
    altered = copy.deepcopy(envelope)
    altered["payload"] = base64.b64encode(base64.b64decode(envelope["payload"]).replace("báo nhầm".encode(), "bão thật".encode())).decode()
    assert altered != envelope
    with pytest.raises(InvalidSignature):
        verify(altered, issuing_key(alarm.clusters[0], envelope))
    refused = alarm.composer.call("POST", "/api/v1/emergency-record-checks", json=altered)
    assert refused.status_code >= 400 and refused.json()["code"] == "crypto.bad_signature"


def put_into(commune, cluster, area):
    read = commune.composer.call("GET", f"/api/v1/devices/{cluster.device}", 200)
    kept = {name: value for name, value in read.json().items() if name in ("name", "kind", "serial", "model", "place", "position")}
    commune.composer.call("PUT", f"/api/v1/devices/{cluster.device}", 200, json=kept | {"area": area}, headers={"If-Match": read.headers["ETag"]})


def test_people_are_counted_by_the_villages_in_which_the_clusters_stand(commune):
    villages = f"/api/v1/areas/{COMMUNE.split('/')[1]}/villages"
    east = commune.admin.post(villages, {"kind": "ap", "name": "Vĩnh Đông", "population": 1240, "households": 310}, expect=201)
    west = commune.admin.post(villages, {"kind": "ap", "name": "Vĩnh Tây"}, expect=201)
    assert commune.composer.call("POST", villages, json={"kind": "ap", "name": "Khác"}).status_code == 403
    for cluster, village in zip(commune.clusters, (east, east, west)):
        put_into(commune, cluster, village["path"])
    whole = commune.composer.post("/api/v1/target-previews", {"targets": {"areas": [COMMUNE]}})
    assert (whole["devices"], whole["people"], whole["villages"], whole["villages_unknown"], whole["devices_in_no_village"]) == (3, 1240, 2, 1, 0)
    part = commune.composer.post("/api/v1/target-previews", {"targets": {"areas": [east["path"]]}})
    assert part["devices"] == 2 and part["people"] == 1240, "a village is a target of its own"
    ordered = play(commune, commune.approved_bulletin("Họp ấp", TEXT), targets={"areas": [west["path"]]})
    assert list(wait_proofs(commune, ordered["run"])) == [commune.clusters[2].device]


def test_nobody_speaks_as_an_emergency_who_has_not_raised_one_by_its_rule(alarm):
    aimed = {"title": "Lũ về", "targets": {"areas": [COMMUNE]}, "source": "source", "class": "emergency"}
    refused = alarm.issuer.call("POST", "/api/v1/live-sessions", json=aimed)
    assert refused.status_code == 400 and refused.json()["code"] == "live.emergency_needed"
    set_rule(alarm, "two_persons")
    waiting = raise_one(alarm, text="", live=True)
    spoken = {"emergency": waiting["id"], "source": "source"}
    assert alarm.issuer.call("POST", "/api/v1/live-sessions", 409, json=spoken).json()["code"] == "emergency.not_sounding"
    assert alarm.composer.call("POST", "/api/v1/live-sessions", 403, json=spoken).json()["code"] == "rights.forbidden"
    assert all(not sounds_of(cluster) for cluster in alarm.clusters)


def test_an_officer_speaks_live_in_an_emergency_and_the_words_come_back(alarm):
    alarm.factor.show()
    raised = raise_one(alarm)
    words = wait_speech(alarm, raised)["speech"]["run"]
    wait_all(alarm, words, "playing", seconds=90)
    assert "speak" in alarm.issuer.get(f"/api/v1/emergencies/{raised['id']}")["abilities"]
    opened = alarm.issuer.post("/api/v1/live-sessions", {"emergency": raised["id"], "source": "source"}, expect=201)
    assert opened["class"] == "emergency" and opened["title"] == "Lũ về" and opened["devices"] == 3
    assert opened["ends_by"] <= raised["expires_at"]
    voice = BeepingFfmpeg(alarm.server.url, opened["password"], opened["mount"]).start()
    try:
        wait_board(alarm, raised, playing=3)
        quiet = time.time() + 4  # by then nothing of the words is left
        heard = {}

        def enough():
            for cluster in alarm.clusters:
                heard[cluster] = [at for at in onsets_of(cluster) if at > quiet]
            return all(len(beeps) >= 3 for beeps in heard.values())
        wait_until(enough, 90, "three beeps on every cluster", every=0.5)
    finally:
        voice.stop()
    assert all(delay <= 2.0 for beeps in heard.values() for delay in delays_of(beeps)), "nothing but the voice, and not late"
    now = shown(alarm, raised)
    assert now["voice_run"] == opened["run"] and "run" not in now["speech"]
    alarm.issuer.post(f"/api/v1/live-sessions/{opened['id']}/stop", expect=200)
    again = wait_speech(alarm, raised)
    assert again["speech"]["run"] != words and again["earlier_runs"] == [words, opened["run"]]
    wait_all(alarm, again["speech"]["run"], "playing", seconds=60)
    cancelled = alarm.approver.post(f"/api/v1/emergencies/{raised['id']}/cancel", {"reason": "xong"})
    assert [deed["what"] for deed in cancelled["history"]].count("voice_began") == 1
    wait_proofs(alarm, again["speech"]["run"], 60)


def test_without_words_the_siren_calls_until_somebody_speaks_and_the_end_silences_the_voice(alarm):
    alarm.factor.show()
    raised = raise_one(alarm, text="", live=True)
    wait_board(alarm, raised, sounded=3)
    siren = alarm.run(raised["siren_run"])
    assert siren["ends_at"] - siren["starts_at"] > 200_000
    opened = alarm.issuer.post("/api/v1/live-sessions", {"emergency": raised["id"], "source": "source"}, expect=201)
    voice = BeepingFfmpeg(alarm.server.url, opened["password"], opened["mount"]).start()
    try:
        wait_all(alarm, opened["run"], "playing", seconds=60)
        alarm.issuer.post(f"/api/v1/emergencies/{raised['id']}/all-clear", {})
        ended = wait_until(lambda: (lambda s: s if s["state"] == "ended" else None)(alarm.composer.get(f"/api/v1/live-sessions/{opened['id']}")), 20,
                           "the voice ends with its emergency")
        assert ended["end_reason"] == "emergency_over"
    finally:
        voice.stop()
    closing = wait_until(lambda: shown(alarm, raised)["closing"].get("run"), 60, "the all-clear is spoken")
    seen = wait_proofs(alarm, closing, 90)
    assert all(d["proof"]["outcome"] == "played" for d in seen.values())


def test_stopping_everything_ends_a_live_session_and_an_ordinary_stop_ends_no_emergency(alarm):
    opened = alarm.composer.post("/api/v1/live-sessions", {"title": "Họp dân", "targets": {"areas": [COMMUNE]}, "source": "source"}, expect=201)
    stopped = alarm.approver.post("/api/v1/stop-everything", {"area": COMMUNE, "reason": "ồn"})
    assert stopped["live"] == 1 and stopped["emergencies"] == 0 and stopped["devices"] == 3 and stopped["spared"] == 0
    ended = alarm.composer.get(f"/api/v1/live-sessions/{opened['id']}")
    assert ended["state"] == "ended" and ended["end_reason"] in ("by_owner", "by_higher")
    alarm.factor.show()
    raised = raise_one(alarm)
    wait_board(alarm, raised, playing=3)
    technician = alarm.add_officer("kythuat", "Đỗ Kỹ Thuật", ["technician"])
    for body in ({"run": raised["siren_run"]}, {"targets": {"areas": [COMMUNE]}}):
        assert technician.call("POST", "/api/v1/stops", 403, json=body | {"reason": "thử"}).json()["code"] == "broadcast.emergency_sounds"
    assert shown(alarm, raised)["stage"] == "on_air"


def test_by_the_rule_of_two_nothing_sounds_before_the_second_person(alarm):
    set_rule(alarm, "two_persons")
    live = requests.get(alarm.server.url + "/api/v1/events", cookies=alarm.composer.http.cookies, stream=True, timeout=60)
    heard = []
    threading.Thread(target=lambda: [heard.append(line) for line in live.iter_lines() if b"emergency.changed" in line], daemon=True).start()
    raised = raise_one(alarm)
    assert raised["stage"] == "waiting" and "siren_run" not in raised and "confirm" not in raised["abilities"]
    assert alarm.issuer.call("POST", f"/api/v1/emergencies/{raised['id']}/confirm", json={}).json()["code"] == "emergency.another_person"
    assert alarm.composer.call("POST", f"/api/v1/emergencies/{raised['id']}/confirm", json={}).status_code == 403
    wait_until(lambda: "audio" in shown(alarm, raised)["speech"], 60, "the words are made while the second person reads")
    assert all(not sounds_of(cluster) for cluster in alarm.clusters)
    confirmed = alarm.approver.post(f"/api/v1/emergencies/{raised['id']}/confirm")
    assert confirmed["stage"] == "on_air" and confirmed["confirmed_by"]["name"] == "Nguyễn Văn Duyệt"
    wait_board(alarm, raised, sounded=3)
    wait_until(lambda: len(heard) >= 2, 30, "browsers are told")
    live.close()

    cleared = alarm.issuer.post(f"/api/v1/emergencies/{raised['id']}/all-clear", {})
    assert cleared["ending"] == "all_clear"
    closing = wait_until(lambda: shown(alarm, raised)["closing"].get("run"), 60, "the all-clear is spoken")
    seen = wait_proofs(alarm, closing, 90)
    assert all(d["proof"]["outcome"] == "played" for d in seen.values())


def test_an_exercise_is_told_apart_wherever_it_is_seen_and_keeps_quiet_hours(alarm):
    alarm.factor.show()
    raised = raise_one(alarm, mode="exercise", minutes=1)
    assert raised["mode"] == "exercise" and raised["title"] == "DIỄN TẬP: Lũ về"
    run = alarm.run(raised["siren_run"])
    assert run["kind"] == "exercise" and run["class"] == "priority" and run["title"].startswith("DIỄN TẬP")
    spoken = wait_speech(alarm, raised)
    assert alarm.run(spoken["speech"]["run"])["kind"] == "exercise"
    stopped = alarm.approver.post("/api/v1/stop-everything", {"area": COMMUNE, "reason": "kết thúc diễn tập"})
    assert stopped["emergencies"] == 1 and stopped["devices"] == 3
    assert shown(alarm, raised)["ending"] == "cancelled"
    alarm.allow_hours("00:00:00", "23:59:00")
    assert raise_one(alarm, expect=409, mode="exercise")["code"] == "broadcast.outside_hours"
    real = raise_one(alarm, title="Lũ thật")
    assert real["stage"] == "on_air"
    wait_board(alarm, real, sounded=3)


def test_what_a_choice_means_is_told_before_anything_is_sent(alarm):
    centre = {"latitude": 9.51, "longitude": 105.26}
    by_area = alarm.composer.post("/api/v1/target-previews", {"targets": {"areas": [COMMUNE]}})
    assert by_area["devices"] == 3 and by_area["offline"] == 0 and len(by_area["device_ids"]) == 3
    assert by_area["beyond_rights"] == 0
    nowhere = alarm.composer.post("/api/v1/target-previews", {"targets": {"circles": [{"centre": centre, "metres": 500}]}})
    assert nowhere["devices"] == 0
    alarm.clusters[0].kill()
    wait_until(lambda: alarm.condition(alarm.clusters[0]) not in ("online", "playing"), 15, "the will is believed")
    assert alarm.composer.post("/api/v1/target-previews", {"targets": {"areas": [COMMUNE]}})["offline"] == 1
    wrong = alarm.composer.call("POST", "/api/v1/target-previews", json={"targets": {"polygons": [[centre, centre]]}})
    assert wrong.status_code == 400 and wrong.json()["code"] == "broadcast.wrong_shape"
    templates = alarm.issuer.get("/api/v1/emergency-templates", params={"area": COMMUNE})["items"]
    assert {"storm", "flood", "landslide", "forest_fire", "epidemic", "dam_release"} <= {t["hazard"] for t in templates}
