"""The schedule in a real Chromium, on a desk and on a phone, against the real server and real players: a province above the commune."""

import datetime

import journey
from commune import COMMUNE, PASSWORD, Commune, today
from test_main_job import SHORT

pytestmark = journey.needs_browser


def daily(place, officer, title, area, times, bulletin):
    tomorrow = today() + datetime.timedelta(days=1)
    return officer.post("/api/v1/programmes", place.programme_body(
        title, times, bulletin, area=area, targets={"areas": [area], "groups": [], "devices": []},
        days={"first_day": str(tomorrow), "rule": "FREQ=DAILY", "except": []}, accept_conflicts=True))


def test_an_officer_reads_copies_and_hears_the_schedule_beforehand(nguon, tmp_path):
    place = Commune(nguon, tmp_path / "devices").set_up(area="91")
    province = place.add_officer("tinh", "Cán bộ tỉnh", ["approver", "operator"], area="91")
    place.unit = place.admin.post("/api/v1/units", {
        "name": "UBND xã Vĩnh Thuận", "kind": "committee_office", "area": COMMUNE})["id"]
    place.add_officers().allow_hours("01:00:00", "02:00:00").add_clusters(2)
    try:
        bulletin = place.approved_bulletin("Lịch tiêm chủng", SHORT)
        daily(place, province, "An toàn giao thông", "91", ["17:15:00"], bulletin)
        daily(place, place.composer, "Bản tin chiều", COMMUNE, ["17:15:00"], bulletin)
        daily(place, place.composer, "Đọc báo đêm", COMMUNE, ["03:30:00"], bulletin)
        place.allow_hours("03:00:00", "04:00:00")
        journey.walk(nguon, "schedule", COMPOSER="bientap", PASSWORD=PASSWORD, HIGHER="An toàn giao thông", OWN="Bản tin chiều",
                     LEFT_OUT="Đọc báo đêm", CLUSTER="Cụm loa ấp Vĩnh Đông 2")
    finally:
        place.stop()
