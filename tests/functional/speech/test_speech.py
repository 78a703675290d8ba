"""The real program reads, speaks and keeps a dictionary: by command and by API."""

import io
import re
import subprocess
import wave

import pytest

from people import AREA, officer
from nguon_process import NGUON, ROOT

SAMPLES = [ROOT / "demo/ke_hoach_thong_tin_co_so.txt",
           *sorted((ROOT / "src/speech/normalize/testdata").glob("*.txt"))]


def nguon(*arguments, text=""):
    return subprocess.run([str(NGUON), *map(str, arguments)], input=text.encode(), capture_output=True, timeout=120)


def seconds_of(path):
    out = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)],
                         capture_output=True, check=True).stdout
    return float(out)


def loudness_of(path):
    report = subprocess.run(["ffmpeg", "-hide_banner", "-i", str(path), "-af", "ebur128", "-f", "null", "-"],
                            capture_output=True, check=True).stderr.decode()
    return float(re.search(r"I:\s+(-?[\d.]+) LUFS", report[report.rindex("Summary:"):]).group(1))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_document_is_normalised_line_by_line_and_nothing_unsayable_is_left(sample):
    text = sample.read_text(encoding="utf-8")
    done = nguon("speech", "normalize", text=text)
    assert done.returncode == 0, done.stderr.decode()
    lines = done.stdout.decode().split("\n")
    source = text.split("\n")
    assert len(lines) == len(source) or (not text.endswith("\n") and len(lines) == len(source) + 1)
    for before, after in zip(source, lines):
        assert bool(before.strip()) or after == ""
        assert not re.search(r"[^\w .,?!;:]|[\d_]", after), after
        assert not [word for word in re.findall(r"\w+", after) if len(word) > 1 and word.isupper()], after


@pytest.mark.parametrize("ending", ["wav", "opus"])
def test_a_text_becomes_a_file_at_the_loudness_of_devices(tmp_path, ending):
    out = tmp_path / f"a.{ending}"
    text = "Kính mời bà con dự họp lúc 7h30, ngày 05/9/2026 tại Nhà văn hóa ấp 3. UBND xã trân trọng kính mời."
    done = nguon("speech", "say", "--voice", "espeak-north", "--out", out, text=text)
    assert done.returncode == 0, done.stderr.decode()
    assert 5 < seconds_of(out) < 30
    assert abs(loudness_of(out) + 16) <= 0.6  # one decimal of the meter


def test_wrong_wishes_are_refused_in_vietnamese(tmp_path):
    done = nguon("speech", "say", "--voice", "nobody", "--out", tmp_path / "a.wav", text="xin chào")
    assert done.returncode != 0
    assert "giọng" in done.stderr.decode()
    assert not (tmp_path / "a.wav").exists()


def test_officers_extend_the_dictionary_and_hear_the_difference(server_with_admin):
    server, admin = server_with_admin
    composer = officer(server, admin, "bientap", "composer")
    viewer = officer(server, admin, "xem", "report_viewer")
    text = {"text": "Trung tâm VHTH họp lúc 7h30.", "area": AREA}

    def spoken(api):
        return api.post("/api/v1/speech/readings", text, expect=200)["sentences"][0]["spoken"]

    assert "bảy giờ ba mươi phút" in spoken(composer)
    word = {"area": AREA, "written": "VHTH", "spoken": "văn hóa tổng hợp"}
    viewer.post("/api/v1/speech/words", word, expect=403)
    made = composer.post("/api/v1/speech/words", word, expect=201)
    assert spoken(viewer) == "Trung tâm văn hóa tổng hợp họp lúc bảy giờ ba mươi phút."
    refused = composer.post("/api/v1/speech/words", word, expect=409)
    assert refused["code"] == "speech.word_exists"
    bad = composer.post("/api/v1/speech/words", {**word, "written": "X", "spoken": "5 xã"}, expect=(400, 422))
    assert [field["pointer"] for field in bad["errors"]] == ["/spoken"]
    composer.call("DELETE", "/api/v1/speech/words/" + made["id"], expect=204)
    assert "văn hóa tổng hợp" not in spoken(viewer)


def test_a_preview_can_be_listened_to(server_with_admin):
    server, admin = server_with_admin
    composer = officer(server, admin, "nghethu", "composer")
    voices = composer.get("/api/v1/speech/voices")["items"]
    assert [voice["id"] for voice in voices if voice["default"]] == ["espeak-north"]
    assert all("warning" in voice for voice in voices if voice["id"] in ("espeak-central", "espeak-south"))
    reply = composer.call("POST", "/api/v1/speech/previews", expect=200,
                          json={"text": "Xin chào bà con.", "voice": "espeak-north", "rate": 1.0})
    with wave.open(io.BytesIO(reply.content)) as sound:
        assert sound.getnchannels() == 1 and sound.getnframes() > sound.getframerate() / 2
