"""The field meets the server: claims, presence, orders, and everything that dies in between. Real players, real Mosquitto, real sound."""

import json
import pathlib
import subprocess
import time

import pytest
import requests

from commune import COMMUNE, Cluster, now_ms
from nguon_process import START_TOLERANCE_MS, wait_until

TEXT = "Kính thưa bà con. Chiều nay xã tổ chức tiêm chủng mở rộng tại trạm y tế. Mời bà con đưa trẻ đến đúng giờ."


@pytest.fixture
def bulletin(commune):
    return commune.approved_bulletin("Lịch tiêm chủng", TEXT)


def play(commune, bulletin, expect=202, **more):
    body = {"bulletin": bulletin["id"], "targets": {"areas": [COMMUNE]}} | more
    return commune.composer.call("POST", "/api/v1/broadcasts", expect, json=body).json()


def deliveries(commune, run):
    return {d["device"]: d for d in commune.run(run)["deliveries"]}


def wait_all(commune, run, *states, seconds=60):
    def reached():
        seen = deliveries(commune, run)
        return seen if all(d["state"] in states for d in seen.values()) else None
    return wait_until(reached, seconds, f"all are {states}: {[d['state'] for d in deliveries(commune, run).values()]}; "
                      + "".join(c.log()[-800:] for c in commune.clusters))


def wait_proofs(commune, run, seconds=90):
    def proven():
        seen = deliveries(commune, run)
        return seen if all("proof" in d for d in seen.values()) else None
    return wait_until(proven, seconds, f"every device proves {run}: {[d['state'] for d in deliveries(commune, run).values()]}; "
                      + "".join(c.log()[-800:] for c in commune.clusters))


def broker_process_id(nguon):
    """The Mosquitto that this server started: its child by that name."""
    for task in pathlib.Path(f"/proc/{nguon.process.pid}/task").iterdir():
        for pid in (task / "children").read_text().split():
            if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "mosquitto":
                return int(pid)
    return None


def played_whole(seen):
    return all(d["proof"]["outcome"] == "played" for d in seen.values())


def test_an_order_sounds_on_every_cluster_in_one_instant_and_is_proven(commune, bulletin):
    ordered = play(commune, bulletin)
    seen = wait_proofs(commune, ordered["run"])
    assert len(seen) == 3 and played_whole(seen)
    starts = [d["proof"]["started_at"] for d in seen.values()]
    assert max(starts) - min(starts) <= START_TOLERANCE_MS
    assert abs(min(starts) - ordered["starts_at"]) <= START_TOLERANCE_MS
    run = commune.run(ordered["run"])
    assert run["state"] == "done" and run["counts"] == {"done": 3}


def test_an_order_survives_kill_9_of_the_server_before_it_left(commune, bulletin, nguon):
    ordered = play(commune, bulletin, at=now_ms() + 25_000)
    nguon.kill()
    nguon.start()
    seen = wait_proofs(commune, ordered["run"], 120)
    assert len(seen) == 3 and played_whole(seen)


def test_the_broker_does_not_outlive_a_server_that_is_killed(commune, nguon):
    pid = broker_process_id(nguon)
    nguon.kill()
    wait_until(lambda: not pathlib.Path(f"/proc/{pid}").exists(), 5, "the broker is gone with its server")


def test_a_killed_player_is_shown_at_once_and_gets_its_order_when_it_is_back(commune, bulletin):
    cluster = commune.clusters[0]
    cluster.kill()
    wait_until(lambda: commune.condition(cluster) in ("silent_able", "silent_dead"), 10, "the will is believed")
    ordered = play(commune, bulletin, targets={"devices": [cluster.device]})
    cluster.start()
    seen = wait_proofs(commune, ordered["run"], 90)
    assert played_whole(seen) and len(seen) == 1


def lines_to_broker(cluster, nguon):
    """Connections that the player's process holds to the broker."""
    listed = subprocess.run(["ss", "-Htnp", "state", "established", f"( dport = :{nguon.ports['mqtt']} )"],
                            capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if f"pid={cluster.process.pid}," in line]


