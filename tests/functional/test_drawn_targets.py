"""A part of the commune that was drawn on the map, as the target of whatever sounds: what stands in it is meant, whenever it sounds."""

import datetime

from commune import COMMUNE, VIETNAM
from nguon_process import wait_until

MARKET = {"latitude": 9.51, "longitude": 105.25}
NOWHERE_NAMED = {"areas": [], "groups": [], "devices": []}


def drawn(metres=1_000, within=COMMUNE, **more):
    return NOWHERE_NAMED | {"drawn": {"within": within, "circles": [{"centre": MARKET, "metres": metres}], "polygons": []} | more}


def put_at(commune, cluster, latitude, longitude):
    path = f"/api/v1/devices/{cluster.device}"
    read = commune.composer.call("GET", path, 200)
    details = {key: read.json()[key] for key in ("name", "kind", "serial", "area")}
    details["position"] = {"latitude": latitude, "longitude": longitude}
    commune.composer.call("PUT", path, 200, json=details, headers={"If-Match": read.headers["ETag"]})


def spread_out(commune):
    """The first two by the market, 300 m apart; the third five kilometres away."""
    for cluster, place in zip(commune.clusters, [(9.51, 105.25), (9.5127, 105.25), (9.555, 105.25)]):
        put_at(commune, cluster, *place)
    return [cluster.device for cluster in commune.clusters]


def test_orders_at_once_sound_in_the_drawing_alone(commune):
    first, second, third = spread_out(commune)
    preview = commune.composer.post("/api/v1/target-previews", {"targets": drawn()})
    assert sorted(preview["device_ids"]) == sorted([first, second]) and preview["beyond_rights"] == 0
    bulletin = commune.approved_bulletin("Họp chợ", "Chợ họp sớm một giờ.")
    ordered = commune.composer.post("/api/v1/broadcasts", {"bulletin": bulletin["id"], "targets": drawn(metres=100)})
    assert ordered["devices"] == 1
    proofs = wait_until(lambda: [d for d in commune.run(ordered["run"])["deliveries"] if d.get("proof")], 90, "it was played")
    assert [d["device"] for d in proofs] == [first] and proofs[0]["proof"]["outcome"] == "played"
    # A triangle around the third one, and the third one by name: it is meant once.
    triangle = [{"latitude": 9.55, "longitude": 105.24}, {"latitude": 9.55, "longitude": 105.26}, {"latitude": 9.56, "longitude": 105.25}]
    both = {"areas": [], "groups": [], "devices": [third], "drawn": {"within": COMMUNE, "circles": [], "polygons": [triangle]}}
    assert commune.composer.post("/api/v1/broadcasts", {"bulletin": bulletin["id"], "targets": both})["devices"] == 1
    assert commune.composer.post("/api/v1/stops", {"targets": both, "reason": "thử"})["devices"] == 1


def test_a_programme_follows_what_is_set_up_inside_later(commune):
    first, second, third = spread_out(commune)
    bulletin = commune.approved_bulletin("Trường học", "Mời phụ huynh đến họp.")
    start = (datetime.datetime.now(VIETNAM) + datetime.timedelta(hours=2)).replace(microsecond=0)
    saved = commune.programme_at("Trường học", start, bulletin, targets=drawn())
    assert saved["targets"] == drawn()

    def planned():
        found = []
        for cluster in commune.clusters:
            shown = commune.composer.call("GET", f"/api/v1/devices/{cluster.device}/programme")
            if shown.status_code == 200 and any(run.get("title") == "Trường học" for run in shown.json()["runs"]):
                found.append(cluster.device)
        return sorted(found)

    wait_until(lambda: planned() == sorted([first, second]), 60, "two are planned")
    put_at(commune, commune.clusters[2], 9.5105, 105.2505)
    wait_until(lambda: planned() == sorted([first, second, third]), 60, "the third one stands inside now")


def test_a_live_broadcast_is_aimed_by_drawing(commune):
    spread_out(commune)
    opened = commune.composer.post("/api/v1/live-sessions", {"title": "Trực tiếp ở chợ", "source": "source", "minutes": 5, "targets": drawn(metres=100)})
    assert opened["devices"] == 1
    commune.composer.post(f"/api/v1/live-sessions/{opened['id']}/stop", {})
    refused = commune.composer.call("POST", "/api/v1/live-sessions", json={
        "title": "Không có ai", "source": "source", "minutes": 5,
        "targets": NOWHERE_NAMED | {"drawn": {"within": COMMUNE, "circles": [{"centre": {"latitude": 20, "longitude": 105}, "metres": 5}], "polygons": []}}})
    assert refused.status_code == 400 and refused.json()["code"] == "live.no_targets"


def test_a_drawing_reaches_no_further_than_the_rights(commune):
    spread_out(commune)
    made = commune.draft("Cả tỉnh", "Nội dung.")
    path = f"/api/v1/bulletins/{made['id']}"
    etag = commune.composer.call("GET", path, 200).headers["ETag"]
    body = made["body"] | {"targets": drawn(within="91")}
    commune.composer.call("PUT", path, 200, json=body, headers={"If-Match": etag})
    commune.render(made)
    beyond = commune.composer.call("POST", f"{path}/submit")
    assert beyond.status_code == 403 and beyond.json()["code"] == "content.target_beyond_rights"
    bulletin = commune.approved_bulletin("Trong xã", "Nội dung.")
    outside = commune.composer.call("POST", "/api/v1/programmes", json=commune.programme_body("Cả tỉnh", ["06:00:00"], bulletin, targets=drawn(within="91")))
    assert outside.status_code == 403 and outside.json()["code"] == "schedule.target_outside_unit"


def test_a_drawing_that_is_none_is_refused_by_name(commune):
    nothing = {"within": COMMUNE, "circles": [], "polygons": []}
    for path, body in (("/api/v1/target-previews", {}), ("/api/v1/stops", {"reason": "thử"}), ("/api/v1/live-sessions", {"title": "a", "source": "source", "minutes": 5})):
        refused = commune.composer.call("POST", path, json=body | {"targets": NOWHERE_NAMED | {"drawn": nothing}})
        assert refused.status_code == 400 and refused.json()["code"] == "broadcast.wrong_shape", refused.text
    draft = commune.draft("Bản nháp", "Nội dung.")
    refused = commune.composer.call("POST", "/api/v1/bulletins", json={"body": draft["body"] | {"targets": drawn(metres=0)}})
    assert refused.status_code == 400 and refused.json()["errors"][0]["pointer"] == "/targets/drawn/circles/0", refused.text
