"""The making of a bulletin's sound as a job: progress, cancel, restart in the middle, and clear errors. The voice is a service of the
test that speaks only as many sentences as the test lets it, so that "in the middle" is a fact and not a matter of luck."""

import http.server
import io
import json
import struct
import threading
import wave

import pytest
from nguon_process import Nguon, wait_until
from people import AREA, officer, set_up

SENTENCES = 8
TEXT = " ".join(f"Đây là câu thông báo số {number} của xã." for number in range(1, SENTENCES + 1))


class Voice:
    """A speech service that speaks `allowed` sentences and then waits until more are allowed."""

    def __init__(self):
        self.said = []
        self.allowed = 0
        self.changed = threading.Condition()
        voice = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"]
                with voice.changed:
                    if not voice.changed.wait_for(lambda: len(voice.said) < voice.allowed, 300):
                        return
                    voice.said.append(text)
                try:
                    self.send_response(200)
                    self.send_header("Content-Type", "audio/wav")
                    self.end_headers()
                    self.wfile.write(tone())
                except OSError:
                    pass  # the one who asked was killed

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def allow(self, sentences):
        with self.changed:
            self.allowed = sentences
            self.changed.notify_all()

    def settings(self):
        return f'[speech]\nhttp_url = "http://127.0.0.1:{self.server.server_port}/say"\nhttp_voices = ["thu|Giọng thử|north"]\nhttp_seconds_max = 300\n'

    def close(self):
        self.allow(1_000_000)
        self.server.shutdown()
        self.server.server_close()


