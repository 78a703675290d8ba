"""Uploads, the library, the import of documents and the S3 store, on the real server with the real sandbox."""

import hashlib
import pathlib
import subprocess
import sys
import zipfile

import pytest
from people import AREA, officer, set_up, sign_in
from nguon_process import ROOT, Nguon, wait_until

PIECE = 100_000


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    path = tmp_path_factory.mktemp("sound") / "loa.wav"
    subprocess.run(["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i",
                    "anoisesrc=color=pink:seed=3:duration=8:sample_rate=48000,volume=-14dB", str(path)], check=True)
    return path.read_bytes()


@pytest.fixture(scope="module")
def composer(server_with_admin):
    server, admin = server_with_admin
    return officer(server, admin, "canbo", "composer")


def open_upload(api, size, name="Thông báo phòng dịch.wav"):
    return api.post("/api/v1/uploads", {"area": AREA, "name": name, "size_bytes": size}, expect=201)


def send(api, upload, data, offset, expect=200):
    return api.call("PATCH", f"/api/v1/uploads/{upload['id']}", expect, data=data,
                    headers={"Upload-Offset": str(offset), "Content-Type": "application/octet-stream"})


def upload_whole(api, data, **arguments):
    upload = open_upload(api, len(data), **arguments)
    for offset in range(0, len(data), PIECE):
        send(api, upload, data[offset:offset + PIECE], offset)
    return api.post(f"/api/v1/uploads/{upload['id']}/complete", expect=201)


def processed(api, file, seconds=60):
    def done():
        found = api.get(f"/api/v1/media/{file['id']}")
        return found if found["state"] != "processing" else None
    return wait_until(done, seconds, "the upload was processed")


def loudness(sound):
    found = subprocess.run(["ffmpeg", "-nostats", "-i", "-", "-af", "ebur128=peak=true", "-f", "null", "-"],
                           input=sound, capture_output=True, check=True).stderr.decode()
    summary = found[found.rindex("Summary:"):].split()
    return float(summary[summary.index("I:") + 1]), float(summary[summary.index("Peak:") + 1])


def test_an_upload_survives_a_broken_line_and_becomes_a_levelled_sound(composer, recording):
    api = composer
    upload = open_upload(api, len(recording))
    send(api, upload, recording[:PIECE], 0)
    assert send(api, upload, recording[:PIECE], 0, expect=409).json()["code"] == "media.upload_offset"
    received = api.get(f"/api/v1/uploads/{upload['id']}")["received_bytes"]
    assert received == PIECE
    for offset in range(received, len(recording), PIECE):
        send(api, upload, recording[offset:offset + PIECE], offset)
    file = processed(api, api.post(f"/api/v1/uploads/{upload['id']}/complete", expect=201))
    assert file["state"] == "ready", file
    assert file["original_sha256"] == hashlib.sha256(recording).hexdigest()
    assert abs(file["sound"]["duration_ms"] - 8000) <= 1
    assert len(file["sound"]["peaks"]) == 1600

    sound = api.call("GET", f"/api/v1/media/{file['id']}/audio", 200)
    assert sound.headers["Content-Type"].startswith("audio/ogg")
    assert hashlib.sha256(sound.content).hexdigest() == file["sound"]["sha256"]
    integrated, peak = loudness(sound.content)
    assert abs(integrated + 16) <= 0.5 and peak <= -1.0
    part = api.call("GET", f"/api/v1/media/{file['id']}/audio", 206, headers={"Range": "bytes=100-199"})
    assert part.content == sound.content[100:200]
    assert api.call("GET", f"/api/v1/media/{file['id']}/original", 200).content == recording

    found = api.get("/api/v1/media", params={"search": "thong bao PHONG dich"})["items"]
    assert file["id"] in [item["id"] for item in found]


