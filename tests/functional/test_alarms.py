"""Alarms with real processes: a player dies and comes back, a board tells what it measures, and people are told by mail and web hook."""

import email
import email.policy
import hashlib
import hmac
import http.server
import json
import socketserver
import threading

import pytest

import fleet as fleets
from commune import COMMUNE, Commune, now_ms
from nguon_process import Nguon, wait_until
from test_main_job import SHORT


class MailSink(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given (RFC 5321, as little as a sender needs). `refusing`: it answers 451 to all mail."""

    daemon_threads = True

    def __init__(self):
        self.mails = []
        self.refusing = False
        super().__init__(("127.0.0.1", 0), self.Talk)
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line):
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self):
            self.say("220 sink")
            recipients = []
            for raw in self.rfile:
                line = raw.decode().strip()
                word = line.split(" ")[0].split(":")[0].upper()
                if word in ("EHLO", "HELO"):
                    self.say("250 sink")
                elif word == "MAIL" and self.server.refusing:
                    self.say("451 not now")
                elif word == "RCPT":
                    recipients.append(line.split(":", 1)[1].strip())
                    self.say("250 ok")
                elif word == "DATA":
                    self.say("354 go on")
                    content = b""
                    while not content.endswith(b"\r\n.\r\n"):
                        content += self.rfile.readline()
                    mail = email.message_from_bytes(content[:-3], policy=email.policy.default)
                    self.server.mails.append((recipients, mail))
                    recipients = []
                    self.say("250 kept")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    def subjects(self):
        return [mail["Subject"] for _, mail in self.mails]


class HookSink(http.server.ThreadingHTTPServer):
    def __init__(self):
        self.posts = []
        self.answers = []  # statuses to give first; then 204
        super().__init__(("127.0.0.1", 0), self.Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook"

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.posts.append((dict(self.headers), body))
            self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
            self.end_headers()

        def log_message(self, *_):
            pass


@pytest.fixture
def mail():
    sink = MailSink()
    yield sink
    sink.shutdown()
    sink.server_close()


@pytest.fixture
def hook():
    sink = HookSink()
    yield sink
    sink.shutdown()
    sink.server_close()


@pytest.fixture
def place(tmp_path, mail):
    """A commune with one cluster, on a server that may write mail and call hooks of this house."""
    server = Nguon(tmp_path / "nguon", f'[alarms]\nsmtp_url = "{mail.url}"\nsmtp_from = "nguon@xa.vn"\nprivate_web_hooks = true\n').start()
    made = Commune(server, tmp_path / "devices").set_up().add_officers().allow_now().add_clusters(1)
    yield made
    made.stop()
    server.stop()


def alarms(place, **query):
    return place.composer.get("/api/v1/alarms", params=query)["items"]


def tell(place, channel, address):
    return place.admin.post("/api/v1/alarm-contacts", {"area": COMMUNE, "channel": channel, "address": address}, expect=201)


def one_alarm(place, seconds=60, **query):
    return wait_until(lambda: (alarms(place, **query) or [None])[0], seconds, f"an alarm with {query}")


def test_a_killed_player_is_an_alarm_within_90_seconds_and_its_return_clears_it(place, mail, hook):
    tell(place, "email", "truc@xa.vn")
    secret = tell(place, "web_hook", hook.url)["secret"]
    hook.answers = [500]  # it is called again with the same message
    cluster = place.clusters[0]
    killed_at = now_ms()
    cluster.kill()
    alarm = one_alarm(place, 90, kind="silent", state="open")
    assert alarm["raised_at"] - killed_at < 90_000
    assert alarm["device"] == cluster.device and alarm["area"] == COMMUNE and alarm["level"] == 0
    wait_until(lambda: len(mail.mails) == 1 and len(hook.posts) == 2, 40, "mail once, hook until it was taken")

    cluster.start()
    cleared = wait_until(lambda: next((a for a in alarms(place, state="cleared") if a["id"] == alarm["id"]), None), 120, "cleared by itself")
    assert cleared["cleared_at"] > alarm["raised_at"] and alarms(place, state="open") == []
    wait_until(lambda: len(mail.mails) == 2 and len(hook.posts) == 3, 40, "the end is told")
    name = alarm["device_name"]
    assert mail.subjects() == [f"Cảnh báo: {name}: mất liên lạc", f"Đã hết cảnh báo: {name}: mất liên lạc"]
    recipients, first = mail.mails[0]
    assert recipients == ["<truc@xa.vn>"] and first["From"].addresses[0].addr_spec == "nguon@xa.vn"
    assert name in first.get_content()

    assert hook.posts[0][0]["X-Nguon-Delivery"] == hook.posts[1][0]["X-Nguon-Delivery"]
    for headers, body in hook.posts:
        expected = hmac.new(secret.encode(), headers["X-Nguon-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
        assert headers["X-Nguon-Signature"] == "sha256=" + expected
    assert [json.loads(body)["happening"] for _, body in hook.posts] == ["raised", "raised", "cleared"]
    notices = place.composer.get(f"/api/v1/alarms/{alarm['id']}")["notices"]
    assert sorted((n["channel"], n["happening"]) for n in notices) == [
        ("email", "cleared"), ("email", "raised"), ("web_hook", "cleared"), ("web_hook", "raised")]
    assert all("sent_at" in n and "last_error" not in n for n in notices)


def live_events(place, heard):
    reply = place.composer.http.get(place.server.url + "/api/v1/events", stream=True, timeout=(10, 300))
    for line in reply.iter_lines(decode_unicode=True):
        if line.startswith("event:"):
            heard.append(line.split(":", 1)[1].strip())


def test_what_a_board_measures_becomes_alarms_that_an_officer_takes_on(place, mail):
    tell(place, "email", "truc@xa.vn")
    heard = []
    threading.Thread(target=live_events, args=(place, heard), daemon=True).start()
    cluster = place.clusters[0]
    cluster.sensors.write_text(json.dumps({"mains": False, "amplifier": "fault", "loudspeaker": "ok", "audible": True, "sim_left_mb": 12}))
    wait_until(lambda: {a["kind"] for a in alarms(place, state="open")} == {"mains_lost", "sound_fault", "sounding_unasked", "sim_ending"},
               90, "one alarm each")
    assert {a["kind"]: a["cause"] for a in alarms(place)} == {
        "mains_lost": "battery", "sound_fault": "amplifier", "sounding_unasked": "audible", "sim_ending": "sim_data"}
    wait_until(lambda: "alarm.changed" in heard, 10, "told live")

    fault = one_alarm(place, kind="sound_fault")
    assert fault["abilities"] == ["acknowledge"]
    taken = place.composer.post(f"/api/v1/alarms/{fault['id']}/acknowledge", {"note": "Thợ đến chiều nay"})
    assert taken["state"] == "acknowledged" and taken["note"] == "Thợ đến chiều nay" and taken["acknowledged_by"] == "Lê Thị Biên Tập"
    assert [a["id"] for a in alarms(place, state="acknowledged")] == [fault["id"]]
    place.approver.post(f"/api/v1/alarms/{fault['id']}/acknowledge", {"note": "x" * 501}, expect=413)
    log = place.admin.get("/api/v1/audit", params={"action": "alarms.acknowledge"})["items"]
    assert [entry["entity"] for entry in log] == [f"alarm/{fault['id']}"]

    pages, after = [], None
    while True:
        page = place.composer.get("/api/v1/alarms", params={"limit": 3, **({"after": after} if after else {})})
        pages += [a["id"] for a in page["items"]]
        after = page.get("next")
        if not after:
            break
    assert len(pages) == 4 and pages == sorted(pages, reverse=True)

    cluster.sensors.write_text(json.dumps({"mains": True, "amplifier": "ok", "loudspeaker": "ok", "audible": False, "sim_left_mb": 900}))
    wait_until(lambda: len(alarms(place, state="cleared")) == 4, 150, "all of it is over")
    wait_until(lambda: len(mail.mails) == 8, 30, "each begin and each end was mailed once")


def test_a_mail_server_that_is_away_loses_nothing_and_strangers_see_nothing(place, mail):
    tell(place, "email", "truc@xa.vn")
    mail.refusing = True
    place.clusters[0].sensors.write_text(json.dumps({"amplifier": "fault"}))
    alarm = one_alarm(place, kind="sound_fault")

    def notice():
        return place.composer.get(f"/api/v1/alarms/{alarm['id']}")["notices"][0]
    wait_until(lambda: notice()["attempts"] >= 1, 30, "it was tried")
    assert "451" in notice()["last_error"] and "sent_at" not in notice()
    place.server.kill()
    mail.refusing = False
    place.server.start()
    place.composer = place.sign_in("bientap")
    place.admin = place.sign_in("quantri")
    wait_until(lambda: "sent_at" in notice(), 60, "sent after the server came back")
    assert len(mail.mails) == 1

    stranger = place.add_officer("lancan", "Người xã bên", ["report_viewer"], area=COMMUNE)
    assert stranger.get("/api/v1/alarms")["items"]
    assert stranger.call("POST", f"/api/v1/alarms/{alarm['id']}/acknowledge", json={}).status_code == 403
    assert stranger.call("GET", "/api/v1/alarm-contacts").status_code == 403


def test_a_wrong_clock_and_a_full_store_are_alarms_until_they_are_right(place, tmp_path):
    """Simulated devices, because the clock of this machine is not to be moved and its disk not to be filled."""
    roster = fleets.claim(place.server, fleets.register(place, ["FL-1"]), tmp_path / "roster.json")
    bad = fleets.Fleet(roster, tmp_path, faults="clock=1,full=1")
    try:
        bad.wait_until_welcomed(1)
        full = one_alarm(place, 60, kind="store_full", state="open")
        assert full["cause"] == "store" and full["device_name"] == "Cụm loa FL-1"
        wrong = one_alarm(place, 240, kind="clock_wrong", state="open")
        assert wrong["cause"] == "clock_offset" and wrong["device"] == full["device"]
    finally:
        bad.stop()
    good = fleets.Fleet(roster, tmp_path)
    try:
        good.wait_until_welcomed(1)
        wait_until(lambda: {a["id"] for a in alarms(place, state="cleared")} >= {full["id"], wrong["id"]}, 300, "both are over")
    finally:
        good.stop()
    assert len(alarms(place, kind="store_full")) == len(alarms(place, kind="clock_wrong")) == 1, "each was raised once"


def test_a_cluster_that_was_to_sound_and_did_not_is_an_alarm_until_it_sounds(place, mail, tmp_path):
    """An old FM station whose contact program is not there: it is online and says so, and what it is ordered to sound is not heard."""
    switch = tmp_path / "switch"
    cluster = place.add_cluster("Trạm FM cũ", "FM-001", more=["--contact", f"command:{switch},on=1,off=0"])
    wait_until(lambda: place.condition(cluster) == "online", 60, "it is online all the same")
    fault = one_alarm(place, 90, kind="sound_fault", state="open")
    assert (fault["device"], fault["cause"]) == (cluster.device, "amplifier"), "known before anything was to sound"
    bulletin = place.approved_bulletin("Thông báo", SHORT)
    tell(place, "email", "truc@xa.vn")

    def order():
        body = {"bulletin": bulletin["id"], "targets": {"areas": [], "groups": [], "devices": [cluster.device]}}
        return place.composer.post("/api/v1/broadcasts", body)["run"]

    def why(run):
        [answer] = place.composer.get(f"/api/v1/runs/{run}/why")["items"]
        return answer["code"]
    missed = order()
    alarm = one_alarm(place, 120, kind="commanded_silent", state="open")
    assert (alarm["device"], alarm["cause"]) == (cluster.device, "player.contact") and why(missed) == "no_output"
    missed_too = order()
    wait_until(lambda: why(missed_too) == "no_output", 60, "it misses another one")
    place.composer.post(f"/api/v1/alarms/{alarm['id']}/acknowledge", {"note": "Thợ đang đến"})
    taken = one_alarm(place, kind="commanded_silent")
    assert (taken["id"], taken["state"]) == (alarm["id"], "acknowledged") and len(alarms(place, kind="commanded_silent")) == 1, "raised once"

    new = tmp_path / "switch.new"
    new.write_text("#!/bin/sh\nexit 0\n")
    new.chmod(0o755)
    new.rename(switch)
    heard = order()
    wait_until(lambda: why(heard) == "played", 90, "now it sounds")
    wait_until(lambda: {a["id"] for a in alarms(place, state="cleared")} == {alarm["id"], fault["id"]}, 180, "both alarms are over by themselves")
    name = alarm["device_name"]
    told = [f"Cảnh báo: {name}: đến giờ phát mà không phát", f"Đã hết cảnh báo: {name}: đến giờ phát mà không phát",
            f"Đã hết cảnh báo: {name}: hỏng âm ly hoặc loa"]
    wait_until(lambda: len(mail.mails) == len(told), 60, "the beginning and each end are told")
    assert sorted(mail.subjects()) == sorted(told), "each once"


def test_an_alarm_that_nobody_takes_on_is_told_to_the_level_above_once(tmp_path, mail, hook):
    server = Nguon(tmp_path / "nguon", f'[alarms]\nsmtp_url = "{mail.url}"\nsmtp_from = "nguon@xa.vn"\nescalate_minutes = 1\n'
                   "private_web_hooks = true\n").start()
    place = Commune(server, tmp_path / "devices").set_up(area="91").add_officers().allow_now().add_clusters(2)

    def tell_province(channel, address):
        place.admin.post("/api/v1/alarm-contacts", {"area": "91", "channel": channel, "address": address}, expect=201)

    def mails_to(address):
        return [mail_["Subject"] for recipients, mail_ in mail.mails if recipients == [f"<{address}>"]]
    try:
        tell(place, "email", "truc@xa.vn")
        tell(place, "email", "kythuat@xa.vn")
        tell_province("email", "truc@tinh.vn")
        tell_province("email", "kythuat@xa.vn")  # one technician for both
        tell_province("web_hook", hook.url)
        left, taken = place.clusters
        for cluster in place.clusters:
            cluster.sensors.write_text(json.dumps({"loudspeaker": "fault"}))
        wait_until(lambda: len(alarms(place, kind="sound_fault", state="open")) == 2, 90, "an alarm for each")
        assert {a["cause"] for a in alarms(place)} == {"loudspeaker"}
        name, begun = {}, "Cảnh báo: {}: hỏng âm ly hoặc loa"
        for alarm in alarms(place):
            name[alarm["device"]] = alarm["device_name"]
        mine = next(a for a in alarms(place) if a["device"] == taken.device)
        place.composer.post(f"/api/v1/alarms/{mine['id']}/acknowledge", {"note": "Thợ đang đến"})
        risen = wait_until(lambda: next((a for a in alarms(place) if a["level"] >= 1), None), 120, "nobody took the other one on")
        assert risen["device"] == left.device and risen["state"] == "open"
        up = f"Cảnh báo chưa ai xử lý: {name[left.device]}: hỏng âm ly hoặc loa"
        both = sorted(begun.format(name[c.device]) for c in place.clusters)
        wait_until(lambda: mails_to("truc@tinh.vn") == [up] and len(mails_to("kythuat@xa.vn")) == 3 and len(hook.posts) == 1, 60,
                   f"the province is told once: {mail.subjects()} {len(hook.posts)}")
        assert sorted(mails_to("truc@xa.vn")) == both, "who knows it already is not told again"
        assert sorted(mails_to("kythuat@xa.vn")) == sorted([*both, up]), "who stands for the province is told that it is asked now"
        post = json.loads(hook.posts[0][1])
        assert (post["happening"], post["level"]) == ("escalated", 1)

        for cluster in place.clusters:
            cluster.sensors.write_text(json.dumps({"loudspeaker": "ok"}))
        wait_until(lambda: len(alarms(place, state="cleared")) == 2, 180, "both are over")
        ends = {c.device: f"Đã hết cảnh báo: {name[c.device]}: hỏng âm ly hoặc loa" for c in place.clusters}
        wait_until(lambda: len(mail.mails) == 11 and len(hook.posts) == 2, 60, f"the ends are told: {mail.subjects()}")
        assert mails_to("truc@tinh.vn") == [up, ends[left.device]], "the province hears the end of what it was told"
        for commune in ("truc@xa.vn", "kythuat@xa.vn"):
            assert sorted(s for s in mails_to(commune) if s.startswith("Đã hết")) == sorted(ends.values()), "each once"
        assert json.loads(hook.posts[1][1])["happening"] == "cleared"
        assert place.composer.get(f"/api/v1/alarms/{mine['id']}")["level"] == 0, "who took it on is not passed over"
    finally:
        place.stop()
        server.stop()


@pytest.mark.parametrize("bad", ["state=x", "kind=loud", "after=!", "area=9/x/", "device=12"])
def test_wrong_filters_are_refused(server_with_admin, bad):
    _, admin = server_with_admin
    assert admin.call("GET", f"/api/v1/alarms?{bad}").status_code == 400


def test_a_web_hook_goes_to_the_public_internet_only(tmp_path, hook):
    server = Nguon(tmp_path / "nguon").start()
    place = Commune(server, tmp_path / "devices").set_up().add_officers().allow_now().add_clusters(1)
    try:
        for address in (hook.url, "https://", "https://user@host/", "ftp://x.vn/"):
            assert place.admin.call("POST", "/api/v1/alarm-contacts",
                                    json={"area": COMMUNE, "channel": "web_hook", "address": address}).status_code == 400
        assert place.admin.call("POST", "/api/v1/alarm-contacts",
                                json={"area": COMMUNE, "channel": "email", "address": "a@b.vn"}).status_code == 409
        for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0"):
            tell(place, "web_hook", f"https://{host}:{hook.server_address[1]}/")
        place.clusters[0].sensors.write_text(json.dumps({"amplifier": "fault"}))
        alarm = one_alarm(place, kind="sound_fault")

        def notices():
            return place.composer.get(f"/api/v1/alarms/{alarm['id']}")["notices"]
        wait_until(lambda: len(notices()) == 4 and all(n["attempts"] for n in notices()), 60, "each was tried")
        assert all("not a public one" in n["last_error"] for n in notices()), notices()
        assert hook.posts == []
    finally:
        place.stop()
        server.stop()
