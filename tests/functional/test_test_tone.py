"""Three tones on one cluster: what a technician at the pole asks for, played by a real player and proved."""

from nguon_process import wait_until
from test_main_job import sounds_of


def test_one_cluster_sounds_three_tones_and_proves_it(commune):
    here, *others = commune.clusters
    technician = commune.add_officer("kythuat", "Lê Văn Kỹ Thuật", ["technician"])
    path = f"/api/v1/devices/{here.device}/test-tone"
    # The server makes the sound after its start; until then it says so.
    ordered = wait_until(lambda: (lambda r: r.json() if r.status_code == 202 else None)(
        technician.call("POST", path, (202, 503), json={"volume_percent": 30})), 60, "the test tone is ready")
    assert ordered["devices"] == 1 and ordered["ends_at"] - ordered["starts_at"] >= 2_900
    run = wait_until(lambda: (lambda one: one if one["state"] == "done" else None)(commune.run(ordered["run"])), 60, "it sounded")
    assert run["title"] == "Thử loa" and [one["device"] for one in run["deliveries"]] == [here.device]
    proof = run["deliveries"][0]["proof"]
    assert proof["outcome"] == "played" and proof["ms_played"] >= 2_900 and proof["volume_percent"] == 30
    assert len(sounds_of(here)) == 1 and all(sounds_of(cluster) == [] for cluster in others)


def test_who_may_not_operate_a_cluster_lets_nothing_sound(commune):
    path = f"/api/v1/devices/{commune.clusters[0].device}/test-tone"
    viewer = commune.add_officer("xem", "Người Xem", ["report_viewer"])
    assert viewer.call("POST", path, 403, json={}).json()["code"] == "rights.forbidden"
    commune.composer.call("POST", "/api/v1/devices/01890000-0000-7000-8000-000000000000/test-tone", 400, json={})
