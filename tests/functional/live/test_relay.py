"""Relays of stations: the stream is heard, silence and loss are bridged by what stands in, and the server calls no address that only it can reach."""

import functools
import http.server
import json
import pathlib
import subprocess
import sys
import threading
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from commune import COMMUNE, Commune  # noqa: E402
from nguon_process import Nguon, wait_until  # noqa: E402
from station import Station, heard_after, tones_of  # noqa: E402

SILENCE_S, RETURN_S = 4, 5
# Encoding, starting a decoder, the delay of the line: two seconds on a quiet machine. What is measured is printed.
WAY_S = 15


def add_station(api, name, url, **more):
    return api.post("/api/v1/stations", {"area": COMMUNE, "name": name, "url": url} | more, expect=201)


def relay(api, station, minutes=5, **more):
    return api.post("/api/v1/live-sessions", {"title": "Tiếp sóng", "targets": {"areas": [COMMUNE]}, "source": "station", "station": station["id"],
                                              "minutes": minutes, "silence_seconds": SILENCE_S, "return_seconds": RETURN_S} | more, expect=201)


def session(commune, opened):
    return commune.composer.get(f"/api/v1/live-sessions/{opened['id']}")


def turns(commune, opened):
    return [(t["why"], t.get("link")) for t in commune.composer.get(f"/api/v1/live-sessions/{opened['id']}/turns")["items"]]


def add_sound(commune, folder, hertz):
    """A tone of four seconds in the library."""
    file = pathlib.Path(folder) / "tieng.wav"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"sine={hertz}:duration=4", str(file)], check=True)
    content = file.read_bytes()
    api = commune.composer
    upload = api.post("/api/v1/uploads", {"area": COMMUNE, "name": "Nhạc chờ.wav", "size_bytes": len(content)}, expect=201)
    api.call("PATCH", f"/api/v1/uploads/{upload['id']}", 200, data=content, headers={"Content-Type": "application/octet-stream", "Upload-Offset": "0"})
    made = api.post(f"/api/v1/uploads/{upload['id']}/complete", expect=201)
    return wait_until(lambda: (lambda m: m if m["state"] == "ready" else None)(api.get(f"/api/v1/media/{made['id']}")), 60, "the sound is in the library")


def wait_for_tone(commune, since, hertz, seconds, what):
    return [wait_until(lambda c=c: heard_after(c, since, hertz), seconds, what, every=0.5) for c in commune.clusters]


def test_silence_and_loss_are_bridged_and_the_station_comes_back(relaying, tmp_path, record_property):
    commune = relaying
    first, second = Station(440), Station(880)
    try:
        music = add_sound(commune, tmp_path, 1_320)
        stand_in = add_station(commune.composer, "Đài tỉnh", second.url)
        main = add_station(commune.composer, "Đài quốc gia", first.url, fallbacks=[{"station": stand_in["id"]}, {"media": music["id"]}])
        opened = relay(commune.composer, main)
        begun = time.time()
        wait_for_tone(commune, begun, 440, 60, "the station on every cluster")
        assert session(commune, opened)["sounding"] == "Đài quốc gia"

        silent = time.time()
        first.silent = True
        bridged = wait_for_tone(commune, silent, 880, 60, "the station that stands in")
        assert max(bridged) - silent <= SILENCE_S + WAY_S, "within the promised seconds"
        assert min(bridged) - silent >= SILENCE_S - 0.5, "and not before"

        alarm = wait_until(lambda: next(iter(commune.composer.get("/api/v1/alarms", params={"kind": "relay_lost", "state": "open"})["items"]), None), 30, "an alarm")
        assert alarm["cause"] == "relay_silent" and alarm["device"] in {c.device for c in commune.clusters}

        dead = time.time()
        second.die()
        bridged_again = wait_for_tone(commune, dead, 1_320, 60, "the sound of the library")
        assert max(bridged_again) - dead <= SILENCE_S + WAY_S

        back = time.time()
        first.silent = False
        returned = wait_for_tone(commune, back, 440, 60, "the station is back")
        assert RETURN_S - 0.5 <= min(returned) - back and max(returned) - back <= RETURN_S + WAY_S
        assert turns(commune, opened) == [("started", "Đài quốc gia"), ("silent", "Đài tỉnh"), ("lost", "Nhạc chờ.wav"), ("returned", "Đài quốc gia")]
        record_property("silence_to_stand_in_s", round(max(bridged) - silent, 2))
        record_property("loss_to_stand_in_s", round(max(bridged_again) - dead, 2))
        print(f"silence {max(bridged) - silent:.2f} s, loss {max(bridged_again) - dead:.2f} s, return {max(returned) - back:.2f} s")
    finally:
        first.close()
        second.close()
    ended = commune.composer.post(f"/api/v1/live-sessions/{opened['id']}/stop", expect=200)
    assert ended["end_reason"] == "by_owner" and ended["recording"]


def test_a_relay_without_any_source_left_ends(relaying):
    commune = relaying
    only = Station(440)
    try:
        opened = relay(commune.composer, add_station(commune.composer, "Đài huyện", only.url))
        wait_for_tone(commune, 0, 440, 60, "the station on every cluster")
    finally:
        only.close()
    over = wait_until(lambda: (lambda s: s if s["state"] == "ended" else None)(session(commune, opened)), 30, "the relay ends")
    assert over["end_reason"] == "source_lost"
    assert turns(commune, opened) == [("started", "Đài huyện"), ("exhausted", None)]


