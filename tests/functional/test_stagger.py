"""Clusters that hear each other speak one after the other: from the officer's switch to the sound of real players."""

from commune import COMMUNE, now_ms
from nguon_process import START_TOLERANCE_MS
from test_main_job import SHORT, instant, run_of, soon, sounds_of, start_of, wait_for_done

DEGREES_A_METRE = 1 / 111_195
GAP_MS = 4000  # 120 W are heard 1,131 m far at 800 m for 60 W; sound needs 3.3 s for that


def put_on_map(commune):
    """Two clusters 500 m apart, the third ten kilometres away."""
    for cluster, metres in zip(commune.clusters, (0, 500, 10_500)):
        path = f"/api/v1/devices/{cluster.device}"
        seen = commune.composer.call("GET", path, 200)
        kept = ("name", "kind", "serial", "vendor", "model", "place", "area", "speakers", "watt")
        details = {name: seen.json()[name] for name in kept}
        details["position"] = {"latitude": 9.51 + metres * DEGREES_A_METRE, "longitude": 105.25}
        commune.composer.call("PUT", path, 200, json=details, headers={"If-Match": seen.headers["ETag"]})


def switch_on(commune):
    seen = commune.admin.call("GET", "/api/v1/unit-rules", 200, params={"area": COMMUNE})
    rules = seen.json() | {"stagger": {"hearing_metres": 800}}
    commune.admin.call("PUT", "/api/v1/unit-rules", 200, json=rules, headers={"If-Match": seen.headers["ETag"]})


def test_neighbours_speak_in_turn_and_the_officer_knew_what_it_costs(commune):
    put_on_map(commune)
    asked = {"area": COMMUNE, "hearing_metres": 800, "duration_ms": 60_000}
    would_be = commune.composer.get("/api/v1/stagger", params=asked)
    assert not would_be["is_on"] and would_be["slot_count"] == 2 and would_be["added_ms"] == 60_000 + GAP_MS
    assert [len(one["neighbours"]) for one in would_be["devices"]] == [1, 1, 0]

    switch_on(commune)
    bulletin = commune.approved_bulletin("Cảnh báo mưa dông", SHORT)
    length = bulletin["renderings"][0]["audio"]["duration_ms"]
    start = soon(40)
    body = commune.programme_body("Phát lần lượt", [start.strftime("%H:%M:%S")], bulletin)
    preview = commune.composer.post("/api/v1/programme-previews", body)
    assert preview["stagger"] == {"added_ms": length + GAP_MS, "gap_ms": GAP_MS, "device_counts": [2, 1]}
    programme = commune.programme_at("Phát lần lượt", start, bulletin)
    run = run_of(commune, programme)
    assert run["starts_at"] == instant(start), "the run begins with its first slot"

    done = wait_for_done(commune, run["id"], (instant(start) - now_ms()) / 1000 + 2 * length / 1000 + 60)
    begins = [start_of(sounds_of(cluster)[0]) for cluster in commune.clusters]
    later = sorted(begins[:2])[1]
    slots = [instant(start) if begin < later else instant(start) + length + GAP_MS for begin in begins]
    assert slots.count(instant(start)) == 2 and slots[2] == instant(start), "who hears nobody speaks at once"
    for cluster, begin, slot in zip(commune.clusters, begins, slots):
        assert abs(begin - slot) <= START_TOLERANCE_MS
        [delivery] = [one for one in done["deliveries"] if one["device"] == cluster.device]
        assert delivery["planned_at"] == delivery["proof"]["planned_at"] == slot
        assert delivery["proof"]["outcome"] == "played"
