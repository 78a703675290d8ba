"""Why did this device (not) play X at T? Each way of missing that officers, rules, power and files can cause, told by the API."""

import datetime

import pytest

from commune import Commune, now_ms
from nguon_process import Nguon, wait_until
from test_main_job import SHORT, instant, run_of, soon


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One commune with two clusters."""
    folder = tmp_path_factory.mktemp("why")
    server = Nguon(folder / "server").start()
    made = Commune(server, folder / "devices").set_up().add_officers().allow_now().add_clusters(2)
    made.text = made.approved_bulletin("Lịch cúp điện", SHORT)
    yield made
    made.stop()
    server.stop()


def why(place, cluster, at, bulletin=None):
    """The codes about that time, nearest first."""
    asked = {"at": at} | ({"bulletin": bulletin["id"]} if bulletin else {})
    items = place.composer.get(f"/api/v1/devices/{cluster.device}/why", params=asked)["items"]
    assert all(item["message"]["vi"] and item["message"]["en"] for item in items)
    return [item["code"] for item in items]


def answer_becomes(place, cluster, at, code, bulletin=None, seconds=60):
    wait_until(lambda: why(place, cluster, at, bulletin)[:1] == [code], seconds, f"the answer is {code}", every=0.3)


def only(cluster):
    return {"targets": {"areas": [], "groups": [], "devices": [cluster.device]}}


def stored(place, run, count=1):
    wait_until(lambda: place.run(run["id"])["counts"].get("received", 0) == count, 60, "the run is stored by its devices")


def in_an_hour(minutes=0):
    return soon(3600 + 60 * minutes)


def test_what_no_plan_ever_said(place):
    first, _ = place.clusters
    at = now_ms() + 3_000_000
    assert why(place, first, at) == ["nothing_planned"]
    draft = place.draft("Chưa duyệt", SHORT)
    assert why(place, first, at, draft) == ["not_approved"]
    assert why(place, first, at + 40 * 86_400_000, place.text) == ["expired"]
    assert why(place, first, at - 40 * 86_400_000) == ["not_registered"]


def test_a_cluster_that_is_no_target(place):
    first, second = place.clusters
    start = in_an_hour()
    run = run_of(place, place.programme_at("Chỉ một cụm", start, place.text, **only(second)))
    answer_becomes(place, second, instant(start), "pending", place.text)
    assert why(place, first, instant(start), place.text) == ["not_in_targets"]
    whole = place.composer.get(f"/api/v1/runs/{run['id']}/why")["items"]
    assert [item["device"] for item in whole] == [second.device]


def test_a_programme_that_was_cancelled_and_a_bulletin_that_was_withdrawn(place):
    first, _ = place.clusters
    start = in_an_hour(5)
    programme = place.programme_at("Sẽ hủy", start, place.text, **only(first))
    run = run_of(place, programme)
    place.composer.post(f"/api/v1/programmes/{programme['id']}/cancel", {"reason": "nhầm ngày"})
    answer_becomes(place, first, instant(start), "programme_cancelled")
    assert [item["code"] for item in place.composer.get(f"/api/v1/runs/{run['id']}/why")["items"]] == ["programme_cancelled"]
    bulletin = place.approved_bulletin("Sẽ rút", SHORT)
    later = in_an_hour(30)
    run_of(place, place.programme_at("Sẽ rút", later, bulletin, **only(first)))
    place.composer.post(f"/api/v1/bulletins/{bulletin['id']}/withdraw", {"reason": "sai nội dung"})
    answer_becomes(place, first, instant(later), "withdrawn", bulletin)


def test_rules_that_came_later(place):
    first, _ = place.clusters
    start = in_an_hour(60)
    run_of(place, place.programme_at("Giờ yên lặng", start, place.text, **only(first)))
    clock = lambda minutes: (start + datetime.timedelta(minutes=minutes)).strftime("%H:%M:%S")  # noqa: E731
    place.allow_hours(clock(-10), clock(10))
    answer_becomes(place, first, instant(start), "quiet_hours")
    place.allow_now()
    answer_becomes(place, first, instant(start), "pending")


@pytest.mark.parametrize("code, hour, rules", [
    ("outside_windows", 8, lambda day: {"windows": [{"weekdays": [], "from": "00:00:00", "to": "00:10:00"}]}),
    ("day_off", 11, lambda day: {"days_off": [{"first": day, "last": day, "name": "Ngày lễ"}]}),
    ("session_too_long", 14, lambda day: {"session_minutes_max": 0}),
    ("day_limit", 17, lambda day: {"day_minutes_max": 0}),
])
def test_a_rule_of_the_unit_against_it(place, code, hour, rules):
    """Asked of a time far from midnight, whatever the time is now, and each of its own: the one before was cancelled."""
    first, _ = place.clusters
    start = (soon(0) + datetime.timedelta(days=1)).replace(hour=hour, minute=20, second=0)
    place.allow_hours("02:00:00", "03:00:00")
    programme = place.programme_at("Theo quy định", start, place.text, **only(first))
    answer_becomes(place, first, instant(start), "pending")
    place.allow_hours("02:00:00", "03:00:00", **rules(str(start.date())))
    answer_becomes(place, first, instant(start), code)
    place.allow_now()
    place.composer.post(f"/api/v1/programmes/{programme['id']}/cancel", {"reason": "thử xong"})


def test_a_cluster_that_was_never_claimed_and_a_time_that_was_moved(place):
    first, _ = place.clusters
    made = place.composer.post("/api/v1/devices", {
        "name": "Còn trong hộp", "kind": "cluster", "serial": "HOP-1", "area": "91/31069", "vendor": "Nguồn", "model": "nguon-player",
        "place": "Kho", "speakers": 1, "watt": 10})
    items = place.composer.get(f"/api/v1/devices/{made['id']}/why", params={"at": now_ms() + 60_000})["items"]
    assert [item["code"] for item in items] == ["not_claimed"]
    start = in_an_hour(120)
    programme = place.programme_at("Sẽ dời giờ", start, place.text, **only(first))
    run_of(place, programme)
    answer_becomes(place, first, instant(start), "pending")
    kept = place.composer.call("GET", f"/api/v1/programmes/{programme['id']}", 200)
    body = place.programme_body("Sẽ dời giờ", [(start + datetime.timedelta(minutes=40)).strftime("%H:%M:%S")], place.text,
                                days={"first_day": str(start.date()), "rule": "", "except": []}, **only(first))
    place.composer.call("PUT", f"/api/v1/programmes/{programme['id']}", 200, json=body, headers={"If-Match": kept.headers["ETag"]})
    answer_becomes(place, first, instant(start), "replanned")
    place.composer.post(f"/api/v1/programmes/{programme['id']}/cancel", {"reason": "thử xong"})


def test_a_cluster_without_power(place):
    first, second = place.clusters
    start = soon(20)
    run = run_of(place, place.programme_at("Mất điện", start, place.text, late_seconds_max=0))
    stored(place, run, 2)
    first.kill()
    answer_becomes(place, second, instant(start), "played", seconds=120)
    assert why(place, first, instant(start))[0] in ("silent", "pending")
    first.start()
    answer_becomes(place, first, instant(start), "device_off", seconds=120)


def test_a_volume_of_zero(place):
    first, _ = place.clusters
    device = place.composer.call("GET", f"/api/v1/devices/{first.device}", 200)
    silent = {"steps": [{"from": "00:00:00", "percent": 0}], "emergency_percent_min": 80}
    place.composer.call("PUT", f"/api/v1/devices/{first.device}/volume", 200, json=silent, headers={"If-Match": device.headers["ETag"]})
    start = soon(20)
    run_of(place, place.programme_at("Không nghe thấy", start, place.text, **only(first)))
    answer_becomes(place, first, instant(start), "volume_zero", seconds=120)


def test_a_file_that_was_altered_on_the_device(place):
    _, second = place.clusters
    bulletin = place.approved_bulletin("Tệp hỏng", "Tệp này sẽ bị sửa một byte. " + SHORT)
    before = set(second.state.rglob("*"))
    start = soon(25)
    run = run_of(place, place.programme_at("Tệp hỏng", start, bulletin, late_seconds_max=0, **only(second)))
    stored(place, run)
    sounds = [path for path in second.state.rglob("*") if path not in before and path.is_file() and path.read_bytes()[:4] == b"OggS"]
    assert sounds, "the new file is in the device's store"
    place.server.kill()  # nobody can give it again
    for path in sounds:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.chmod(0o600)
        path.write_bytes(bytes(content))
    wait_until(lambda: now_ms() > instant(start) + 15_000, 60, "its time has passed for good")
    place.server.start()
    place.composer = place.sign_in("bientap")
    answer_becomes(place, second, instant(start), "media_corrupt", seconds=120)
