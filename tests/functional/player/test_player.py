"""What the real player does with a server, without one, and against one that lies."""

import base64
import datetime
import json
import time
import uuid

import pytest

from real_device import Device
from fake_server import CODE, FakeServer, Issuer, now_ms, wait_until
from nguon_process import START_TOLERANCE_MS

RATE = 48  # samples in a millisecond
DITHER = 24  # two decoders may round a sample differently by this much of 32768


def differs_by(a, b):
    return max(abs(x - y) for x, y in zip(a, b, strict=True))


def planned(server, sounds, seconds=3, ahead_ms=3500, **changes):
    content, _ = sounds(seconds)
    return server.run([server.item(content, seconds * 1000)], now_ms() + ahead_ms, **changes)


# Claim


def test_a_wrong_code_is_refused_with_words_for_people(device):
    outcome = device.claim("0000000000")
    assert outcome.returncode == 1
    assert "từ chối" in outcome.stderr
    assert not (device.state / "identity.json").exists()


def test_a_server_that_does_not_know_the_code_is_not_believed(device, server):
    server.reply_key = "AAAAAAAAAA"
    outcome = device.claim()
    assert outcome.returncode == 1
    assert "kẻ đứng giữa" in outcome.stderr
    assert not device.state.exists()


def test_a_claim_prints_the_device_and_keeps_its_secret_to_itself(device, server):
    outcome = device.claim("7k3mw-q9x2d")
    assert outcome.stdout.strip() == server.device
    assert (device.state / "identity.json").stat().st_mode & 0o777 == 0o600
    again = device.claim()
    assert again.returncode == 1 and "đã được đăng ký" in again.stderr


def test_the_code_never_travels(device, server):
    device.claim()
    assert CODE not in json.dumps(server.requests)


# The main job