def tone(seconds=0.5, rate=22050):
    out = io.BytesIO()
    with wave.open(out, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate)
        wav.writeframes(b"".join(struct.pack("<h", 8000 if i // 40 % 2 else -8000) for i in range(int(seconds * rate))))
    return out.getvalue()


@pytest.fixture
def voice():
    speaker = Voice()
    yield speaker
    speaker.close()


class Desk:
    def __init__(self, server):
        self.server = server
        self.composer = officer(server, set_up(server), "bientap", "composer")

    def draft(self, text=TEXT, voice="thu"):
        body = {"title": "Bản tin thử", "class": "ordinary", "field": "", "area": AREA, "valid_from": "2026-01-01", "valid_to": "2036-01-01",
                "targets": {"areas": [AREA], "groups": [], "devices": []}, "attachments": [], "miss": {"on_miss": "drop"},
                "variants": [{"language": "vi", "source": "speech", "voice": voice,
                              "blocks": [{"kind": "paragraph", "level": 0, "text": text}]}]}
        return self.composer.post("/api/v1/bulletins", {"body": body})

    def ask(self, bulletin, expect=202, **body):
        return self.composer.post(f"/api/v1/bulletins/{bulletin['id']}/render", body, expect=expect)

    def job(self, job):
        return self.composer.get(f"/api/v1/render-jobs/{job['id']}")

    def until(self, job, what, state, sentences=0):
        """The job as soon as it is in the state with at least so many sentences; it may not end in another state."""
        def reached():
            now = self.job(job)
            if now["state"] == state and now["sentences_done"] >= sentences:
                return now
            assert now["state"] in ("waiting", "working"), json.dumps(now, ensure_ascii=False)
            return None
        return wait_until(reached, 60, what)

    def sounds(self, bulletin):
        return self.composer.get(f"/api/v1/bulletins/{bulletin['id']}")["renderings"]


@pytest.fixture
def desk(tmp_path, voice):
    server = Nguon(tmp_path / "nguon", voice.settings()).start()
    yield Desk(server)
    server.stop()


def test_progress_is_told_by_get_and_on_the_live_channel(desk, voice):
    events = []
    stream = desk.composer.call("GET", "/api/v1/events", stream=True, timeout=60)

    def listen():
        try:
            topic = None
            for line in stream.iter_lines(chunk_size=1):
                line = line.decode()
                topic = line[7:] if line.startswith("event: ") else topic
                if line.startswith("data: ") and topic == "render.changed":
                    events.append(json.loads(line[6:]))
        except Exception:  # the stream ends with the test
            pass

    threading.Thread(target=listen, daemon=True).start()
    bulletin = desk.draft()
    job = desk.ask(bulletin)
    assert job["sentences_total"] == SENTENCES and job["abilities"] == ["cancel"]
    voice.allow(3)
    desk.until(job, "the first sentences are made", "working", sentences=1)
    assert desk.ask(bulletin)["id"] == job["id"], "the same wish is the same job"
    voice.allow(SENTENCES)
    assert desk.until(job, "all are made", state="done")["sentences_done"] == SENTENCES
    sound = desk.sounds(bulletin)
    assert len(sound) == 1 and len(sound[0]["sentences_ms"]) == SENTENCES and sound[0]["sentences_ms"][0] == 0
    assert desk.composer.get(f"/api/v1/bulletins/{bulletin['id']}/render")["id"] == job["id"]
    wait_until(lambda: events and events[-1]["state"] == "done", 30, "the live channel tells the end")
    counts = [event["sentences_done"] for event in events if event["id"] == job["id"]]
    assert counts == sorted(counts) and any(0 < count < SENTENCES for count in counts) and counts[-1] == SENTENCES
    stream.close()


def test_a_server_killed_in_the_middle_goes_on_and_makes_the_sound_once(desk, voice):
    bulletin = desk.draft()
    job = desk.ask(bulletin)
    voice.allow(4)
    desk.until(job, "the first sentences are made", "working", sentences=1)
    desk.server.kill()
    voice.allow(1_000)
    desk.server.start()
    desk.composer.base_url = desk.server.url
    desk.until(job, "the job is done after the restart", state="done")
    assert len(desk.sounds(bulletin)) == 1
    assert sum("số một" in text for text in voice.said) == 1, "what was spoken and counted before came from the cache"


def test_a_cancelled_job_keeps_nothing_and_can_be_asked_for_again(desk, voice):
    bulletin = desk.draft()
    job = desk.ask(bulletin)
    voice.allow(2)
    desk.until(job, "the first sentences are made", "working", sentences=1)
    assert desk.composer.post(f"/api/v1/render-jobs/{job['id']}/cancel")["state"] == "cancelled"
    again = desk.composer.call("POST", f"/api/v1/render-jobs/{job['id']}/cancel", 409)
    assert again.json()["code"] == "content.render_over"
    voice.allow(1_000)
    other = desk.ask(bulletin)
    assert other["id"] != job["id"]
    desk.until(other, "the new job is done", state="done")
    assert desk.job(job)["state"] == "cancelled" and len(desk.sounds(bulletin)) == 1


def test_a_speech_service_that_does_not_answer_ends_the_job_with_its_reason(desk, voice):
    bulletin = desk.draft()
    voice.server.shutdown()
    voice.server.server_close()
    failed = desk.until(desk.ask(bulletin), "the job has failed", state="failed")
    assert failed["failure"]["code"].startswith("speech.") and failed["failure"]["message"]["vi"] and failed["abilities"] == []
    assert desk.sounds(bulletin) == []


def test_what_cannot_succeed_is_refused_at_once(desk):
    def refused(bulletin, status, code, **body):
        reply = desk.composer.call("POST", f"/api/v1/bulletins/{bulletin['id']}/render", status, json=body)
        assert reply.json()["code"] == code and reply.json()["message"]["vi"]

    refused(desk.draft(voice="khong-co"), 404, "speech.unknown_voice")
    refused(desk.draft(text="— … —"), 400, "speech.nothing_to_say")
    refused(desk.draft(text="Chú ý bà con trong xã. " * 9_000), 413, "app.text_too_long_to_speak")
    refused(desk.draft(), 400, "content.no_such_language", language="km")
    refused(desk.draft(), 400, "json.wrong_members", language=7)
    nobody = "01890000-0000-7000-8000-000000000000"
    desk.composer.call("GET", f"/api/v1/render-jobs/{nobody}", 404)
    desk.composer.call("POST", f"/api/v1/render-jobs/{nobody}/cancel", 404)
    desk.composer.call("GET", "/api/v1/render-jobs/khong-phai-ma", 400)
