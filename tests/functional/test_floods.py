"""Floods: whoever asks too much is told so, and what people and devices do beside it goes on whole."""

import concurrent.futures
import pathlib
import socket
import sys
import uuid

import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "live"))

from commune import COMMUNE
from nguon_process import wait_until
from test_emergency import FLOOD, alarm, shown, wait_board  # noqa: F401
from test_field import TEXT, play, played_whole, wait_proofs
from voice import BeepingFfmpeg, onsets_of


def at_once(count, act):
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        return list(pool.map(act, range(count)))


def test_guessing_source_passwords_is_slowed_down_and_the_voice_goes_on(commune, nguon):
    opened = commune.composer.post("/api/v1/live-sessions", {"title": "Họp dân", "targets": {"areas": [COMMUNE]}, "source": "source"}, expect=201)
    voice = BeepingFfmpeg(nguon.url, opened["password"], opened["mount"]).start()
    try:
        wait_until(lambda: all(onsets_of(c) for c in commune.clusters), 60, "the voice is heard", every=0.5)
        replies = at_once(300, lambda number: requests.put(nguon.url + opened["mount"], data=b"x", auth=("source", f"doan-{number}"),
                                                           headers={"Content-Type": "audio/ogg"}, timeout=30))
        codes = {reply.status_code for reply in replies}
        assert codes == {401, 429}, codes
        assert all(int(reply.headers["Retry-After"]) > 0 for reply in replies if reply.status_code == 429)
        heard = [len(onsets_of(c)) for c in commune.clusters]
        wait_until(lambda: all(len(onsets_of(c)) >= n + 2 for c, n in zip(commune.clusters, heard)), 60, "it is heard after the flood", every=0.5)
        assert commune.composer.get(f"/api/v1/live-sessions/{opened['id']}")["state"] == "on_air"
    finally:
        voice.stop()


def test_one_order_that_is_sent_a_hundred_times_is_one_emergency(alarm):  # noqa: F811
    alarm.factor.show()
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = {"targets": {"areas": [COMMUNE]}, "title": "Lũ về", "text": FLOOD, "hazard": "flood", "minutes": 1}
    replies = at_once(100, lambda _: alarm.issuer.call("POST", "/api/v1/emergencies", json=body, headers=key, timeout=60))
    codes = {reply.status_code for reply in replies}
    assert 202 in codes and codes <= {202, 409, 429}, codes
    assert len({reply.json()["id"] for reply in replies if reply.status_code == 202}) == 1
    raised = alarm.composer.get("/api/v1/emergencies")["items"]
    assert len(raised) == 1
    wait_board(alarm, raised[0], sounded=3)
    assert shown(alarm, raised[0])["board"]["devices"] == 3


def test_lines_that_say_nothing_hold_up_nobody(commune, nguon):
    host, port = nguon.url.removeprefix("http://").split(":")
    lines = []
    try:
        for number in range(400):
            line = socket.create_connection((host, int(port)), timeout=10)
            if number % 2:
                line.sendall(b"POST /api/v1/emergencies HTTP/1.1\r\nHost: x\r\nContent-Le")
            lines.append(line)
        ordered = play(commune, commune.approved_bulletin("Giữa cơn lũ", TEXT))
        seen = wait_proofs(commune, ordered["run"])
        assert len(seen) == 3 and played_whole(seen), "devices fetch, sound and prove beside it"
    finally:
        for line in lines:
            line.close()
