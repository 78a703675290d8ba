"""What the server could not deliver, in a real Chromium: mail and a web hook that were refused until they were given up, work that failed."""

import json
import sqlite3

import pytest

import journey
from commune import PASSWORD, Commune, now_ms
from nguon_process import Nguon, wait_until
from test_alarms import HookSink, MailSink, one_alarm, tell
from test_main_job import SHORT

pytestmark = journey.needs_browser


@pytest.fixture
def sinks():
    made = MailSink(), HookSink()
    yield made
    for sink in made:
        sink.shutdown()
        sink.server_close()


@pytest.fixture
def place(tmp_path, sinks):
    settings = f'[alarms]\nsmtp_url = "{sinks[0].url}"\nsmtp_from = "nguon@xa.vn"\nprivate_web_hooks = true\n'
    server = Nguon(tmp_path / "nguon", settings).start()
    made = Commune(server, tmp_path / "devices").set_up().add_officers().allow_now().add_clusters(1)
    yield made
    made.stop()
    server.stop()


def change_rows(place, sql, *values):
    with sqlite3.connect(place.server.data / "nguon.sqlite", timeout=30) as database:
        return database.execute(sql, values).rowcount


def give_up_notices(place, alarm):
    """Real refusals, but not a day of them: the next one is the last."""
    notices = f"/api/v1/alarms/{alarm['id']}"
    wait_until(lambda: all(n["attempts"] for n in place.composer.get(notices)["notices"]), 60, "each was tried")
    change_rows(place, "update alarm_notice set attempts = 29, next_at = 0 where sent_at is null")
    return wait_until(lambda: (lambda found: found if len(found) == 2 else None)(given_up(place)), 60, "both are given up")


def given_up(place):
    return place.admin.get("/api/v1/alarm-notices/given-up")["items"]


def park_work(place):
    """As ten refusals of its consumer leave the change of a bulletin."""
    bulletin = place.draft("Nước sạch", SHORT)
    entity = f"bulletin/{bulletin['id']}"
    parked = """insert into outbox_parked (consumer, seq, entity, attempts, next_at, last_error, dead)
                select 'plan.content', max(seq), entity, 10, ?, 'schedule.bad_input: The payload is wrong.', 1
                  from outbox where entity = ? and seq is not null group by entity"""
    wait_until(lambda: change_rows(place, parked, now_ms(), entity) == 1, 30, "the change has its number")
    return place.admin.get("/api/v1/outbox/parked", params={"given_up": "true"})["items"]


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_an_administrator_decides_over_what_could_not_be_delivered(place, sinks, screen):
    mail, hook = sinks
    tell(place, "email", "truc@xa.vn")
    tell(place, "web_hook", hook.url)
    mail.refusing = True
    hook.answers = [503] * 1000
    place.clusters[0].sensors.write_text(json.dumps({"amplifier": "fault"}))
    found = give_up_notices(place, one_alarm(place, kind="sound_fault"))
    assert {(n["channel"], n["attempts"]) for n in found} == {("email", 30), ("web_hook", 30)}
    assert all(n["tried_at"] >= n["happened_at"] and n["abilities"] == ["retry", "discard"] for n in found)
    [work] = park_work(place)
    assert work["dead"] and work["abilities"] == ["retry", "discard"]

    for path in (f"/api/v1/alarm-notices/{found[0]['id']}/discard", f"/api/v1/outbox/parked/plan.content/{work['seq']}/discard"):
        assert place.admin.call("POST", path, 400, json={"reason": " "}).json()["code"].endswith(".reason_needed")
        place.composer.call("POST", path, (403, 404), json={"reason": "thử"})
    place.composer.call("GET", "/api/v1/alarm-notices/given-up", 403)
    place.composer.call("GET", "/api/v1/outbox/parked", 403)

    refused = len(hook.posts)
    hook.answers = [503]  # once more, then it takes what it is given
    journey.walk(place.server, "undelivered", SCREEN=screen, ADMIN="quantri", PASSWORD=PASSWORD, MAIL="truc@xa.vn", HOOK=hook.url)
    wait_until(lambda: len(hook.posts) == refused + 2, 30, "refused once, then delivered")
    assert given_up(place) == [] and mail.mails == []
    wait_until(lambda: place.admin.get("/api/v1/outbox/parked")["items"] == [], 30, "the work was done at last")
    notes = {e["action"]: e["note"] for e in place.admin.get("/api/v1/audit", params={"limit": 50})["items"]}
    assert notes["alarms.discard_notice"] == "truc@xa.vn: Đã gọi điện cho người trực"
    assert notes["alarms.retry_notice"] == hook.url and notes["app.retry_outbox"] == "plan.content"
