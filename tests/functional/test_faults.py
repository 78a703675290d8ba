"""The main job while things die: nothing lost, nothing twice."""

import os
import pathlib
import signal

from commune import now_ms
from nguon_process import START_TOLERANCE_MS, wait_until
from test_main_job import RATE, SHORT, instant, run_of, samples_of_wav, soon, sounds_of, start_of, wait_for_done

LONGER = SHORT + " " + "Bà con chằng chống nhà cửa, đưa ghe xuồng vào nơi an toàn và giữ điện thoại luôn có pin. " * 3


def broker_pid(nguon):
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if b"mosquitto" in (process / "cmdline").read_bytes() and f"PPid:\t{nguon.process.pid}" in (process / "status").read_text():
                return int(process.name)
        except (FileNotFoundError, ProcessLookupError):
            continue
    raise AssertionError("nguon runs no broker")


def received_by_all(commune, run):
    return wait_until(lambda: commune.run(run["id"])["counts"].get("received", 0) == 3, 30, "each cluster has the programme on its own disk")


def assert_sounded_once_everywhere(commune, start):
    for cluster in commune.clusters:
        sounds = sounds_of(cluster)
        assert len(sounds) == 1, sounds
        assert abs(start_of(sounds[0]) - instant(start)) <= START_TOLERANCE_MS


def test_the_server_is_killed_between_approval_and_play(commune, nguon):
    bulletin = commune.approved_bulletin("Máy chủ tắt", SHORT)
    start = soon(20)
    run = run_of(commune, commune.programme_at("Máy chủ tắt", start, bulletin))
    received_by_all(commune, run)
    nguon.kill()
    wait_until(lambda: all(sounds_of(c) for c in commune.clusters), 60, "the clusters play without a server")
    nguon.start()
    commune.composer = commune.sign_in("bientap")
    done = wait_for_done(commune, run["id"], 90)
    assert all(d["proof"]["outcome"] == "played" for d in done["deliveries"])
    assert_sounded_once_everywhere(commune, start)


def test_the_server_is_killed_right_after_the_programme_was_accepted(commune, nguon):
    bulletin = commune.approved_bulletin("Mất điện", SHORT)
    start = soon(40)
    programme = commune.programme_at("Mất điện", start, bulletin)
    nguon.kill()
    nguon.start()
    commune.composer = commune.sign_in("bientap")
    done = wait_for_done(commune, run_of(commune, programme)["id"], 120)
    assert all(d["proof"]["outcome"] == "played" for d in done["deliveries"])
    assert_sounded_once_everywhere(commune, start)


def test_the_broker_is_killed_and_comes_back(commune, nguon):
    bulletin = commune.approved_bulletin("Mất kênh", SHORT)
    start = soon(15)
    run = run_of(commune, commune.programme_at("Mất kênh", start, bulletin))
    received_by_all(commune, run)
    first = broker_pid(nguon)
    os.kill(first, signal.SIGKILL)
    done = wait_for_done(commune, run["id"], 120)
    assert broker_pid(nguon) != first
    assert all(d["proof"]["outcome"] == "played" for d in done["deliveries"])
    assert_sounded_once_everywhere(commune, start)


def test_a_player_is_killed_in_the_middle_and_goes_on_where_it_would_be(commune):
    bulletin = commune.approved_bulletin("Cụm loa mất điện", LONGER)
    start = soon(12)
    run = run_of(commune, commune.programme_at("Cụm loa mất điện", start, bulletin))
    received_by_all(commune, run)
    victim = commune.clusters[0]
    wait_until(lambda: now_ms() > instant(start) + 3_000, 40, "three seconds have sounded")
    victim.kill()
    victim.start()
    done = wait_until(lambda: (lambda r: r if all(d.get("proof") for d in r["deliveries"]) else None)(commune.run(run["id"])), 120,
                      "each cluster has sent its proof")
    for delivery in done["deliveries"]:
        proof = delivery["proof"]
        if delivery["device"] != victim.device:
            assert proof["outcome"] == "played"
            continue
        assert proof["outcome"] == "partial" and 0 < proof["ms_played"] < proof["ms_planned"]
        last = proof["parts"][-1]
        assert abs((last["at"] - instant(start)) - last["position_ms"]) <= START_TOLERANCE_MS, "it went on where it would have been"
    [why] = [item for item in commune.composer.get(f"/api/v1/runs/{run['id']}/why")["items"] if item["device"] == victim.device]
    assert why["code"] == "played_in_part"
    heard = sum(len(samples_of_wav(wav)) for wav in victim.sound.glob("*.wav")) / RATE * 1000
    assert heard <= done["deliveries"][0]["ms_planned"] + 100, "nothing sounded twice"
