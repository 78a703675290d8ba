"""A device that a stranger wrote with only spec/device-protocol.md does the main job with the real server."""

import base64
import datetime
import hashlib
import json
import pathlib
import signal
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from commune import COMMUNE, PASSWORD, VIETNAM, Cluster, Commune, now_ms
from nguon_process import ROOT, wait_until
from second_factor import Authenticator

sys.path.append(str(ROOT / "examples" / "python-device"))

import rules  # noqa: E402

DEVICE = ROOT / "examples" / "python-device" / "nguon_device.py"
TEXT = "Kính thưa bà con. Hôm nay khu vực ấp Vĩnh Đông có mưa to, gió giật cấp 7."
LONG = " ".join([TEXT] * 6)
BYTES_PER_MS = 96


class PythonCluster(Cluster):
    """The same cluster, with the example as its device; it writes raw samples into a file."""

    def claim(self, server, code):
        self.folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([sys.executable, str(DEVICE), "claim", "--server", server.device_url, "--code", code, "--serial", self.serial,
                               "--state", str(self.state)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return self

    def start(self):
        with open(self.folder / "device.log", "ab") as log:
            self.process = subprocess.Popen([sys.executable, str(DEVICE), "run", "--state", str(self.state), "--first-spread", "0",
                                             "--sound", f"cat >> {self.folder}/heard.raw"], stdout=log, stderr=log, start_new_session=True)
        return self

    def log(self):
        return (self.folder / "device.log").read_text(errors="replace")

    def heard_ms(self):
        heard = self.folder / "heard.raw"
        return heard.stat().st_size // BYTES_PER_MS if heard.exists() else 0


def add_python_cluster(commune, serial="PY-001"):
    made = commune.composer.post("/api/v1/devices", {
        "name": "Loa Python", "kind": "cluster", "serial": serial, "area": COMMUNE, "vendor": "Người lạ", "model": "python-device",
        "place": "Nhà văn hóa", "speakers": 2, "watt": 30})
    cluster = PythonCluster(commune.folder / serial, made["id"], serial)
    cluster.code = made["claim"]["code"]
    commune.clusters.append(cluster)
    return cluster


def with_python_device(nguon, tmp_path):
    commune = Commune(nguon, tmp_path / "devices").set_up().add_officers().allow_now()
    cluster = add_python_cluster(commune)
    cluster.claim(nguon, cluster.code).start()
    wait_until(lambda: commune.condition(cluster) == "online", 30, "the device is online")
    return commune, cluster


def delivery(commune, run_id):
    return commune.run(run_id)["deliveries"][0]


def test_it_says_hello_fetches_its_programme_plays_on_time_and_proves_it(nguon, tmp_path):
    commune, cluster = with_python_device(nguon, tmp_path)
    try:
        bulletin = commune.approved_bulletin("Tin mưa bão", TEXT)
        duration = bulletin["renderings"][0]["audio"]["duration_ms"]
        start = datetime.datetime.now(VIETNAM).replace(microsecond=0) + datetime.timedelta(seconds=10)
        programme = commune.programme_at("Tin mưa bão", start, bulletin)
        run = wait_until(lambda: [r for r in commune.runs() if r.get("programme") == programme["id"]], 20, "the programme has a run")[0]
        proof = wait_until(lambda: delivery(commune, run["id"]).get("proof"), 90, "the device has proved it")
        assert proof["outcome"] == "played" and proof["ms_played"] == duration == proof["ms_planned"], cluster.log()
        assert 0 <= proof["started_at"] - int(start.timestamp() * 1000) <= 50
        assert abs(cluster.heard_ms() - duration) <= 2, "what was proved has left the device"
    finally:
        commune.stop()


def test_killed_while_it_sounds_it_goes_on_where_it_would_be_and_proves_once(nguon, tmp_path):
    commune, cluster = with_python_device(nguon, tmp_path)
    try:
        bulletin = commune.approved_bulletin("Tin dài", LONG)
        start = datetime.datetime.now(VIETNAM).replace(microsecond=0) + datetime.timedelta(seconds=10)
        programme = commune.programme_at("Tin dài", start, bulletin)
        run = wait_until(lambda: [r for r in commune.runs() if r.get("programme") == programme["id"]], 20, "the programme has a run")[0]
        wait_until(lambda: cluster.heard_ms() > 2000, 40, "two seconds were heard")
        cluster.kill()
        cluster.start()
        proof = wait_until(lambda: delivery(commune, run["id"]).get("proof"), 120, "the device has proved it")
        assert proof["outcome"] == "partial" and proof["ms_played"] < proof["ms_planned"], cluster.log()
        events = json.loads((cluster.state / "events.json").read_text())["kept"]
        assert [event["kind"] for event in events].count("played") == 1
        assert [event["n"] for event in events] == list(range(1, len(events) + 1))
    finally:
        commune.stop()


def test_a_command_is_received_started_and_stopped(nguon, tmp_path):
    commune, cluster = with_python_device(nguon, tmp_path)
    try:
        bulletin = commune.approved_bulletin("Phát ngay", LONG, "priority")
        commune.composer.post("/api/v1/broadcasts", {"bulletin": bulletin["id"], "targets": {"areas": [], "groups": [], "devices": [cluster.device]}})
        run = wait_until(lambda: [r for r in commune.runs(now_ms() - 60_000) if r.get("bulletin") == bulletin["id"]], 20, "there is a run")[0]
        wait_until(lambda: delivery(commune, run["id"])["state"] == "playing", 30, "it plays")
        commune.composer.post("/api/v1/stops", {"run": run["id"], "reason": "thử dừng"})
        proof = wait_until(lambda: delivery(commune, run["id"]).get("proof"), 30, "it has stopped")
        assert proof["outcome"] == "stopped" and proof["reason"] == "command", cluster.log()
    finally:
        commune.stop()


def signed(seed, version, issuers):
    payload = json.dumps({"version": version, "issued_at": 1_780_266_600_000, "issuers": issuers}).encode()
    kind = b"application/vnd.nguon.keys+json"
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
    return json.dumps({"payloadType": kind.decode(), "payload": base64.b64encode(payload).decode(),
                       "signatures": [{"sig": base64.b64encode(signature).decode()}]})


def issuer(seed, *rights):
    raw = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"keyid": hashlib.sha256(raw).hexdigest()[:16], "key": base64.b64encode(raw).decode(), "tier": "commune", "rights": list(rights)}


def refusal(trusted, envelope):
    with pytest.raises(rules.Refused) as refused:
        rules.follow(trusted, envelope)
    return str(refused.value).rsplit(".", 1)[-1]


def test_it_follows_a_set_of_its_own_root_alone_and_no_older_one():
    root, next_root, day, stranger = (bytes([number]) * 32 for number in (1, 2, 3, 4))
    first = {"version": 1, "issuers": [issuer(root, "keys"), issuer(day, "play", "desired")]}
    fresh = [issuer(next_root, "keys"), issuer(day, "play"), issuer(stranger, "emergency", "manifest")]
    second = rules.follow(first, signed(root, 2, fresh))
    assert second == {"version": 2, "issuers": fresh}
    assert rules.follow(second, signed(next_root, 3, fresh))["version"] == 3
    assert refusal(second, signed(root, 3, fresh)) == "untrusted"
    assert refusal(first, signed(stranger, 2, fresh)) == "untrusted"
    assert refusal(first, signed(day, 2, fresh)) == "key_set_no_right"
    assert refusal(second, signed(next_root, 2, fresh)) == "key_set_stale"
    assert refusal(first, signed(root, 3, fresh)) == "key_set_gap"
    mixed = [issuer(next_root, "keys"), issuer(day, "play", "emergency")]
    twice, headless = fresh + fresh[:1], fresh[1:]
    renamed = [fresh[0] | {"keyid": "0" * 16}, *fresh[1:]]
    for broken in (mixed, twice, headless, renamed):
        assert refusal(first, signed(root, 2, broken)) == "bad_key_set"


def test_whatever_is_of_class_emergency_needs_the_right_to_emergencies_and_no_other():
    at = rules.Situation("d1", [], 1_000, True)

    def judged(op, class_, *rights):
        arguments = {"play": {"run": "0197b2c4-1a00-7000-8000-0000000000a1", "items": [{}]}, "stop": {}, "volume": {"percent": 50, "until": 2_000}}
        command = {"target": {"device": "d1"}, "class": class_, "op": op, op: arguments.get(op, {}), "issued_at": 900, "expires_at": 2_000, "seq": 1}
        return rules.judge_command(command, {"rights": list(rights)}, None, 0, at)
    day = ("play", "volume", "report")
    for op in ("play", "stop", "volume", "report"):
        assert judged(op, "emergency", *day) == ("rejected", "no_right"), op
        assert judged(op, "emergency", "emergency") == ("received", None), op
        assert judged(op, "priority", *day) == ("received", None), op
        assert judged(op, "ordinary", "emergency") == ("rejected", "no_right"), op
    assert judged("reboot", "emergency", "emergency") == ("rejected", "unsupported")


def test_one_that_was_claimed_before_there_were_sets_follows_the_golden_one():
    golden = ROOT / "spec" / "golden"
    [only] = json.loads((golden / "key-set-envelope.json").read_text())["signatures"]
    chain = json.loads((golden / "key-chain.json").read_text())["sets"]
    old = bytes(range(0x40, 0x60))
    assert only["keyid"] == issuer(old)["keyid"]
    followed = rules.follow({"version": 0, "issuers": [issuer(old, "desired", "manifest", "play")]}, chain[0])
    assert followed["issuers"] == json.loads((golden / "key-set.json").read_text())["issuers"]


def test_it_follows_replaced_keys_while_it_listens_and_after_it_was_away(nguon, tmp_path):
    commune, cluster = with_python_device(nguon, tmp_path)
    try:
        Authenticator(commune.admin, PASSWORD).show()

        def replace(purpose):
            return commune.admin.post("/api/v1/keys/rotate", {"purpose": purpose, "reason": "máy chủ bị xâm nhập", "stolen": True})["version"]

        def believes(version):
            return json.loads((cluster.state / "trust.json").read_text())["version"] == version if (cluster.state / "trust.json").exists() else False
        replace("root")
        wait_until(lambda: believes(2), 60, f"it follows to set 2: {cluster.log()}")
        cluster.stop()
        replace("ordinary")
        last = replace("emergency")
        cluster.start()
        wait_until(lambda: believes(last), 60, f"it follows the chain: {cluster.log()}")
        wait_until(lambda: commune.condition(cluster) == "online", 30, "it is online")
        bulletin = commune.approved_bulletin("Phát ngay", TEXT, "priority")
        commune.composer.post("/api/v1/broadcasts", {"bulletin": bulletin["id"], "targets": {"areas": [], "groups": [], "devices": [cluster.device]}})
        run = wait_until(lambda: [r for r in commune.runs(now_ms() - 60_000) if r.get("bulletin") == bulletin["id"]], 20, "there is a run")[0]
        proof = wait_until(lambda: delivery(commune, run["id"]).get("proof"), 60, f"it has played: {cluster.log()}")
        assert proof["outcome"] == "played"
        events = json.loads((cluster.state / "events.json").read_text())["kept"]
        assert [event["notice"]["text"] for event in events if event.get("notice", {}).get("code") == "keys_followed"] == ["2", "3", str(last)]
    finally:
        commune.stop()


def test_a_wrong_code_is_refused_and_nothing_is_kept(nguon, tmp_path):
    commune = Commune(nguon, tmp_path / "devices").set_up().add_officers()
    cluster = add_python_cluster(commune)
    refused = subprocess.run([sys.executable, str(DEVICE), "claim", "--server", nguon.device_url, "--code", "0000000000", "--serial",
                              cluster.serial, "--state", str(cluster.state)], capture_output=True, text=True, timeout=60)
    assert refused.returncode != 0 and "403" in refused.stderr
    assert not (pathlib.Path(cluster.state) / "identity.json").exists()


def test_it_says_goodbye_when_it_is_told_to_end(nguon, tmp_path):
    commune, cluster = with_python_device(nguon, tmp_path)
    try:
        cluster.process.send_signal(signal.SIGTERM)
        assert cluster.process.wait(20) == 0
        wait_until(lambda: commune.condition(cluster) not in ("online", "playing"), 20, "the server knows that it left")
    finally:
        commune.stop()
