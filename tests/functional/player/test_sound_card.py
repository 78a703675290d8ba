"""The real player with ALSA itself, on cards that its plugins stand for: what a card gets, and a card that is not there."""

import struct

from fake_server import now_ms, wait_until
from nguon_process import START_TOLERANCE_MS
from test_player import DITHER, differs_by, planned


def sound_card(folder, working):
    """ALSA's own configuration with a card `loa`: a file, or a card that is not there."""
    conf = folder / "asound.conf"
    there = f'pcm.loa {{ type file file "{folder}/sound.raw" format "raw" slave.pcm "null" }}\npcm.null {{ type null }}\n'
    conf.with_suffix(".new").write_text(there if working else "pcm.loa { type hw card 31 }\n")
    conf.with_suffix(".new").replace(conf)
    return {"ALSA_CONFIG_PATH": str(conf)}


def notices(server):
    return [event["notice"]["code"] for event in server.events("notice")]


def test_what_the_sound_card_gets_is_the_sound_sample_for_sample(device, server, sounds, tmp_path):
    """At full volume untouched, at half with a quarter of the level; nothing before, nothing behind."""
    assert device.claim().returncode == 0
    device.start("alsa:loa", sound_card(tmp_path, working=True))
    _, samples = sounds(3)
    for version, (volume, gain) in enumerate(((100, 1.0), (50, 0.25)), 1):
        run = planned(server, sounds, volume_percent=volume)
        server.set_programme([run], version)
        proof = server.wait_for_proof(run["run"])
        assert proof["outcome"] == "played" and proof["ms_played"] == 3000 and proof["volume_percent"] == volume
        assert 0 <= proof["started_at"] - run["at"] <= START_TOLERANCE_MS
        raw = (tmp_path / "sound.raw").read_bytes()
        heard = struct.unpack(f"<{len(raw) // 2}h", raw)
        assert differs_by(heard, [round(sample * gain) for sample in samples]) <= DITHER
    assert "output_failed" not in notices(server)


def test_a_sound_card_that_comes_late_still_gets_the_rest(device, server, sounds, tmp_path):
    assert device.claim().returncode == 0
    device.start("alsa:loa", sound_card(tmp_path, working=False))
    run = planned(server, sounds, seconds=20)
    server.set_programme([run])
    wait_until(lambda: "output_failed" in notices(server), 20, "the failure is told")
    wait_until(lambda: now_ms() > run["at"] + 1000, 20, "the run has begun without a card")
    sound_card(tmp_path, working=True)
    wait_until(lambda: "output_back" in notices(server), 30, "the return is told")
    proof = server.wait_for_proof(run["run"], 60)
    assert proof["outcome"] == "partial" and 0 < proof["ms_played"] < 20_000
    [part] = proof["parts"]
    assert abs(part["at"] - run["at"] - part["position_ms"]) <= START_TOLERANCE_MS, "it went on where it would have been"
    assert (tmp_path / "sound.raw").stat().st_size > 0


def test_a_sound_card_that_stays_away_is_named_in_the_proof(device, server, sounds, tmp_path):
    assert device.claim().returncode == 0
    device.start("alsa:loa", sound_card(tmp_path, working=False))
    run = planned(server, sounds, seconds=3)
    server.set_programme([run])
    proof = server.wait_for_proof(run["run"], 60)
    assert (proof["outcome"], proof["reason"], proof["ms_played"]) == ("failed", "player.output", 0)
    assert notices(server).count("output_failed") == 1
