"""An old FM or wired station behind relay contacts sounds like a cluster: switched on in time, off afterwards."""

import pytest
from fake_server import now_ms, wait_until

WARM_S = 3


@pytest.fixture
def station(device, tmp_path):
    """A claimed device with one contact; the contact's program writes down when it was told what."""
    told = tmp_path / "told"
    program = tmp_path / "contact"
    program.write_text(f"#!/bin/sh\necho $1 $(date +%s%3N) >> {told}\n")
    program.chmod(0o755)
    assert device.claim().returncode == 0
    device.contacts = lambda: [(word, int(at)) for word, at in map(str.split, told.read_text().splitlines())]
    device.program, device.told = program, told
    return device.start(contacts=[f"command:{program},on={WARM_S},off=1"])


def test_the_transmitter_is_on_before_the_first_sample_and_off_after_the_last(station, server, sounds):
    content, _ = sounds(2)
    run = server.run([server.item(content, 2000)], now_ms() + 8000)
    server.set_programme([run])
    server.wait_until_stored()
    assert [word for word, _ in station.contacts()] == ["off"], "silent, and known to be so from the beginning"
    proof = server.wait_for_proof(run["run"], 40)
    assert proof["outcome"] == "played" and proof["ms_played"] == 2000
    assert abs(proof["started_at"] - run["at"]) < 500, "in time, though the transmitter was cold"
    wait_until(lambda: len(station.contacts()) == 3, 20, "the contact opens")
    (_, _), (on, on_at), (off, off_at) = station.contacts()
    assert (on, off) == ("on", "off")
    assert on_at <= proof["started_at"] - WARM_S * 1000 + 50
    assert off_at >= proof["ended_at"] + 900


def test_a_transmitter_that_cannot_be_switched_on_is_told(station, server, sounds):
    wait_until(lambda: station.told.exists(), 20, "the player has opened the contact")
    station.program.write_text("#!/bin/sh\nexit 1\n")
    content, _ = sounds(2)
    run = server.run([server.item(content, 2000)], now_ms() + 10_000)
    server.set_programme([run])
    proof = server.wait_for_proof(run["run"], 40)
    assert proof["outcome"] == "failed" and proof["reason"] == "player.contact" and proof["ms_played"] == 0


def amplifiers(server):
    return [beat.get("sensors", {}).get("amplifier") for beat in server.heard("hb")]


def notices(server):
    return [event["notice"]["code"] for event in server.events("notice")]


def test_a_box_whose_contact_program_is_missing_connects_tells_it_and_sounds_when_it_is_there(device, server, sounds, tmp_path):
    missing = tmp_path / "contact"
    assert device.claim().returncode == 0
    device.start(contacts=[f"command:{missing},on=0,off=1"])
    wait_until(lambda: server.heard("hb"), 20, "it is connected")
    wait_until(lambda: amplifiers(server)[-1] == "fault", 20, "it says that its amplifier cannot be switched")
    wait_until(lambda: "contact_failed" in notices(server), 20, "and when that began")
    content, _ = sounds(2)
    silent = server.run([server.item(content, 2000)], now_ms() + 6000)
    server.set_programme([silent])
    proof = server.wait_for_proof(silent["run"], 40)
    assert (proof["outcome"], proof["reason"], proof["ms_played"]) == ("failed", "player.contact", 0)
    told = tmp_path / "told"
    new = tmp_path / "contact.new"
    new.write_text(f"#!/bin/sh\necho $1 >> {told}\n")
    new.chmod(0o755)
    new.rename(missing)
    wait_until(lambda: told.exists(), 60, "the contact is tried again until it is known to be open")
    assert told.read_text().split() == ["off"] and amplifiers(server)[-1] == "fault", "whether it closes is not known yet"
    heard = server.run([server.item(content, 2000)], now_ms() + 6000)
    server.set_programme([heard], version=2)
    assert server.wait_for_proof(heard["run"], 40)["outcome"] == "played"
    wait_until(lambda: amplifiers(server)[-1] == "ok" and "contact_back" in notices(server), 20, "all is well again, and said to be")
    assert notices(server).count("contact_failed") == notices(server).count("contact_back") == 1, "the fault was told once"
    assert told.read_text().split()[:2] == ["off", "on"]


def test_it_is_off_when_the_program_ends_in_the_middle(station, server, sounds):
    content, _ = sounds(12)
    run = server.run([server.item(content, 12_000)], now_ms() + 9000)
    server.set_programme([run])
    station.wait_for_start(run["run"])
    station.stop()
    assert [word for word, _ in station.contacts()] == ["off", "on", "off"]


def test_a_contact_that_is_written_wrong_stops_the_start(device):
    assert device.claim().returncode == 0
    device.start(contacts=["gpio:17"])
    assert device.process.wait(20) == 1
    assert "gpio:/dev/gpiochip0:17" in (device.folder / "player.log").read_text()
