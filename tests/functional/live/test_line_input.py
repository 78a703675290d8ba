"""What the line input of one device captures, heard on others: in step, at most two seconds later, only when an officer asks."""

import pathlib
import sys
import wave

import numpy
import pytest
import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from commune import COMMUNE, Commune  # noqa: E402
from nguon_process import wait_until  # noqa: E402
from test_live_broadcast import basic_of  # noqa: E402
from voice import BEEP_S, PERIOD_S, RATE, delays_of, onsets_of  # noqa: E402


@pytest.fixture
def place(nguon, tmp_path):
    """A device with a microphone, a file in the test's case, and two clusters without."""
    sound = tmp_path / "micro.wav"
    at = numpy.arange(int(PERIOD_S * RATE)) / RATE
    samples = numpy.where(at < BEEP_S, 12_000 * numpy.sin(2 * numpy.pi * 1_000 * at), 60 * numpy.sin(2 * numpy.pi * 200 * at))
    with wave.open(str(sound), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.astype("<i2").tobytes())
    made = Commune(nguon, tmp_path / "devices").set_up().add_officers().allow_now()
    made.microphone = made.add_cluster("Trụ sở xã", "VT-900", more=("--input", f"wav:{sound}"))
    made.add_clusters(2)
    yield made
    made.stop()


def open_input(api, device, hearers, **more):
    return api.call("POST", "/api/v1/live-sessions", json={
        "title": "Họp dân từ trụ sở", "targets": {"devices": [h.device for h in hearers]}, "source": "input", "input_device": device.device,
        "minutes": 5} | more)


def test_one_device_captures_and_two_others_play_it_in_step(place, nguon, record_property):
    hearers = place.clusters[1:]
    offered = place.composer.get("/api/v1/live-inputs")["items"]
    assert [(i["device"], i["name"]) for i in offered] == [(place.microphone.device, "Trụ sở xã")], "only who can capture is offered"
    opened = open_input(place.composer, place.microphone, hearers).json()
    assert opened["source"] == "input" and opened["input_device"] == place.microphone.device and opened["devices"] == 2, opened
    wait_until(lambda: all(len(onsets_of(c)) >= 5 for c in hearers), 90, "five beeps on both", every=0.5)
    shown = place.composer.get(f"/api/v1/live-sessions/{opened['id']}")
    assert shown["state"] == "on_air" and shown["connected"]
    busy = open_input(place.approver, place.microphone, [place.microphone])
    assert busy.status_code == 409 and busy.json()["code"] == "live.input_taken"

    heard = [onsets_of(cluster) for cluster in hearers]
    delays = [delay for onsets in heard for delay in delays_of(onsets[1:])]
    spreads = [abs(a - b) * 1000 for a, b in zip(heard[0][-4:], heard[1][-4:])]
    print(f"behind the microphone: {min(delays):.3f} to {max(delays):.3f} s; apart: {max(spreads):.2f} ms")
    record_property("input_delay_s_max", round(float(max(delays)), 3))
    assert 0.3 < min(delays) and max(delays) <= 2.0
    assert numpy.median(spreads) <= 10

    path = f"{nguon.url}/device/v1/live/{opened['id']}/sound"
    stranger = {"Authorization": f"Basic {basic_of(hearers[0])}", "Content-Type": "audio/ogg"}
    assert requests.put(path, data=b"OggS", headers=stranger, timeout=10).status_code == 404, "only the device that was asked"
    assert requests.put(path, data=b"OggS", timeout=10).status_code == 401

    ended = place.composer.post(f"/api/v1/live-sessions/{opened['id']}/stop", expect=200)
    assert ended["end_reason"] == "by_owner" and ended["recording"]
    own = {"Authorization": f"Basic {basic_of(place.microphone)}", "Content-Type": "audio/ogg"}
    assert requests.put(path, data=b"OggS", headers=own, timeout=10).status_code == 409, "and only while the session is open"


def test_a_device_without_an_input_says_so(place):
    deaf = place.clusters[1]
    opened = open_input(place.composer, deaf, place.clusters[1:]).json()
    commands = wait_until(lambda: [c for c in place.composer.get("/api/v1/commands")["items"] if c["op"] == "capture"], 20, "the order is in the register")
    found = wait_until(lambda: next((d for d in place.composer.get(f"/api/v1/commands/{commands[0]['id']}")["deliveries"] if d["state"] == "failed"), None),
                       30, "its refusal")
    assert found["device"] == deaf.device and found["code"] == "no_input"
    place.composer.post(f"/api/v1/live-sessions/{opened['id']}/stop", expect=200)


def test_who_may_not_operate_the_device_does_not_hear_it(place):
    viewer = place.add_officer("nguoixem", "Người Xem", ["report_viewer"])
    assert open_input(viewer, place.microphone, place.clusters[1:]).status_code == 403
    assert viewer.get("/api/v1/live-inputs")["items"] == []
    nameless = place.composer.call("POST", "/api/v1/live-sessions", json={
        "title": "Không thiết bị", "targets": {"areas": [COMMUNE]}, "source": "input", "minutes": 5})
    assert nameless.status_code == 400 and nameless.json()["code"] == "live.which_input"
    endless = open_input(place.composer, place.microphone, place.clusters[1:], minutes=None)
    assert endless.status_code == 400
