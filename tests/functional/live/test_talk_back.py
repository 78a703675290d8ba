"""What one cluster really sounds, heard by the officer who asks: measured, played in the browser, kept nowhere, refused where it has to be."""

import ctypes
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time
import wave

import numpy
import pytest
import requests

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from commune import COMMUNE, PASSWORD, Commune  # noqa: E402
from nguon_process import ROOT, wait_until  # noqa: E402
from test_live_broadcast import basic_of  # noqa: E402
from voice import RATE, stretches_of  # noqa: E402

CHROMIUM = pathlib.Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
TONE_HZ = 1_000
PEAK_DB = -12.0
RMS_DB = PEAK_DB - 3.01
# Of each eight seconds the first four sound; after them nothing, as between two sentences.
LOUD_S, PERIOD_S = 4, 8


@pytest.fixture
def place(nguon, tmp_path):
    """A cluster whose monitor hears a file, and one without a monitor."""
    sound = tmp_path / "street.wav"
    at = numpy.arange(PERIOD_S * RATE) / RATE
    samples = numpy.where(at < LOUD_S, 32_767 * 10 ** (PEAK_DB / 20) * numpy.sin(2 * numpy.pi * TONE_HZ * at), 0)
    with wave.open(str(sound), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.astype("<i2").tobytes())
    made = Commune(nguon, tmp_path / "devices").set_up(area="91").add_officers().allow_now()
    made.heard = made.add_cluster("Ấp Vĩnh Đông", "VT-900", more=("--monitor", f"wav:{sound}"))
    made.add_clusters(1)
    wait_until(lambda: any(one["online"] for one in monitors(made.composer)), 30, "the cluster with the monitor is online")
    yield made
    made.stop()


def monitors(api):
    return api.get("/api/v1/live-inputs", params={"use": "monitor"})["items"]


def listen(api, cluster, **more):
    return api.call("POST", "/api/v1/talk-backs", json={"device": cluster.device} | more)


def opened(api, cluster, **more):
    reply = listen(api, cluster, **more)
    assert reply.status_code == 201, reply.text
    return reply.json()


def keep(api, talk_back):
    return api.post(f"/api/v1/talk-backs/{talk_back['id']}/keep-alive", expect=200)