class Segments(http.server.SimpleHTTPRequestHandler):
    extensions_map = {".m3u8": "application/vnd.apple.mpegurl", "": "application/octet-stream"}

    def log_message(self, *_):
        pass


def test_a_station_that_sends_segments_is_heard(relaying, tmp_path):
    commune = relaying
    folder = tmp_path / "hls"
    folder.mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Segments, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    (folder / "dai.m3u8").write_text("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=64000\nluong.m3u8\n")
    sender = subprocess.Popen(["ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", "sine=660", "-c:a", "aac", "-b:a", "64k", "-f", "hls", "-hls_time", "2",
                               "-hls_list_size", "5", "-hls_flags", "delete_segments", str(folder / "luong.m3u8")])
    try:
        wait_until(lambda: (folder / "luong.m3u8").exists(), 30, "the first segment")
        opened = relay(commune.composer, add_station(commune.composer, "Đài HLS", f"http://127.0.0.1:{server.server_address[1]}/dai.m3u8"))
        first = min(wait_for_tone(commune, 0, 660, 60, "the station on every cluster"))
        # Over many segments, without a gap.
        wait_until(lambda: tones_of(commune.clusters[0])[-1][0] > first + 14, 60, "fourteen seconds of it", every=0.5)
        tones = [tone for at, tone in tones_of(commune.clusters[0]) if first + 1 < at < first + 13]
        assert sum(abs(tone - 660) <= 8 for tone in tones) >= 0.9 * len(tones), tones
        assert turns(commune, opened) == [("started", "Đài HLS")]
    finally:
        sender.kill()
        sender.wait(10)
        server.shutdown()
        server.server_close()


class Redirecting:
    """Sends everybody who asks to another address."""

    def __init__(self, target):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(302)
                self.send_header("Location", target)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def test_no_address_is_called_that_is_not_public(commune):
    inside = Station(440)
    try:
        opened = relay(commune.composer, add_station(commune.composer, "Bên trong", inside.url), silence_seconds=3)
        wait_until(lambda: session(commune, opened)["state"] == "ended", 30, "the relay ends")
        assert inside.asked == 0, "nobody connected to it"
    finally:
        inside.close()
    assert all(tone == 0 for c in commune.clusters for _, tone in tones_of(c))


def test_a_redirection_does_not_lead_to_a_private_address_either(tmp_path):
    inside = Station(440)
    door = Redirecting(f"http://localhost:{inside.port}/song.mp3")
    server = Nguon(tmp_path / "nguon", '[relay]\nprivate_hosts = ["127.0.0.1"]\n').start()
    place = Commune(server, tmp_path / "devices").set_up().add_officers().allow_now().add_clusters(1)
    try:
        opened = relay(place.composer, add_station(place.composer, "Cửa", f"http://127.0.0.1:{door.port}/"), silence_seconds=3)
        wait_until(lambda: session(place, opened)["state"] == "ended", 30, "the relay ends")
        assert inside.asked == 0, "localhost is not the host that was allowed"
    finally:
        place.stop()
        server.stop()
        door.close()
        inside.close()


def test_who_may_keep_stations_and_relay_them(commune):
    viewer = commune.add_officer("nguoixem", "Người Xem", ["report_viewer"])
    body = {"area": COMMUNE, "name": "Đài", "url": "http://dai.vn/a"}
    assert viewer.call("POST", "/api/v1/stations", json=body).status_code == 403
    kept = commune.composer.post("/api/v1/stations", body | {"frequency_khz": 99_900}, expect=201)
    assert kept["abilities"] == ["edit", "remove"]
    shown = commune.approver.get("/api/v1/stations", params={"area": COMMUNE})["items"]
    assert [s["id"] for s in shown] == [kept["id"]]
    assert viewer.call("DELETE", f"/api/v1/stations/{kept['id']}").status_code == 403
    for wrong in ({"url": "ftp://dai.vn/a"}, {"url": "http://a:b@dai.vn/"}, {"url": "file:///etc/passwd"}, {"name": " "}, {"frequency_khz": 1}):
        refused = commune.composer.call("POST", "/api/v1/stations", json=body | wrong)
        assert refused.status_code == 400 and refused.json()["code"] == "relay.wrong_station", refused.text
    elsewhere = commune.composer.call("POST", "/api/v1/stations", json=body | {"area": "91/31072"})
    assert elsewhere.status_code == 403
    without_length = commune.composer.call("POST", "/api/v1/live-sessions", json={
        "title": "Tiếp sóng", "targets": {"areas": [COMMUNE]}, "source": "station", "station": kept["id"]})
    assert without_length.json()["code"] == "live.length_needed", "nothing relays without an end"
    edited = commune.composer.call("PUT", f"/api/v1/stations/{kept['id']}", 200, json={"area": COMMUNE, "name": "Đài FM", "url": "", "frequency_khz": 99_900},
                                   headers={"If-Match": f'"v{kept["version"]}"'}).json()
    assert edited["name"] == "Đài FM" and "url" not in edited
    only_fm = commune.composer.call("POST", "/api/v1/live-sessions", json={
        "title": "Tiếp sóng", "targets": {"areas": [COMMUNE]}, "source": "station", "station": kept["id"], "minutes": 5})
    assert only_fm.json()["code"] == "relay.no_stream"
    commune.composer.call("DELETE", f"/api/v1/stations/{kept['id']}", 204)
    log = json.dumps(commune.admin.get("/api/v1/audit", params={"action": "relay."}), ensure_ascii=False)
    assert all(action in log for action in ("relay.add_station", "relay.edit_station", "relay.remove_station"))
