"""A commune reads, hears and takes over what its province has approved for it, and nothing else of the province."""

import pytest

from commune import COMMUNE, Commune
from nguon_process import Nguon

PROVINCE = "91"


def listed(officer, **query):
    return [one["id"] for one in officer.get("/api/v1/bulletins", params={"from": "above", **query})["items"]]


@pytest.fixture(scope="module")
def offered(tmp_path_factory):
    """A province with an approved bulletin for our commune and a draft; officers of ours and of the commune next door."""
    folder = tmp_path_factory.mktemp("above")
    server = Nguon(folder / "server").start()
    ours = Commune(server, folder / "devices").set_up(area=PROVINCE)
    ours.composer = ours.add_officer("soantinh", "Biên tập tỉnh", ["composer"], area=PROVINCE)
    ours.approver = ours.add_officer("duyettinh", "Người duyệt tỉnh", ["approver"], area=PROVINCE)
    drafted = ours.draft("Phòng sốt xuất huyết", "Bà con diệt lăng quăng mỗi tuần.")
    body = drafted["body"] | {"area": PROVINCE}
    wanted = ours.composer.post("/api/v1/bulletins", {"body": body})
    unfinished = ours.composer.post("/api/v1/bulletins", {"body": body | {"title": "Còn đang viết"}})
    ours.render(wanted)
    approved = ours.approve(wanted)
    commune = ours.add_officer("soanxa", "Biên tập xã", ["composer"])
    neighbour = next(unit["path"] for unit in server.api().get("/api/v1/areas", params={"under": PROVINCE, "limit": 5})["items"]
                     if unit["path"] != COMMUNE)
    foreign = ours.add_officer("soanxaban", "Biên tập xã bạn", ["composer"], area=neighbour)
    yield ours, commune, foreign, approved, unfinished
    server.stop()


def test_the_approved_bulletin_is_listed_searched_read_and_heard(offered):
    _, commune, _, approved, unfinished = offered
    assert listed(commune) == [approved["id"]]
    assert listed(commune, q="sot xuat huyet") == [approved["id"]]
    assert listed(commune, q="lang quang", state="approved") == [approved["id"]]
    assert listed(commune, q="lang quang", state="broadcast") == []
    assert approved["id"] not in [one["id"] for one in commune.get("/api/v1/bulletins")["items"]]
    shown = commune.get(f"/api/v1/bulletins/{approved['id']}")
    assert shown["abilities"] == ["copy"]
    sound = commune.call("GET", f"/api/v1/bulletins/{approved['id']}/renderings/vi/audio", 200)
    assert sound.content[:4] == b"OggS"
    assert commune.call("GET", f"/api/v1/bulletins/{unfinished['id']}").status_code == 404


def test_nothing_of_it_can_be_touched_and_its_past_is_not_shown(offered):
    _, commune, _, approved, _ = offered
    address = f"/api/v1/bulletins/{approved['id']}"
    for action in ("/submit", "/archive", "/withdraw", "/return", "/render"):
        reply = commune.call("POST", address + action, json={"reason": "thử"} if action in ("/withdraw", "/return") else {})
        assert reply.status_code in (403, 404), reply.text
    assert commune.call("GET", address + "/versions").status_code == 404
    assert commune.call("GET", address + "/versions/1").status_code == 404


def test_one_press_makes_a_draft_of_the_commune_that_its_own_approver_decides_on(offered):
    ours, commune, _, approved, _ = offered
    copy = commune.post(f"/api/v1/bulletins/{approved['id']}/copy", {"area": COMMUNE}, expect=201)
    assert copy["state"] == "draft" and copy["body"]["area"] == COMMUNE
    assert copy["origin"] == {"bulletin": approved["id"], "version": approved["version"], "area": PROVINCE, "title": "Phòng sốt xuất huyết"}
    assert [one["audio"] for one in copy["renderings"]] == [one["audio"] for one in approved["renderings"]]
    heard = commune.call("GET", f"/api/v1/bulletins/{copy['id']}/renderings/vi/audio", 200).content
    assert heard[:4] == b"OggS"
    submitted = commune.post(f"/api/v1/bulletins/{copy['id']}/submit")
    assert submitted["state"] == "submitted" and "approve" not in submitted["abilities"]
    approver = ours.add_officer("duyetxa", "Người duyệt xã", ["approver"])
    seen = approver.call("GET", f"/api/v1/bulletins/{copy['id']}", 200).headers["ETag"]
    assert approver.post(f"/api/v1/bulletins/{copy['id']}/approve", headers={"If-Match": seen})["state"] == "approved"


def test_a_neighbour_and_who_writes_nothing_are_refused(offered):
    ours, commune, foreign, approved, unfinished = offered
    address = f"/api/v1/bulletins/{approved['id']}"
    assert listed(foreign) == [], "it is meant for another commune"
    assert foreign.call("GET", address).status_code == 404
    assert foreign.call("POST", address + "/copy", json={"area": COMMUNE}).status_code == 404
    assert commune.call("POST", address + "/copy", json={"area": PROVINCE}).status_code == 403
    assert commune.call("POST", f"/api/v1/bulletins/{unfinished['id']}/copy", json={"area": COMMUNE}).status_code == 404
    reader = ours.add_officer("docxa", "Chỉ đọc", ["report_viewer"])
    assert reader.get(address)["abilities"] == []
    assert reader.call("POST", address + "/copy", json={"area": COMMUNE}).status_code == 403


def test_what_the_province_takes_back_is_offered_no_more_and_copies_stay(offered):
    ours, commune, _, approved, _ = offered
    copy = commune.post(f"/api/v1/bulletins/{approved['id']}/copy", {"area": COMMUNE}, expect=201)
    ours.composer.post(f"/api/v1/bulletins/{approved['id']}/withdraw", {"reason": "Sai số liệu"})
    assert listed(commune) == []
    assert commune.call("GET", f"/api/v1/bulletins/{approved['id']}").status_code == 404
    assert commune.get(f"/api/v1/bulletins/{copy['id']}") == copy
