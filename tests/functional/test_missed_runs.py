"""A cluster that was switched off over its programme: the bulletin's wish decides, an officer is asked, and the answer sounds there alone."""

from commune import now_ms
from nguon_process import wait_until
from test_main_job import SHORT, instant, run_of, soon, sounds_of


def with_wish(commune, title, wish):
    draft = commune.draft(title, SHORT)
    body = draft["body"] | {"miss": {"on_miss": wish}}
    edited = commune.composer.call("PUT", f"/api/v1/bulletins/{draft['id']}", 200, json=body,
                                   headers={"If-Match": f'"v{draft["version"]}"'}).json()
    commune.render(edited)
    return commune.approve(edited)


def missed(commune, **query):
    return commune.composer.get("/api/v1/missed-runs", params=query)["items"]


def test_an_officer_is_asked_and_the_answer_sounds_only_where_it_was_missed(commune):
    off = commune.clusters[0]
    off.kill()
    asked = with_wish(commune, "Hỏi cán bộ", "ask")
    made_up = with_wish(commune, "Phát bù ngay", "next_slot")
    start, second = soon(25), soon(50)
    programmes = [commune.programme_at(title, at, bulletin, late_seconds_max=0)
                  for title, at, bulletin in (("Hỏi cán bộ", start, asked), ("Phát bù ngay", second, made_up))]
    run_of(commune, programmes[0])
    question = wait_until(lambda: missed(commune, verdict="asked"), 300, "the officer is asked")[0]
    assert question["devices"] == [off.device] and question["cause"] == "not_received"
    assert question["nominal_at"] == instant(start) and question["slot"] > now_ms() and question["abilities"] == ["answer"]
    planned = wait_until(lambda: missed(commune, verdict="made_up"), 120, "the other one is made up without asking")[0]
    assert planned["devices"] == [off.device] and planned["programme"] == programmes[1]["id"]
    refused = commune.approver.call("POST", "/api/v1/missed-runs/01890000-0000-7000-8000-000000000000/answer", 404, json={"make_up": True})
    assert refused.json()["code"] == "schedule.missed_not_found"
    before = {cluster.serial: len(sounds_of(cluster)) for cluster in commune.clusters}
    assert before[off.serial] == 0 and all(before[c.serial] == 2 for c in commune.clusters[1:])
    off.start()
    answered = commune.composer.post(f"/api/v1/missed-runs/{question['id']}/answer", {"make_up": True})
    assert answered["verdict"] == "made_up" and answered["answered_by"]["name"] and answered["abilities"] == []
    commune.composer.call("POST", f"/api/v1/missed-runs/{question['id']}/answer", 409, json={"make_up": False})
    wait_until(lambda: len(sounds_of(off)) >= 1, 150, "the cluster that was off sounds")
    assert all(len(sounds_of(c)) == 2 for c in commune.clusters[1:]), "nobody else hears it twice"
    assert missed(commune, verdict="asked") == []
