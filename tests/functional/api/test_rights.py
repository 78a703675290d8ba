"""An officer of one commune, with every role there, can neither see nor touch what belongs to another."""

import datetime

import pytest

from commune import Commune
from nguon_process import Nguon

OURS = "91/31069"
ROLES = ["administrator", "composer", "approver", "operator", "technician", "feedback_handler", "report_viewer", "emergency_issuer"]


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory):
    """Our commune with a bulletin, a device and a programme, and an officer of the commune next door."""
    folder = tmp_path_factory.mktemp("rights")
    server = Nguon(folder / "server").start()
    ours = Commune(server, folder / "devices").set_up(area="91").add_officers().allow_now()
    ours.composer = ours.add_officer("toanquyen", "Cán bộ xã ta", ROLES)
    theirs = next(unit["path"] for unit in server.api().get("/api/v1/areas", params={"under": "91", "limit": 5})["items"] if unit["path"] != OURS)
    foreign = ours.add_officer("xaban", "Cán bộ xã bạn", ROLES, area=theirs)
    bulletin = ours.draft("Của xã ta", "Kính thưa bà con.")
    device = ours.composer.post("/api/v1/devices", {"name": "Cụm loa xã ta", "kind": "cluster", "serial": "XT-001", "area": OURS})
    yield ours, foreign, {"bulletins": bulletin["id"], "devices": device["id"]}
    server.stop()


PATHS = [("bulletins", "GET", ""), ("bulletins", "PUT", ""), ("bulletins", "GET", "/versions"), ("bulletins", "POST", "/render"),
         ("bulletins", "POST", "/submit"), ("bulletins", "POST", "/approve"), ("bulletins", "POST", "/return"),
         ("bulletins", "POST", "/withdraw"), ("bulletins", "POST", "/archive"),
         ("devices", "GET", ""), ("devices", "PUT", ""), ("devices", "POST", "/claim-code"), ("devices", "POST", "/revoke"),
         ("devices", "PUT", "/volume"), ("devices", "GET", "/programme"), ("devices", "GET", "/planned-runs")]


@pytest.mark.parametrize("thing,method,action", PATHS, ids=lambda part: part or "itself")
def test_a_foreign_officer_is_refused_and_nothing_changes(neighbours, thing, method, action):
    ours, foreign, ids = neighbours
    address = f"/api/v1/{thing}/{ids[thing]}"
    before = ours.composer.call("GET", address, 200)
    body = before.json()
    sent = {"body": body["body"]} if method == "PUT" and thing == "bulletins" else {"reason": "thử"}
    reply = foreign.call(method, address + action, json=None if method == "GET" else sent, headers={"If-Match": before.headers["ETag"]})
    assert reply.status_code in (400, 403, 404), reply.text[:300]
    if reply.status_code == 400:
        assert reply.json()["code"] == "json.wrong_members", "refused before anything was looked at"
    if method == "GET":
        assert reply.status_code in (403, 404)
    assert ours.composer.get(address) == body


@pytest.mark.parametrize("thing", ["bulletins", "devices", "programmes"])
def test_a_foreign_officer_sees_nothing_of_ours_in_lists(neighbours, thing):
    _, foreign, _ = neighbours
    assert foreign.get(f"/api/v1/{thing}")["items"] == []


def test_an_officer_below_the_own_unit_sees_it_and_cannot_change_it(neighbours):
    """The console asks for it at sign-in: somebody of the province may have a role in one commune alone."""
    ours, foreign, _ = neighbours
    own = foreign.get("/api/v1/session")["user"]["unit"]
    reply = foreign.call("GET", f"/api/v1/units/{own}", 200)
    unit = reply.json()
    assert unit["area"] == "91" and unit["name"] and unit["abilities"] == []
    change = {key: unit[key] for key in ("name", "kind", "area")}
    refused = foreign.call("PUT", f"/api/v1/units/{own}", json=change, headers={"If-Match": reply.headers["ETag"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "rights.forbidden")
    beside = ours.admin.post("/api/v1/units", {"name": "Sở bên cạnh", "kind": "department", "area": "91"})
    assert foreign.call("GET", f"/api/v1/units/{beside['id']}").status_code == 404
    assert foreign.get("/api/v1/units")["items"] == []


def test_a_foreign_officer_does_not_hear_our_day_beforehand(neighbours):
    ours, foreign, ids = neighbours
    date = datetime.date.today() + datetime.timedelta(days=2)
    for place in ({"area": OURS}, {"device": ids["devices"]}):
        question = {**place, "date": str(date)}
        ours.composer.call("GET", "/api/v1/dry-runs", 200, params=question)
        foreign.call("GET", "/api/v1/dry-runs", 403, params=question)


def test_a_reader_of_reports_can_write_nothing(neighbours):
    ours, _, ids = neighbours
    reader = ours.add_officer("chixem", "Chỉ xem báo cáo", ["report_viewer"])
    body = ours.composer.get(f"/api/v1/bulletins/{ids['bulletins']}")["body"]
    assert reader.call("POST", "/api/v1/bulletins", json={"body": body}).status_code == 403
    device = {"name": "x", "kind": "cluster", "serial": "XT-002", "area": OURS}
    assert reader.call("POST", "/api/v1/devices", json=device).status_code == 403