def decoded(packets):
    """Samples of Opus packets of 20 ms."""
    opus = ctypes.CDLL("libopus.so.0")
    opus.opus_decoder_create.restype = ctypes.c_void_p
    decoder = ctypes.c_void_p(opus.opus_decoder_create(RATE, 1, None))
    out = []
    for packet in packets:
        samples = (ctypes.c_int16 * (RATE // 50))()
        assert opus.opus_decode(decoder, packet, len(packet), samples, RATE // 50, 0) == RATE // 50
        out.append(numpy.array(samples, dtype=float))
    opus.opus_decoder_destroy(decoder)
    return numpy.concatenate(out)


def hear(api, talk_back, seconds):
    """What comes in this time, from the present on."""
    wanted = seconds * 50
    packets = []
    with api.http.get(f"{api.base_url}/api/v1/talk-backs/{talk_back['id']}/sound", stream=True, timeout=30) as reply:
        assert reply.status_code == 200 and reply.headers["Content-Type"] == "application/vnd.nguon.live"
        assert reply.headers["Cache-Control"] == "no-store"
        while len(packets) < wanted:
            head = reply.raw.read(16)
            payload = reply.raw.read(int.from_bytes(head[2:4], "big"))
            if head[0] == 1:
                packets.append(payload)
    return decoded(packets)


def decibels(samples):
    return 20 * numpy.log10(max(numpy.sqrt(numpy.mean(samples ** 2)) / 32_768, 1e-5))


def loudest_second(samples):
    windows = [samples[at:at + RATE] for at in range(0, len(samples) - RATE, RATE // 10)]
    return max(windows, key=decibels)


class KeptAlive:
    """The page, which says every few seconds that somebody listens."""

    def __init__(self, api, talk_back):
        self.api, self.talk_back, self.over, self.last = api, talk_back, threading.Event(), None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        while not self.over.wait(2):
            self.last = keep(self.api, self.talk_back)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join(30)


def test_the_officer_hears_what_the_cluster_hears_and_the_level_agrees(place, nguon):
    offered = monitors(place.composer)
    assert [(one["device"], one["online"]) for one in offered] == [(place.heard.device, True)], "only who has a monitor is offered"
    talk_back = opened(place.composer, place.heard)
    levels = []

    def follow():
        with place.composer.http.get(f"{nguon.url}/api/v1/talk-backs/{talk_back['id']}/levels", stream=True, timeout=60) as reply:
            for line in reply.iter_lines(chunk_size=1):
                if line.startswith(b"data:"):
                    levels.append(json.loads(line[5:]))

    threading.Thread(target=follow, daemon=True).start()
    with KeptAlive(place.composer, talk_back) as page:
        wait_until(lambda: page.last and page.last["connected"] and page.last["sounding"], 40, "sound from the monitor")
        heard = hear(place.composer, talk_back, PERIOD_S + 2)
        loud = loudest_second(heard)
        spectrum = numpy.abs(numpy.fft.rfft(loud * numpy.hanning(len(loud))))
        frequency = int(spectrum.argmax()) * RATE / len(loud)
        print(f"heard: {frequency:.0f} Hz at {decibels(loud):.1f} dB; measured: {max(one['rms_db'] for one in levels):.1f} dB")
        assert abs(frequency - TONE_HZ) <= 2
        assert abs(decibels(loud) - RMS_DB) < 1.5
        assert abs(max(one["rms_db"] for one in levels) - RMS_DB) < 1.0
        assert abs(max(one["peak_db"] for one in levels) - PEAK_DB) < 1.5
        quiet = wait_until(lambda: page.last if not page.last["sounding"] else None, 30, "the pause is seen as silence")
        assert quiet["rms_db"] < -50 and quiet["heard_at"] > talk_back["opened_at"]

    path = f"{nguon.url}/device/v1/live/{talk_back['id']}"
    for cluster in place.clusters:
        own = {"Authorization": f"Basic {basic_of(cluster)}"}
        assert requests.get(path, headers=own, timeout=10).status_code == 404, "no loudspeaker can ask for it"
    assert stretches_of(place.heard) == [], "and nothing sounded"

    ended = place.composer.post(f"/api/v1/talk-backs/{talk_back['id']}/stop", expect=200)
    assert ended["end_reason"] == "by_owner" and not ended["connected"]
    own = {"Authorization": f"Basic {basic_of(place.heard)}", "Content-Type": "audio/ogg"}
    assert requests.put(path + "/sound", data=b"OggS", headers=own, timeout=10).status_code == 409, "the device's way is closed"
    assert place.composer.get("/api/v1/media")["items"] == [] and list((nguon.data / "uploads").rglob("*.opus")) == [], "nothing is kept"
    logged = place.admin.get("/api/v1/audit", params={"entity": f"device/{place.heard.device}"})["items"]
    assert [(one["actor_name"], one["action"]) for one in logged[:2]] == [
        ("Lê Thị Biên Tập", "live.talk_back_end"), ("Lê Thị Biên Tập", "live.talk_back_open")]


def test_it_ends_when_the_page_is_gone_and_at_its_limit(place):
    left = opened(place.composer, place.heard)
    assert left["ends_by"] - left["opened_at"] == 5 * 60_000
    asked_at = time.monotonic()
    state = wait_until(lambda: (lambda s: s if "ended_at" in s else None)(place.composer.get(f"/api/v1/talk-backs/{left['id']}")), 60,
                       "nobody listens any more", every=0.5)
    assert state["end_reason"] == "not_kept" and time.monotonic() - asked_at > 15

    limited = opened(place.composer, place.heard, minutes=1)
    with KeptAlive(place.composer, limited) as page:
        state = wait_until(lambda: page.last if page.last and "ended_at" in page.last else None, 100, "the minute is over", every=0.5)
    assert state["end_reason"] == "time_limit"
    assert 60_000 <= state["ended_at"] - limited["opened_at"] < 65_000


def test_who_may_not_hear_and_what_cannot_be_heard_is_refused(place, nguon):
    def code(reply):
        return reply.status_code, reply.json()["code"]

    viewer = place.add_officer("nguoixem", "Người Xem", ["report_viewer"])
    there = next(unit["path"] for unit in place.admin.get("/api/v1/areas", params={"under": "91", "limit": 5})["items"] if unit["path"] != COMMUNE)
    foreign = place.add_officer("xaban", "Cán bộ xã bạn", ["operator"], area=there)
    for stranger in (viewer, foreign):
        assert code(listen(stranger, place.heard)) == (403, "rights.forbidden")
        assert monitors(stranger) == []
    assert code(listen(place.composer, place.clusters[1])) == (409, "live.no_monitor")
    assert code(listen(place.composer, place.heard, minutes=11)) == (400, "live.bad_talk_back_minutes")

    mine = opened(place.composer, place.heard)
    assert code(listen(place.approver, place.heard)) == (409, "live.monitor_taken")
    assert "Lê Thị Biên Tập" in listen(place.approver, place.heard).json()["message"]["vi"]
    for rest in ("", "/sound", "/levels"):
        assert place.approver.call("GET", f"/api/v1/talk-backs/{mine['id']}{rest}").status_code == 404, "for its owner alone"
    place.composer.post(f"/api/v1/talk-backs/{mine['id']}/stop", expect=200)

    place.heard.stop()
    wait_until(lambda: not any(one["online"] for one in monitors(place.composer)), 60, "the cluster has gone")
    assert code(listen(place.composer, place.heard)) == (409, "live.monitor_offline")


@pytest.mark.skipif(shutil.which("node") is None or not CHROMIUM.exists() or not (ROOT / "web" / "dist" / "index.html").exists(),
                    reason="needs node, Chromium and the built console")
def test_a_browser_plays_what_is_heard(place, nguon):
    unit = place.admin.post("/api/v1/units", {"name": "UBND xã Vĩnh Thuận", "kind": "committee_office", "area": COMMUNE})
    place.unit = unit["id"]
    place.add_officer("truc", "Phạm Thị Trực", ["operator"])
    page = subprocess.run(["node", str(HERE / "talk_back.mjs"), nguon.url, "truc", PASSWORD], capture_output=True, text=True, timeout=240)
    assert page.returncode == 0, page.stdout + page.stderr
    heard = json.loads(page.stdout)
    assert abs(heard["hertz"] - TONE_HZ) < 20 and abs(heard["peak"] - 10 ** (PEAK_DB / 20)) < 0.06, heard
