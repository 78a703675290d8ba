"""Why did this device (not) play X at T? What happens at the device and on its line: it gives way, is stopped, comes late, is cut off,
misses a file, trusts nobody. Each answer of the API against what was done to real players."""

import base64
import contextlib
import datetime
import json
import secrets
import signal

import pytest

from commune import Commune, now_ms, today
from line import Line
from nguon_process import Nguon, wait_until
from test_cut_off import connect_through
from test_main_job import SHORT, instant, run_of, soon
from test_why import only, stored

LONG = " ".join([SHORT] * 4)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A commune with a cluster beside the server and one over lines that can be cut, and a bulletin of each kind."""
    folder = tmp_path_factory.mktemp("why")
    server = Nguon(folder / "server").start()
    made = Commune(server, folder / "devices").set_up().add_officers().allow_now().add_clusters(1)
    made.near = made.clusters[0]
    made.lines = {"https": Line(server.ports["https"]), "mqtt": Line(server.ports["mqtt"])}
    made.far = made.add_cluster("Cụm loa cuối xã", "VT-CUOI")
    made.far.stop()
    connect_through(made.far, made.lines)
    made.far.start()
    wait_until(lambda: made.condition(made.far) == "online", 60, "it is online over its lines")
    made.text = made.approved_bulletin("Bản tin thường", SHORT)
    made.long = made.approved_bulletin("Bản tin dài", LONG)
    made.urgent = made.approved_bulletin("Tin ưu tiên", " ".join([SHORT] * 2), class_="priority")
    yield made
    made.stop()
    for line in made.lines.values():
        line.close()
    server.stop()


def order(place, bulletin, cluster):
    return place.composer.post("/api/v1/broadcasts", {"bulletin": bulletin["id"], **only(cluster)})["run"]


def why(place, run):
    """The answer about a run that has one target."""
    [answer] = place.composer.get(f"/api/v1/runs/{run}/why")["items"]
    assert answer["message"]["vi"] and answer["message"]["en"]
    return answer


def answer_becomes(place, run, code, seconds=90):
    def given():
        answer = why(place, run)
        return answer if answer["code"] == code else None
    return wait_until(given, seconds, f"the answer is {code}: {why(place, run)}", every=0.3)


def plays(place, run, seconds=60):
    wait_until(lambda: place.run(run)["deliveries"][0]["state"] == "playing", seconds, "it sounds")


@contextlib.contextmanager
def frozen(cluster):
    """Its program stands still: it hears and says nothing, and is not started anew."""
    cluster.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        cluster.process.send_signal(signal.SIGCONT)


def passed(at, seconds):
    wait_until(lambda: now_ms() > at + seconds * 1000, 90, "its time has passed")


def test_a_run_that_was_paused_for_a_higher_class_names_it_with_both_times(place):
    paused = order(place, place.long, place.near)
    plays(place, paused)
    urgent = order(place, place.urgent, place.near)
    wait_until(lambda: why(place, paused)["message"]["vi"] == "Đang tạm dừng để nhường “Tin ưu tiên”.", 60, "while it is paused that is told")
    taken = answer_becomes(place, urgent, "played")
    assert "gave_way" not in taken, "who breaks in gives way to nobody"
    answer = answer_becomes(place, paused, "played", 120)
    assert answer["heard"] == "yes" and answer["outcome"] == "played"
    [way] = answer["gave_way"]
    assert (way["run"], way["title"]) == (urgent, "Tin ưu tiên")
    [sounded] = [d["proof"] for d in place.run(urgent)["deliveries"]]
    assert way["from"] <= sounded["started_at"] + 50 and way["until"] >= sounded["ended_at"] - 50
    assert "Nhường “Tin ưu tiên” từ " in answer["message"]["vi"] and "gave way to “Tin ưu tiên” from " in answer["message"]["en"]
    told = place.composer.get(f"/api/v1/devices/{place.near.device}/why", params={"at": answer["at"]})["items"]
    assert any(item.get("run") == paused and item["gave_way"] == [way] for item in told), "asked of the device and the time it is the same"


def test_a_run_that_waited_for_the_end_of_a_higher_class_says_so(place):
    urgent = order(place, place.urgent, place.near)
    plays(place, urgent)
    waiting = order(place, place.text, place.near)
    wait_until(lambda: why(place, waiting)["message"]["vi"] == "Đang đợi “Tin ưu tiên” phát xong.", 60, "while it waits that is told")
    answer = answer_becomes(place, waiting, "played", 120)
    [way] = answer["gave_way"]
    assert way["run"] == urgent and way["from"] == answer["at"] and way["until"] == answer["started_at"]
    assert "gave_way" not in answer_becomes(place, urgent, "played")


def test_a_run_that_an_officer_stopped_names_the_officer_and_the_reason(place):
    stopped = order(place, place.long, place.near)
    plays(place, stopped)
    place.approver.post("/api/v1/stops", {"run": stopped, "reason": "đọc nhầm bài"})
    answer = answer_becomes(place, stopped, "stopped")
    assert answer["heard"] == "in_part" and 0 < answer["ms_played"] < answer["ms_planned"]
    assert "Nguyễn Văn Duyệt" in answer["message"]["vi"] and "đọc nhầm bài" in answer["message"]["vi"]
    assert "gave_way" not in answer


def test_a_programme_that_came_to_the_device_after_its_time(place):
    with frozen(place.near):
        start = soon(8)
        run = run_of(place, place.programme_at("Lập quá sát giờ", start, place.text, late_seconds_max=0, **only(place.near)))
        passed(instant(start), 4)
    answer = answer_becomes(place, run["id"], "late_plan")
    assert answer["outcome"] == "missed" and answer["heard"] == "no"


def test_a_run_that_the_device_held_and_began_too_late(place):
    start = soon(25)
    run = run_of(place, place.programme_at("Lỡ giờ", start, place.text, late_seconds_max=0, **only(place.near)))
    stored(place, run)
    with frozen(place.near):
        assert now_ms() < instant(start) - 5_000, "long before it is prepared"
        passed(instant(start), 4)
    answer = answer_becomes(place, run["id"], "too_late")
    assert answer["outcome"] == "missed" and answer["received_at"] < instant(start)


def test_a_file_that_the_server_could_not_give(place):
    before = set(place.server.data.rglob("*"))
    bulletin = place.approved_bulletin("Thiếu tệp", "Tệp này sẽ không đến nơi. " + SHORT)
    new = [path for path in place.server.data.rglob("*") if path not in before and path.is_file() and path.read_bytes()[:4] == b"OggS"]
    assert new, "the server made a sound file"
    for path in new:
        path.rename(path.with_name(path.name + ".away"))
    try:
        start = soon(12)
        run = run_of(place, place.programme_at("Thiếu tệp", start, bulletin, late_seconds_max=0, **only(place.near)))
        answer = answer_becomes(place, run["id"], "media_missing")
        assert answer["outcome"] == "failed" and answer["reason"] == "media_missing" and answer["heard"] == "no"
    finally:
        for path in new:
            path.with_name(path.name + ".away").rename(path)


def test_a_device_that_was_cut_off_before_it_had_the_run(place):
    for line in place.lines.values():
        line.cut()
    wait_until(lambda: place.condition(place.far).startswith("silent"), 120, "its silence is noticed")
    start = soon(8)
    run = run_of(place, place.programme_at("Không tới nơi", start, place.text, late_seconds_max=0, **only(place.far)))
    passed(instant(start), 4)
    assert why(place, run["id"])["code"] in ("silent", "pending")
    for line in place.lines.values():
        line.mend()
    answer = answer_becomes(place, run["id"], "network_gone", 120)
    assert answer["silent_from"] < instant(start) < answer["silent_to"] and answer["heard"] == "no"


def test_a_device_that_does_not_trust_the_keys_and_is_revoked_for_it(place):
    """Somebody has put other keys into its memory: it plays nothing that the server signs, says so, and is taken out of service."""
    altered = place.add_cluster("Cụm loa bị sửa", "VT-SUA")
    wait_until(lambda: place.condition(altered) == "online", 60, "it is online")
    altered.stop()
    file = altered.state / "identity.json"
    identity = json.loads(file.read_text())
    for issuer in identity["grant"]["issuers"]:
        issuer["key"] = base64.b64encode(secrets.token_bytes(32)).decode()
    file.write_text(json.dumps(identity))
    altered.start()
    start = soon(15)
    run = run_of(place, place.programme_at("Không tin khóa", start, place.text, late_seconds_max=0, **only(altered)))
    answer = answer_becomes(place, run["id"], "signature_refused", 400)
    assert answer["heard"] == "no" and "crypto." in answer["message"]["en"]
    place.composer.post(f"/api/v1/devices/{altered.device}/revoke", {"reason": "bị sửa"})
    items = place.composer.get(f"/api/v1/devices/{altered.device}/why", params={"at": now_ms() + 3_600_000})["items"]
    assert [item["code"] for item in items] == ["revoked"]


def test_a_bulletin_that_must_not_sound_yet(place):
    draft = place.draft("Chưa đến ngày", SHORT)
    body = draft["body"] | {"valid_from": str(today() + datetime.timedelta(days=2))}
    edited = place.composer.call("PUT", f"/api/v1/bulletins/{draft['id']}", 200, json=body, headers={"If-Match": f'"v{draft["version"]}"'}).json()
    place.render(edited)
    place.approve(edited)
    items = place.composer.get(f"/api/v1/devices/{place.near.device}/why", params={"at": now_ms() + 60_000, "bulletin": draft["id"]})["items"]
    assert [item["code"] for item in items] == ["too_early"]