def test_a_file_that_is_no_sound_fails_with_its_reason(composer):
    api = composer
    file = processed(api, upload_whole(api, b"ID3" + bytes(range(256)) * 40, name="hong.mp3"))
    assert file["state"] == "failed"
    assert file["failure"]["code"] in ("media.broken", "media.not_audio")
    assert api.call("GET", f"/api/v1/media/{file['id']}/audio", 409).json()["code"] == "media.no_sound_yet"
    assert api.call("DELETE", f"/api/v1/media/{file['id']}", 204).content == b""
    api.call("GET", f"/api/v1/media/{file['id']}", 404)


def test_a_server_killed_while_processing_goes_on_at_its_next_start(tmp_path, recording):
    server = Nguon(tmp_path / "nguon").start()
    try:
        file = upload_whole(officer(server, set_up(server), "canbo", "composer"), recording)
        server.kill()
        server.start()
        assert processed(sign_in(server, "canbo"), file)["state"] == "ready"
    finally:
        server.stop()


def docx(path, paragraphs):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
    return pathlib.Path(path).read_bytes()


def import_document(api, name, data, expect):
    return api.call("POST", "/api/v1/document-imports", expect, params={"name": name}, data=data,
                    headers={"Content-Type": "application/octet-stream"}).json()


def test_documents_are_imported_with_headings_and_lists(composer, tmp_path):
    api = composer
    document = import_document(api, "kế hoạch.docx", docx(tmp_path / "a.docx", [
        "KẾ HOẠCH", "Phòng, chống dịch năm 2026", "I. MỤC ĐÍCH", "1. Nâng cao ý thức;", "a) Ở trường học;", "2. Dọn vệ sinh."]), 200)
    assert document["title"] == "KẾ HOẠCH Phòng, chống dịch năm 2026"
    shown = [(block["kind"], block["level"], block["marker"]) for block in document["blocks"]]
    assert shown == [("heading", 1, ""), ("paragraph", 0, ""), ("heading", 2, ""), ("list_item", 0, "1."),
                     ("list_item", 1, "a)"), ("list_item", 0, "2.")]


@pytest.mark.parametrize("name, data, code", [
    ("a.txt", b"", "media.document_empty"),
    ("a.txt", "Thông báo".encode("cp1258", "replace") * 3, "media.document_encoding"),
    ("a.pdf", b"%PDF-1.7 nothing more", "media.document_broken"),
    ("a.docx", b"PK\x03\x04 torn", "media.document_broken"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "media.document_old_word"),
    ("a.bin", b"\x00\x01\x02\x03", "media.document_unknown_kind"),
])
def test_documents_that_cannot_be_read_are_refused_in_vietnamese(composer, name, data, code):
    api = composer
    problem = import_document(api, name, data, (400, 413))
    assert problem["code"] == code
    assert problem["message"]["vi"]


def test_blobs_may_live_in_an_s3_store(tmp_path, recording):
    fake = subprocess.Popen([sys.executable, "-B", str(ROOT / "tests/s3/fake_s3.py")], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)
    server = None
    try:
        port = int(fake.stdout.readline())
        secret = tmp_path / "secret"
        secret.write_text("test-secret\n")
        server = Nguon(tmp_path / "nguon", settings=(
            f'[media]\ns3_endpoint = "http://127.0.0.1:{port}"\ns3_bucket = "nguon"\ns3_region = "vn-south-1"\n'
            f's3_access_key = "test-key"\ns3_secret_key_file = "{secret}"\n')).start()
        api = officer(server, set_up(server), "canbo", "composer")
        file = processed(api, upload_whole(api, recording))
        assert file["state"] == "ready", file
        sound = api.call("GET", f"/api/v1/media/{file['id']}/audio", 200).content
        assert hashlib.sha256(sound).hexdigest() == file["sound"]["sha256"]
        part = api.call("GET", f"/api/v1/media/{file['id']}/audio", 206, headers={"Range": "bytes=10-19"})
        assert part.content == sound[10:20]
        assert not list((server.data / "media").rglob("[0-9a-f]" * 64)), "bytes belong into the S3 store"
    finally:
        if server:
            server.stop()
        fake.stdin.close()
        fake.wait(10)
