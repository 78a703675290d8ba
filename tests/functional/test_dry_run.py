"""What would be heard at a place on a day is what its clusters are then told, and the rest has its reason."""

import datetime

from commune import COMMUNE, today
from nguon_process import wait_until
from test_main_job import SHORT


def ask(api, status=200, **question):
    return api.call("GET", "/api/v1/dry-runs", status, params=question).json()


def test_a_day_is_heard_beforehand_as_the_clusters_are_told_it(commune):
    commune.allow_hours("03:00:00", "04:00:00")
    tomorrow = today() + datetime.timedelta(days=1)
    bulletin = commune.approved_bulletin("Lịch tiêm chủng", SHORT)
    days = {"first_day": str(tomorrow), "rule": "FREQ=DAILY", "except": []}
    first = commune.composer.post("/api/v1/programmes", commune.programme_body(
        "Buổi sáng", ["10:00:00"], bulletin, days=days, volume_percent=70))
    second = commune.composer.post("/api/v1/programmes", commune.programme_body(
        "Chen vào", ["10:00:00"], bulletin, days=days, accept_conflicts=True))

    heard = ask(commune.composer, area=COMMUNE, date=str(tomorrow))
    assert heard["device_count"] == 3 and not heard["is_cut"]
    length = bulletin["renderings"][0]["audio"]["duration_ms"]
    assert heard["sound_ms_max"] == 2 * length
    assert [one["programme"] for one in heard["heard"]] == [first["id"], second["id"]]
    assert heard["heard"][0]["volume_percent"] == 70 and heard["heard"][0]["device_count"] == 3
    waits = heard["heard"][1]
    assert waits["reason"] == "deferred" and waits["behind"]["programme"] == first["id"]
    assert "trùng giờ với “Buổi sáng”" in waits["message"]["vi"] and waits["at"] > waits["nominal_at"]

    device = commune.clusters[0].device
    by_device = ask(commune.composer, device=device, date=str(tomorrow))
    assert by_device["device_count"] == 1
    told = wait_until(lambda: commune.composer.get(f"/api/v1/devices/{device}/planned-runs")["runs"], 30, "the runs are published")
    told = [(one["id"], one["at"], one["duration_ms"]) for one in told[:2]]
    assert [(one["id"], one["at"], one["duration_ms"]) for one in by_device["heard"]] == told

    far = ask(commune.composer, area=COMMUNE, date=str(today() + datetime.timedelta(days=20)))
    assert [one["title"] for one in far["heard"]] == ["Buổi sáng", "Chen vào"], "also beyond what is published"


def test_later_quiet_hours_are_named_as_the_reason(commune):
    tomorrow = today() + datetime.timedelta(days=1)
    commune.allow_hours("03:00:00", "04:00:00")
    bulletin = commune.approved_bulletin("Họp chợ", SHORT)
    commune.composer.post("/api/v1/programmes", commune.programme_body(
        "Buổi trưa", ["12:30:00"], bulletin, days={"first_day": str(tomorrow), "rule": "", "except": []}))
    commune.allow_hours("12:00:00", "13:00:00")
    heard = ask(commune.composer, area=COMMUNE, date=str(tomorrow))
    assert heard["heard"] == [] and heard["sound_ms_max"] == 0
    [left_out] = heard["unheard"]
    assert left_out["reason"] == "quiet_hours" and left_out["title"] == "Buổi trưa"
    assert "giờ yên lặng (12:00–13:00)" in left_out["message"]["vi"]


def test_only_who_may_read_the_schedule_of_the_place_hears_it(commune):
    date = str(today())
    device = commune.clusters[0].device
    there = commune.server.api().get("/api/v1/areas", params={"under": COMMUNE.split("/")[0], "limit": 5})["items"]
    theirs = next(unit["path"] for unit in there if unit["path"] != COMMUNE)
    reader = commune.add_officer("chixem", "Chỉ xem", ["report_viewer"])
    ask(reader, area=COMMUNE, date=date)
    ask(reader, 403, area=theirs, date=date)
    ask(reader, 403, area="", date=date)
    commune.server.api().call("GET", "/api/v1/dry-runs", 401, params={"area": COMMUNE, "date": date})
    assert ask(reader, 400, area=COMMUNE, date=str(today() - datetime.timedelta(days=1)))["code"] == "schedule.no_dry_run_then"
    assert ask(reader, 400, area=COMMUNE, device=device, date=date)["code"] == "schedule.bad_filter"
    ask(reader, 400, date=date)
    ask(reader, 400, area=COMMUNE)