def test_it_says_hello_stores_its_programme_plays_on_time_and_proves_it(claimed, server, sounds):
    content, samples = sounds(3)
    chime, chime_samples = sounds(1, 880)
    at = now_ms() + 4000
    run = server.run([server.item(chime, 1000, "chime"), server.item(content, 3000)], at)
    server.set_programme([run])
    hello = wait_until(lambda: server.heard("hello"), 10, "hello")[0]
    assert hello["levels"] == ["core", "schedule", "keys"] and hello["serial"] == "VT-000123"
    server.wait_until_stored()
    proof = server.wait_for_proof(run["run"])
    [line] = claimed.started(run["run"])
    assert 0 <= line["first_sample_us"] - at * 1000 < START_TOLERANCE_MS * 1000
    played = claimed.samples(line)
    assert len(played) == len(chime_samples) + len(samples) == 4000 * RATE
    assert differs_by(played[:100 * RATE], chime_samples[:100 * RATE]) <= DITHER
    assert differs_by(played[-100 * RATE:], samples[-100 * RATE:]) <= DITHER
    assert proof["outcome"] == "played" and proof["ms_played"] == proof["ms_planned"] == 4000
    assert proof["parts"] == [{"at": line["first_sample_us"] // 1000, "position_ms": 0, "ms": 4000}]
    assert server.heard("state")[-1]["on"] is True
    assert claimed.resident_kb() > 0


def test_three_devices_start_together(tmp_path, sounds):
    servers = [FakeServer(tmp_path / f"server{i}") for i in range(3)]
    devices = []
    try:
        at = now_ms() + 6000
        runs = []
        for i, server in enumerate(servers):
            device = Device(tmp_path / f"device{i}", server)
            assert device.claim().returncode == 0
            devices.append(device.start())
            content, _ = sounds(1)
            runs.append(server.run([server.item(content, 1000)], at))
            server.set_programme([runs[-1]])
        starts = [device.wait_for_start(run["run"])[0]["first_sample_us"]
                  for device, run in zip(devices, runs, strict=True)]
        assert max(starts) - min(starts) < START_TOLERANCE_MS * 1000
        assert all(0 <= start - at * 1000 < START_TOLERANCE_MS * 1000 for start in starts)
    finally:
        for device in devices:
            device.kill()
        for server in servers:
            server.stop()


def test_it_stays_under_25_mb_while_playing(claimed, server, sounds):
    run = planned(server, sounds, seconds=5)
    server.set_programme([run])
    claimed.wait_for_start(run["run"])
    largest = 0
    end = time.monotonic() + 3
    while time.monotonic() < end:
        largest = max(largest, claimed.resident_kb())
        time.sleep(0.1)
    print("resident while playing:", largest, "kB")
    assert largest <= 25 * 1024


# Without the network


def test_it_plays_with_the_network_gone_and_tells_afterwards(claimed, server, sounds):
    first, second = planned(server, sounds, ahead_ms=4000), planned(server, sounds, seconds=1, ahead_ms=8500)
    server.set_programme([first, second])
    server.wait_until_stored()
    server.cut()
    claimed.wait_for_start(second["run"])
    assert len(claimed.started()) == 2
    server.mend()
    assert server.wait_for_proof(first["run"], 40)["outcome"] == "played"
    assert server.wait_for_proof(second["run"], 40)["outcome"] == "played"


def test_it_plays_after_a_start_without_any_network(claimed, server, sounds):
    run = planned(server, sounds, ahead_ms=6000)
    server.set_programme([run])
    server.wait_until_stored()
    server.cut()
    claimed.kill()
    claimed.start()
    [line] = claimed.wait_for_start(run["run"])
    assert 0 <= line["first_sample_us"] - run["at"] * 1000 < START_TOLERANCE_MS * 1000


def test_a_broker_that_is_killed_and_restarted_loses_nothing(claimed, server, sounds):
    run = planned(server, sounds)
    server.set_programme([run])
    server.wait_until_stored()
    server.broker.kill()
    claimed.wait_for_start(run["run"])
    server.broker.start()
    assert server.wait_for_proof(run["run"], 40)["outcome"] == "played"
    numbers = sorted(event["n"] for event in server.events())
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_interrupted_download_goes_on_where_it_stopped(claimed, server, sounds):
    content, _ = sounds(5)
    server.cut_after = 7000
    run = planned(server, sounds, seconds=5, ahead_ms=20_000)
    server.set_programme([run])
    server.wait_until_stored(seconds=20)
    ranges = [value for method, path, value in server.requests if method == "GET" and "/media/" in path]
    assert ranges[0] is None and ranges[1] == "bytes=7000-"


# Sudden ends


def test_killed_in_the_middle_it_goes_on_where_it_would_be_now(claimed, server, sounds):
    run = planned(server, sounds, seconds=8)
    server.set_programme([run])
    claimed.wait_for_start(run["run"])
    time.sleep(2.5)
    claimed.kill()
    claimed.start()
    first, second = claimed.wait_for_start(run["run"], count=2)
    expected_ms = second["first_sample_us"] / 1000 - run["at"]
    assert abs(second["position_ms"] - expected_ms) < START_TOLERANCE_MS
    proof = server.wait_for_proof(run["run"])
    assert proof["outcome"] == "partial" and len(proof["parts"]) == 2
    lengths = [len(claimed.samples(line)) / RATE for line in (first, second)]
    assert 0 <= lengths[0] - proof["parts"][0]["ms"] < 1100
    assert abs(lengths[1] - proof["parts"][1]["ms"]) < 2
    _, samples = sounds(8)
    resumed = claimed.samples(second)
    assert differs_by(resumed[-100 * RATE:], samples[-100 * RATE:]) <= DITHER
    time.sleep(1)
    assert len(claimed.started(run["run"])) == 2 and len(server.proofs(run["run"])) == 1


@pytest.mark.parametrize("after_ms", [0, 400, 900, 1400, 2050, 2500])
def test_killed_at_any_moment_it_never_plays_a_second_twice(claimed, server, sounds, after_ms):
    run = planned(server, sounds, seconds=2, ahead_ms=3200)
    server.set_programme([run])
    server.wait_until_stored()
    time.sleep(max(0, run["at"] - 300 - now_ms()) / 1000 + after_ms / 1000)
    claimed.kill()
    claimed.start()
    proof = server.wait_for_proof(run["run"])
    covered = 0
    for line in claimed.started(run["run"]):
        assert line["position_ms"] >= covered
        covered = line["position_ms"] + len(claimed.samples(line)) // RATE
        assert abs(line["first_sample_us"] / 1000 - line["position_ms"] - run["at"]) < START_TOLERANCE_MS
    assert proof["ms_played"] <= 2000
    assert len(server.proofs(run["run"])) == 1


def test_a_proper_stop_and_start_in_the_middle_counts_every_millisecond(claimed, server, sounds):
    run = planned(server, sounds, seconds=6)
    server.set_programme([run])
    claimed.wait_for_start(run["run"])
    time.sleep(1.3)
    claimed.stop()
    assert wait_until(lambda: server.heard("state")[-1]["on"] is False, 5, "goodbye")
    claimed.start()
    proof = server.wait_for_proof(run["run"])
    lengths = [len(claimed.samples(line)) // RATE for line in claimed.started(run["run"])]
    assert [part["ms"] for part in proof["parts"]] == lengths


# Commands


def play(server, sounds, seconds=2, **members):
    content, _ = sounds(seconds)
    run = str(uuid.uuid4())
    cid, envelope = server.command("play", play={"run": run, "items": [server.item(content, seconds * 1000)]},
                                   **members)
    return run, cid, envelope


@pytest.fixture
def ready(claimed, server):
    server.set_programme([])
    server.wait_until_stored()
    return claimed


def test_a_play_command_is_received_started_and_done(ready, server, sounds):
    run, cid, _ = play(server, sounds)
    proof = server.wait_for_proof(run)
    assert proof["outcome"] == "played" and proof["cid"] == cid
    wait_until(lambda: server.acks(cid) == ["received", "started", "done"], 5, "acknowledgements")


def test_a_play_command_for_an_instant_starts_then(ready, server, sounds):
    at = now_ms() + 3000
    run, _, _ = play(server, sounds, at=at)
    [line] = ready.wait_for_start(run)
    assert 0 <= line["first_sample_us"] - at * 1000 < START_TOLERANCE_MS * 1000


def test_the_same_command_five_times_sounds_once(ready, server, sounds):
    run, cid, envelope = play(server, sounds)
    for _ in range(4):
        server.publish("cmd", envelope)
    server.wait_for_proof(run)
    ready.kill()
    ready.start()
    wait_until(lambda: len(server.heard("hello")) == 2, 20, "second hello")
    server.publish("cmd", envelope)
    wait_until(lambda: server.acks(cid).count("duplicate") == 5, 10, "duplicates")
    assert server.heard("ack")[-1]["last"] == "done"
    assert len(ready.started(run)) == 1


def test_forged_altered_expired_and_misplaced_commands_never_sound_and_are_told(ready, server, sounds):
    content, _ = sounds(1)
    arguments = {"run": str(uuid.uuid4()), "items": [server.item(content, 1000)]}
    server.command("play", play=arguments, issuer=Issuer())
    wait_until(lambda: any(r["code"] == "crypto.untrusted" for r in server.refusals("command")), 10, "forged")
    _, envelope = server.command("play", play=arguments, send=False)
    altered = json.loads(envelope)
    payload = base64.b64decode(altered["payload"]).replace(b'"ordinary"', b'"priority"')
    altered["payload"] = base64.b64encode(payload).decode()
    server.publish("cmd", json.dumps(altered))
    wait_until(lambda: any(r["code"] == "crypto.bad_signature" for r in server.refusals("command")), 10, "altered")
    expired, _ = server.command("play", play=arguments, issued_at=now_ms() - 120_000)
    wait_until(lambda: server.acks(expired) == ["expired"], 10, "expired")
    future, _ = server.command("play", play=arguments, issued_at=now_ms() + 3_600_000)
    wait_until(lambda: server.acks(future) == ["rejected"], 10, "from the future")
    other, _ = server.command("play", play=arguments, target={"device": "another-device"})
    wait_until(lambda: server.acks(other) == ["rejected"], 10, "for another device")
    unknown, _ = server.command("selfdestruct")
    wait_until(lambda: server.acks(unknown) == ["rejected"], 10, "unknown operation")
    server.publish("cmd", "no envelope \x00\x01")
    server.publish("cmd", "{" * 8000)
    wait_until(lambda: len(server.refusals("command")) >= 8, 10, "eight refusals")
    assert {r["code"] for r in server.refusals("command")} >= {
        "crypto.untrusted", "crypto.bad_signature", "expired", "issued_in_future", "not_for_me", "unsupported"}
    assert ready.started() == []


def test_an_old_command_that_was_forgotten_is_a_replay(ready, server, sounds):
    _, first, envelope = play(server, sounds, seconds=1, life_ms=3_600_000)
    wait_until(lambda: "done" in server.acks(first), 10, "first is done")
    for _ in range(257):
        last, _ = server.command("report")
    wait_until(lambda: "done" in server.acks(last), 60, "all reports")
    server.publish("cmd", envelope)
    wait_until(lambda: any(r["code"] == "replayed" for r in server.refusals("command")), 10, "replay refused")
    assert len(ready.started()) == 1


def test_a_command_received_before_a_kill_is_carried_out_after_it(ready, server, sounds):
    at = now_ms() + 4000
    run, cid, _ = play(server, sounds, at=at)
    wait_until(lambda: "received" in server.acks(cid), 10, "received")
    server.cut()
    ready.kill()
    ready.start()
    [line] = ready.wait_for_start(run)
    assert 0 <= line["first_sample_us"] - at * 1000 < START_TOLERANCE_MS * 1000


def test_stop_ends_the_sound_and_volume_changes_it(ready, server, sounds):
    run, cid, _ = play(server, sounds, seconds=8)
    ready.wait_for_start(run)
    volume, _ = server.command("volume", volume={"percent": 10, "until": now_ms() + 60_000})
    wait_until(lambda: "done" in server.acks(volume), 5, "volume")
    time.sleep(0.5)
    stop, _ = server.command("stop", stop={"run": run})
    wait_until(lambda: "done" in server.acks(stop), 5, "stop")
    proof = server.wait_for_proof(run)
    assert proof["outcome"] == "stopped" and proof["ms_played"] < 5000
    wait_until(lambda: server.acks(cid)[-1] == "failed", 5, "play ended")
    [line] = ready.started(run)
    samples = ready.samples(line)
    assert max(abs(s) for s in samples[-200 * RATE:]) < 400
    assert max(abs(s) for s in samples) > 5000 or len(samples) < 900 * RATE


def test_an_emergency_takes_the_place_of_an_ordinary_run(claimed, server, sounds):
    run = planned(server, sounds, seconds=8)
    server.set_programme([run])
    claimed.wait_for_start(run["run"])
    alarm, cid, _ = play(server, sounds, class_="emergency")
    proof = server.wait_for_proof(run["run"])
    assert proof["outcome"] == "preempted"
    assert server.wait_for_proof(alarm)["outcome"] == "played"
    stop_at = proof["ended_at"]
    [line] = claimed.started(alarm)
    assert stop_at <= line["first_sample_us"] / 1000 <= stop_at + 1000


# Refusals of programme and media


def test_a_media_file_with_one_byte_changed_on_disk_is_fetched_again(claimed, server, sounds):
    run = planned(server, sounds, seconds=2, ahead_ms=9000)
    server.set_programme([run])
    server.wait_until_stored()
    claimed.kill()
    [path] = (claimed.state / "media").iterdir()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    claimed.start()
    assert server.wait_for_proof(run["run"])["outcome"] == "played"
    assert [r["code"] for r in server.refusals("media")] == ["player.media_altered"]


def test_a_media_file_with_one_byte_changed_by_the_server_never_sounds(claimed, server, sounds):
    run = planned(server, sounds, seconds=2, ahead_ms=4000, late="drop")
    name = run["items"][0]["sha256"]
    content = bytearray(server.media[name])
    content[200] ^= 1
    server.media[name] = bytes(content)
    server.set_programme([run])
    proof = server.wait_for_proof(run["run"])
    assert proof["outcome"] == "failed" and proof["reason"] == "media_missing"
    assert server.refusals("media")[0]["sha256"] == name
    assert claimed.started() == []


def test_a_media_file_changed_while_running_is_noticed_before_use(claimed, server, sounds):
    run = planned(server, sounds, seconds=2, ahead_ms=7000)
    server.set_programme([run])
    server.wait_until_stored()
    [path] = (claimed.state / "media").iterdir()
    content = bytearray(path.read_bytes())
    content[300] ^= 1
    path.write_bytes(content)
    server.wait_for_proof(run["run"], 30)
    assert [r["code"] for r in server.refusals("media")] == ["player.media_altered"]
    _, samples = sounds(2)
    [line] = claimed.started()
    played = claimed.samples(line)
    assert differs_by(played[-100 * RATE:], samples[-100 * RATE:]) <= DITHER


def test_a_manifest_of_a_stranger_or_of_an_older_version_is_refused(claimed, server, sounds):
    good = planned(server, sounds, ahead_ms=60_000)
    server.set_programme([good], version=5)
    server.wait_until_stored(5)
    evil = planned(server, sounds)
    server.set_programme([evil], version=6, issuer=Issuer())
    wait_until(lambda: any(r["code"] == "crypto.untrusted" for r in server.refusals("manifest")), 20, "stranger")
    server.set_programme([evil], version=4, announce=False)
    server.announce(7)
    wait_until(lambda: any(r["code"] == "stale_version" for r in server.refusals("manifest")), 20, "stale")
    time.sleep(max(0, evil["at"] + 500 - now_ms()) / 1000)
    assert claimed.started() == []
    assert server.heard("rep")[-1]["manifest_version"] == 5


def test_an_older_desired_state_is_refused(ready, server):
    server.desired_version = 0
    server.announce(1)
    server.desired_version = 0
    state = {"device": server.device, "version": 0}
    server.publish("des", server.issuer.seal("desired", state))
    wait_until(lambda: server.refusals("desired"), 10, "refusal")


# Quiet hours, on the device itself


def local_time(ms):
    at = datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone(datetime.timedelta(hours=7)))
    return at.strftime("%H:%M:%S")


def quiet_from(ms):
    return [{"from": local_time(ms), "to": local_time(ms + 3_600_000)}]


def test_nothing_but_an_emergency_continues_into_quiet_hours(claimed, server, sounds):
    run = planned(server, sounds, seconds=8)
    quiet_at = (run["at"] // 1000 + 3) * 1000
    server.set_programme([run], quiet=quiet_from(quiet_at))
    proof = server.wait_for_proof(run["run"])
    assert proof["outcome"] == "stopped" and proof["reason"] == "quiet_hours"
    assert abs(proof["ended_at"] - quiet_at) < 200
    refused, ordinary_cid, _ = play(server, sounds, seconds=1)
    assert server.wait_for_proof(refused)["outcome"] == "missed"
    alarm, _, _ = play(server, sounds, seconds=1, class_="emergency")
    assert server.wait_for_proof(alarm)["outcome"] == "played"
    assert claimed.started(refused) == []
    wait_until(lambda: server.acks(ordinary_cid)[-1] == "expired", 5, "told")
