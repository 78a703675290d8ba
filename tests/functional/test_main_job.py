"""The main job with real processes: one bulletin from a long document, three players, one second, and proof that agrees with the sound."""

import datetime
import json
import math
import pathlib
import struct
import subprocess

from commune import COMMUNE, VIETNAM, now_ms
from nguon_process import ROOT, START_TOLERANCE_MS, wait_until

DOCUMENT = ROOT / "demo" / "ke_hoach_thong_tin_co_so.txt"
SHORT = "Kính thưa bà con. Hôm nay khu vực ấp Vĩnh Đông có mưa to, gió giật cấp 7. Bà con không ra kênh khi có sấm sét."
RATE = 48_000


def soon(seconds):
    return datetime.datetime.now(VIETNAM).replace(microsecond=0) + datetime.timedelta(seconds=seconds)


def instant(local):
    return int(local.timestamp() * 1000)


def samples_of_wav(path):
    content = pathlib.Path(path).read_bytes()
    assert content[:4] == b"RIFF" and struct.unpack("<I", content[24:28])[0] == RATE
    return struct.unpack(f"<{(len(content) - 44) // 2}h", content[44:])


def samples_of_opus(path):
    raw = subprocess.run(["ffmpeg", "-v", "error", "-c:a", "libopus", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"],
                         check=True, stdout=subprocess.PIPE).stdout
    return struct.unpack(f"<{len(raw) // 2}h", raw)


def loudness_of(path):
    said = subprocess.run(["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-filter_complex", "ebur128", "-f", "null", "-"],
                          check=True, capture_output=True, text=True).stderr
    return float(said.rsplit("I:", 1)[1].split("LUFS")[0])


def sounds_of(cluster, event="started"):
    """The stretches of sound that the player wrote, each with the exact time of its first sample."""
    log = cluster.sound / "played.jsonl"
    lines = log.read_text().splitlines() if log.exists() else []
    return [said for said in map(json.loads, lines) if said["event"] == event]


def start_of(sound):
    return sound["first_sample_us"] / 1000


def wait_for_done(commune, run_id, seconds, devices=3):
    def done():
        run = commune.run(run_id)
        return run if run["counts"].get("done") == devices else None
    return wait_until(done, seconds, f"{devices} devices have proof of run {run_id}")


def run_of(commune, programme):
    def found():
        return [run for run in commune.runs() if run.get("programme") == programme["id"]]
    return wait_until(found, 20, "the programme has a run")[0]


def correlation(a, b):
    dot = sum(x * y for x, y in zip(a, b))
    power = math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    return dot / power if power else float(list(a) == list(b))


def test_a_long_document_sounds_on_three_clusters_at_the_same_second(commune, nguon):
    bulletin = commune.draft("Kế hoạch tuyên truyền mùa mưa bão", DOCUMENT.read_text())
    bulletin = commune.render(bulletin)
    audio = bulletin["renderings"][0]["audio"]
    assert audio["duration_ms"] > 180_000
    bulletin = commune.approve(bulletin)
    assert bulletin["state"] == "approved"

    # A long bulletin is cut short by the officer after the first half minute: the rest of the proof still agrees.
    start = soon(15)
    programme = commune.programme_at("Bản tin sáng", start, bulletin)
    run = run_of(commune, programme)
    wait_until(lambda: commune.run(run["id"])["counts"].get("playing", 0) == 3, 60, "three clusters are playing")
    wait_until(lambda: now_ms() > instant(start) + 12_000, 30, "twelve seconds of it were heard")
    commune.composer.post("/api/v1/stops", {"run": run["id"], "reason": "đã nghe đủ"})
    wait_until(lambda: all(d.get("proof") for d in commune.run(run["id"])["deliveries"]), 30, "each cluster has sent its proof")
    stopped = commune.run(run["id"])
    assert stopped["state"] == "stopped" and stopped["stop"]["reason"] == "đã nghe đủ" and stopped["stop"]["by_name"]

    starts = []
    source = samples_of_opus(next((nguon.data / "media").rglob(audio["sha256"])))
    for delivery, cluster in zip(sorted(commune.run(run["id"])["deliveries"], key=lambda d: d["device_name"]), commune.clusters):
        proof = delivery["proof"]
        sounds = sounds_of(cluster)
        assert len(sounds) == 1, "it sounded once"
        wav = next(cluster.sound.glob("*.wav"))
        heard = samples_of_wav(wav)
        starts.append(start_of(sounds[0]))
        assert abs(proof["started_at"] - instant(start)) <= START_TOLERANCE_MS
        assert proof["outcome"] == "stopped" and proof["ms_planned"] == audio["duration_ms"]
        assert abs(proof["ms_played"] - len(heard) * 1000 / RATE) <= 60, "the proof agrees with the sound file"
        first = RATE // 10
        assert correlation(heard[:first], source[:first]) > 0.99, "the first 100 ms are there"
    assert all(abs(at - instant(start)) <= START_TOLERANCE_MS for at in starts)
    assert max(starts) - min(starts) <= START_TOLERANCE_MS


def test_a_short_bulletin_is_whole_from_the_first_to_the_last_tenth_of_a_second(commune, nguon):
    bulletin = commune.approved_bulletin("Tin mưa bão", SHORT)
    audio = bulletin["renderings"][0]["audio"]
    blob = next((nguon.data / "media").rglob(audio["sha256"]))
    assert abs(loudness_of(blob) - -16.0) <= 0.5
    start = soon(12)
    run = run_of(commune, commune.programme_at("Tin mưa bão", start, bulletin))
    done = wait_for_done(commune, run["id"], 90)
    source = samples_of_opus(blob)
    tenth = RATE // 10
    for delivery in done["deliveries"]:
        proof = delivery["proof"]
        assert proof["outcome"] == "played" and abs(proof["started_at"] - instant(start)) <= START_TOLERANCE_MS
        assert abs(proof["ms_played"] - audio["duration_ms"]) <= 2
    for cluster in commune.clusters:
        heard = samples_of_wav(next(cluster.sound.glob("*.wav")))
        assert abs(len(heard) - len(source)) <= RATE // 500
        assert correlation(heard[:tenth], source[:tenth]) > 0.99
        assert correlation(heard[-tenth:], source[len(heard) - tenth:len(heard)]) > 0.99
    assert commune.composer.get(f"/api/v1/bulletins/{bulletin['id']}")["state"] == "broadcast"


def test_three_in_the_morning_is_refused_and_the_message_says_what_would_be_allowed(commune):
    commune.allow_hours("21:00:00", "05:00:00")
    bulletin = commune.approved_bulletin("Thử giờ yên lặng", SHORT)
    tomorrow = (datetime.datetime.now(VIETNAM) + datetime.timedelta(days=1)).date()
    body = commune.programme_body("Lúc ba giờ sáng", ["03:15:00"], bulletin,
                                  days={"first_day": str(tomorrow), "rule": "FREQ=DAILY", "except": []})
    preview = commune.composer.post("/api/v1/programme-previews", body)
    assert not preview["can_be_saved"] and preview["refusals"]
    said = preview["refusals"][0]["message"]["vi"]
    assert "03:15" in said and "05:00" in said and "21:00" in said, said
    refused = commune.composer.call("POST", "/api/v1/programmes", json=body)
    assert refused.status_code in (400, 409) and "03:15" in json.dumps(refused.json(), ensure_ascii=False)
    assert commune.composer.get("/api/v1/programmes", params={"area": COMMUNE})["items"] == []


def test_the_author_cannot_approve_and_nobody_broadcasts_what_is_not_approved(commune):
    bulletin = commune.render(commune.draft("Chưa duyệt", SHORT))
    seen = commune.composer.call("POST", f"/api/v1/bulletins/{bulletin['id']}/submit", 200, json={}).headers["ETag"]
    refused = commune.composer.call("POST", f"/api/v1/bulletins/{bulletin['id']}/approve", json={}, headers={"If-Match": seen})
    assert refused.status_code == 403
    body = commune.programme_body("Chưa duyệt", ["17:15:00"], bulletin)
    assert commune.composer.call("POST", "/api/v1/programmes", json=body).status_code in (400, 409)
