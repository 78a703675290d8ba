"""Live changes: a browser hears of what changes in its areas, and of nothing else."""

import queue
import threading

from commune import Commune


def listen(api, heard):
    """Puts the name of each event into `heard`; the first entry says that the stream is open."""
    with api.http.get(api.base_url + "/api/v1/events", stream=True, timeout=60) as stream:
        assert stream.status_code == 200 and stream.headers["Content-Type"].startswith("text/event-stream")
        heard.put("open")
        for line in stream.iter_lines(chunk_size=1):
            if line.startswith(b"event:"):
                heard.put(line.split(b":", 1)[1].strip().decode())


def listener(api):
    heard = queue.Queue()
    threading.Thread(target=listen, args=(api, heard), daemon=True).start()
    assert heard.get(timeout=10) == "open"
    return heard


def test_a_change_is_heard_where_it_may_be_seen_and_nowhere_else(nguon, tmp_path):
    commune = Commune(nguon, tmp_path / "devices").set_up(area="91").add_officers()
    there = next(unit["path"] for unit in nguon.api().get("/api/v1/areas", params={"under": "91", "limit": 5})["items"] if unit["path"] != "91/31069")
    ours = listener(commune.sign_in("bientap"))
    theirs = listener(commune.add_officer("xaban", "Cán bộ xã bạn", ["composer", "technician"], area=there))
    commune.draft("Bản tin mới", "Kính thưa bà con.")
    commune.composer.post("/api/v1/devices", {"name": "Cụm loa", "kind": "cluster", "serial": "XT-001", "area": "91/31069"})
    assert {ours.get(timeout=20), ours.get(timeout=20)} == {"bulletin.changed", "device.changed"}
    assert theirs.empty()