def test_a_revoked_device_is_cut_off_at_once_and_stays_out(commune, nguon):
    cluster = commune.clusters[0]
    assert lines_to_broker(cluster, nguon)
    identity = json.loads((cluster.state / "identity.json").read_text())
    stolen = (identity["grant"]["device"], identity["grant"]["token"])

    def thief_gets(path):
        return requests.get(f"{nguon.device_url}/device/v1/{path}", auth=stolen, verify=str(cluster.state / "ca.pem"), timeout=20).status_code
    wait_until(lambda: thief_gets("manifest") == 200, 30, "the device has a programme")
    group = commune.composer.post("/api/v1/device-groups", {"name": "Khu chợ", "area": COMMUNE})["id"]
    version = commune.composer.call("GET", f"/api/v1/devices/{cluster.device}", 200).headers["ETag"]
    commune.composer.call("PUT", f"/api/v1/devices/{cluster.device}/groups", 200, json={"groups": [group]}, headers={"If-Match": version})

    clicked = time.monotonic()
    shown = commune.composer.post(f"/api/v1/devices/{cluster.device}/revoke", {"reason": "mất cắp"})
    wait_until(lambda: not lines_to_broker(cluster, nguon), 5, "the broker ends its connection")
    print(f"from the click to the cut: {(time.monotonic() - clicked) * 1000:.0f} ms")
    assert thief_gets("manifest") == thief_gets(f"media/{'0' * 64}") == 401
    assert (shown["revoked_by"], shown["revoked_why"], shown["groups"]) == ("Lê Thị Biên Tập", "mất cắp", [])
    assert shown["condition"] == commune.condition(cluster) == "revoked"
    assert all(commune.condition(other) == "online" for other in commune.clusters[1:])
    cluster.kill()
    cluster.start()
    wait_until(lambda: cluster.log().count('"code":"started"') >= 2, 20, "the player runs again")
    wait_until(lambda: not lines_to_broker(cluster, nguon), 5, "its new connection is refused")
    assert commune.condition(cluster) == "revoked"


def test_a_wrong_code_claims_nothing_and_five_close_the_door(commune, nguon, tmp_path):
    made = commune.composer.post("/api/v1/devices", {"name": "Cụm loa mới", "kind": "cluster", "serial": "VT-900", "area": COMMUNE})
    for attempt in range(5):
        with pytest.raises(AssertionError):
            Cluster(tmp_path / f"wrong{attempt}", made["id"], "VT-900").claim(nguon, "0000000000")
    with pytest.raises(AssertionError):
        Cluster(tmp_path / "late", made["id"], "VT-900").claim(nguon, made["claim"]["code"])
    code = commune.composer.post(f"/api/v1/devices/{made['id']}/claim-code")["code"]
    Cluster(tmp_path / "right", made["id"], "VT-900").claim(nguon, code)


def test_a_damaged_media_file_is_refused_and_the_officer_sees_it(commune, bulletin, nguon):
    changed = 0
    sizes = {bulletin["renderings"][0]["audio"]["sha256"]}
    for path in (nguon.data / "media").rglob("*"):
        if path.is_file() and path.name.split(".")[0] in sizes:
            path.chmod(0o600)
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(bytes(content))
            changed += 1
    assert changed == 1
    ordered = play(commune, bulletin, targets={"devices": [commune.clusters[0].device]})

    def refusals():
        events = commune.composer.get("/api/v1/device-events", params={"kind": "refused", "device": commune.clusters[0].device})
        return [event["code"] for event in events["items"]]
    wait_until(lambda: any(code.startswith("media:") for code in refusals()), 60, f"the refusal is told: {commune.clusters[0].log()[-1500:]}")
    assert all("proof" not in d or d["proof"]["ms_played"] == 0 for d in deliveries(commune, ordered["run"]).values())


def test_outside_the_hours_an_order_is_refused_with_what_is_allowed(commune, bulletin):
    commune.allow_hours("00:00:00", "23:59:00")
    refused = play(commune, bulletin, expect=409)
    assert refused["code"] == "broadcast.outside_hours"
    assert "23:59–24:00" in refused["message"]["vi"], refused["message"]


def test_a_stop_silences_every_cluster(commune):
    long = commune.approved_bulletin("Bản tin dài", " ".join([TEXT] * 12))
    ordered = play(commune, long)
    wait_all(commune, ordered["run"], "playing", seconds=40)
    stopped = commune.composer.post("/api/v1/stops", {"run": ordered["run"], "reason": "nhầm bài"})
    assert stopped["devices"] == 3
    seen = wait_proofs(commune, ordered["run"], 30)
    for delivery in seen.values():
        assert delivery["proof"]["outcome"] == "stopped" and 0 < delivery["proof"]["ms_played"] < delivery["proof"]["ms_planned"]
