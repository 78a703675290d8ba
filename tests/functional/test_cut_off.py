"""A cluster whose line is cut from the moment it has its programme: it plays alone, on time, and proves all of it once when the line is back."""

import base64
import json

import pytest

from commune import COMMUNE, Commune, now_ms, today
from line import Line
from nguon_process import START_TOLERANCE_MS, wait_until
from test_main_job import SHORT, instant, soon, sounds_of, start_of

DAY_MS = 86_400_000


@pytest.fixture
def lines(nguon):
    """To the server's HTTPS and to its broker."""
    made = {"https": Line(nguon.ports["https"]), "mqtt": Line(nguon.ports["mqtt"])}
    yield made
    for line in made.values():
        line.close()


@pytest.fixture
def place(nguon, tmp_path):
    commune = Commune(nguon, tmp_path / "devices").set_up().add_officers().allow_now()
    yield commune
    commune.stop()


def connect_through(cluster, lines):
    """The installer wrote these addresses at the claim; here they lead over the lines of the test."""
    path = cluster.state / "identity.json"
    identity = json.loads(path.read_text())
    identity["server"] = f"https://localhost:{lines['https'].port}"
    identity["grant"]["brokers"][0]["port"] = lines["mqtt"].port
    path.write_text(json.dumps(identity))


def programme_on_disk(cluster):
    envelope = cluster.state / "manifest.dsse.json"
    return json.loads(base64.b64decode(json.loads(envelope.read_text())["payload"])) if envelope.exists() else {"runs": []}


def cluster_with_programme(place, lines):
    """Online over the lines, with three runs in the next minutes and the same again on seven days."""
    cluster = place.add_cluster("Cụm loa cuối xã", "VT-CUOI")
    cluster.stop()
    connect_through(cluster, lines)
    cluster.start()
    wait_until(lambda: place.condition(cluster) in ("online", "playing"), 60, "the cluster is online over the lines")
    bulletin = place.approved_bulletin("Mất mạng cả tuần", SHORT)
    starts = [soon(40), soon(70), soon(100)]
    days = {"first_day": str(today()), "rule": "FREQ=DAILY", "except": []}
    body = place.programme_body("Mất mạng cả tuần", sorted(start.strftime("%H:%M:%S") for start in starts), bulletin, days=days)
    programme = place.composer.post("/api/v1/programmes", body)
    return cluster, programme, starts


def test_cut_off_after_the_manifest_it_plays_on_time_and_proves_each_run_once(place, lines):
    cluster, programme, starts = cluster_with_programme(place, lines)

    def runs():
        return [run for run in place.runs() if run.get("programme") == programme["id"] and run["starts_at"] < instant(starts[0]) + DAY_MS // 2]

    wait_until(lambda: len(runs()) == 3 and all(run["counts"].get("received") == 1 for run in runs()), 35, "the cluster stores its programme")
    for line in lines.values():
        line.cut()
    carried = [line.bytes for line in lines.values()]
    assert now_ms() < instant(starts[0]), "the line was cut before the first run"

    kept = programme_on_disk(cluster)
    last_day = max(run["at"] for run in kept["runs"])
    assert last_day >= instant(starts[0]) + 6 * DAY_MS, "it holds the programme of seven days"
    stored = {path.name.split(".")[0] for path in (cluster.state / "media").rglob("*") if path.is_file()}
    assert {item["sha256"] for run in kept["runs"] for item in run["items"]} <= stored, "and every sound in it"

    wait_until(lambda: len(sounds_of(cluster, "ended")) == 3, 200, f"it plays alone: {cluster.log()[-1500:]}")
    for sound, start in zip(sounds_of(cluster), starts):
        assert abs(start_of(sound) - instant(start)) <= START_TOLERANCE_MS
    assert [line.bytes for line in lines.values()] == carried, "nothing came through"
    assert all(run["counts"].get("done") is None for run in runs()), "the server knows of no proof yet"
    wait_until(lambda: lines["mqtt"].turned_away > 0, 60, "it tries to come back")

    for line in lines.values():
        line.mend()
    wait_until(lambda: all(run["counts"].get("done") == 1 for run in runs()), 400, f"all is proven: {cluster.log()[-1500:]}")
    told = place.composer.get("/api/v1/device-events", params={"kind": "played", "device": cluster.device, "limit": 200})["items"]
    assert len(told) == 3, "each run is proven exactly once"
    for run, start in zip(sorted(runs(), key=lambda one: one["starts_at"]), starts):
        proof = place.run(run["id"])["deliveries"][0]["proof"]
        assert proof["outcome"] == "played" and proof["ms_played"] >= proof["ms_planned"] - 2
        assert abs(proof["started_at"] - instant(start)) <= START_TOLERANCE_MS
    assert len(sounds_of(cluster)) == 3, "and sounded exactly once"


def test_cut_off_and_switched_off_and_on_it_still_plays_what_it_has(place, lines):
    cluster, programme, starts = cluster_with_programme(place, lines)
    wait_until(lambda: len(programme_on_disk(cluster)["runs"]) >= 3 and "media" in str(list((cluster.state / "media").iterdir())), 35,
               "the cluster stores its programme")
    wait_until(lambda: any(run["counts"].get("received") == 1 for run in place.runs() if run.get("programme") == programme["id"]), 35,
               "and says so")
    for line in lines.values():
        line.cut()
    cluster.kill()
    cluster.start()
    wait_until(lambda: len(sounds_of(cluster, "ended")) == 3, 200, f"it plays alone after the power came back: {cluster.log()[-1500:]}")
    for sound, start in zip(sounds_of(cluster), starts):
        assert abs(start_of(sound) - instant(start)) <= START_TOLERANCE_MS
    assert COMMUNE in programme["area"]
