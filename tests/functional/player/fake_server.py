"""A server for one test: HTTPS and a real Mosquitto with TLS, the device protocol written anew from spec/device-protocol.md.

It shares no code with the product, so a player that works with it works with the specification.
"""

import base64
import datetime
import hashlib
import hmac
import http.server
import ipaddress
import json
import os
import socket
import ssl
import subprocess
import threading
import time
import uuid

import paho.mqtt.client as paho
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

CODE = "7K3MWQ9X2D"
SERIAL = "VT-000123"
RIGHTS = ["desired", "manifest", "play", "emergency", "volume", "report"]


def now_ms():
    return time.time_ns() // 1_000_000


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


class Issuer:
    def __init__(self, tier="commune", rights=RIGHTS):
        self.private = Ed25519PrivateKey.generate()
        raw = self.private.public_key().public_bytes(serialization.Encoding.Raw,
                                                     serialization.PublicFormat.Raw)
        self.keyid = hashlib.sha256(raw).hexdigest()[:16]
        self.trusted = {"keyid": self.keyid, "key": base64.b64encode(raw).decode(), "tier": tier,
                        "rights": list(rights)}

    def seal(self, kind, message):
        payload = json.dumps(message).encode()
        payload_type = f"application/vnd.nguon.{kind}+json"
        signed = b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type.encode(), len(payload), payload)
        signature = base64.b64encode(self.private.sign(signed)).decode()
        return json.dumps({"payloadType": payload_type, "payload": base64.b64encode(payload).decode(),
                           "signatures": [{"keyid": self.keyid, "sig": signature}]})


def make_certificates(folder):
    """A CA of this test and a certificate for localhost."""
    now = datetime.datetime.utcnow()

    def build(subject, issuer, key, signer, authority):
        builder = (x509.CertificateBuilder()
                   .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
                   .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
                   .public_key(key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(now - datetime.timedelta(hours=1))
                   .not_valid_after(now + datetime.timedelta(days=2))
                   .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True))
        if not authority:
            names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(signer, hashes.SHA256())

    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = build("Test CA", "Test CA", ca_key, ca_key, True)
    leaf = build("localhost", "Test CA", key, ca_key, False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "cert.pem").write_bytes(leaf.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8,
                                                       serialization.NoEncryption()))
    return hashlib.sha256(leaf.public_bytes(serialization.Encoding.DER)).hexdigest()


class Mosquitto:
    def __init__(self, folder):
        self.port = free_port()
        self.configuration = folder / "mosquitto.conf"
        self.configuration.write_text(
            f"user root\npersistence false\nlog_dest none\nallow_anonymous true\nlistener {self.port} 127.0.0.1\n"
            f"cafile {folder}/ca.pem\ncertfile {folder}/cert.pem\nkeyfile {folder}/key.pem\n")
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(["/usr/sbin/mosquitto", "-c", str(self.configuration)],
                                        stderr=subprocess.DEVNULL)

        def listening():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0
        wait_until(listening, 10, "Mosquitto listens")

    def kill(self):
        self.process.kill()
        self.process.wait()


class FakeServer:
    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.certificate = make_certificates(folder)
        self.issuer = Issuer()
        self.device = str(uuid.uuid4())
        self.token = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
        self.media = {}          # hash -> bytes as served
        self.cut_after = None    # serve only so many bytes of the next media reply
        self.manifest = None
        self.requests = []
        self.messages = []       # (channel, parsed) in order of arrival
        self.online = threading.Event()
        self.answer_hello = True
        self.acknowledge_events = True
        self.reply_key = CODE    # another one: the claim's reply is forged
        self.seq = 0
        self.desired_version = 0
        self.desired = ""
        self.broker = Mosquitto(folder)
        self._start_http()
        self._start_mqtt()

    # HTTPS

    def _start_http(self):
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def reply(self, status, body, headers=()):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.requests.append(("POST", self.path, body))
                status, answer = fake.claim(body)
                self.reply(status, json.dumps(answer).encode())

            def do_GET(self):
                fake.requests.append(("GET", self.path, self.headers.get("Range")))
                expected = base64.b64encode(f"{fake.device}:{fake.token}".encode()).decode()
                if self.headers.get("Authorization") != f"Basic {expected}":
                    return self.reply(401, b"")
                if self.path == "/device/v1/manifest" and fake.manifest:
                    return self.reply(200, fake.manifest.encode())
                content = fake.media.get(self.path.rsplit("/", 1)[-1])
                if content is None:
                    return self.reply(404, b"")
                begin = 0
                if self.headers.get("Range"):
                    begin = int(self.headers["Range"].removeprefix("bytes=").split("-")[0])
                part = content[begin:]
                headers = [("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")]
                if fake.cut_after is not None:
                    self.send_response(206 if begin else 200)
                    self.send_header("Content-Length", str(len(part)))
                    self.end_headers()
                    self.wfile.write(part[:fake.cut_after])
                    fake.cut_after = None
                    self.close_connection = True
                    return None
                return self.reply(206 if begin else 200, part, headers if begin else ())

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", getattr(self, "http_port", 0)), Handler)
        self.http_port = self.http.server_address[1]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "cert.pem", self.folder / "key.pem")
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"https://localhost:{self.http_port}"

    def claim(self, request):
        def key_of(code):
            return hashlib.pbkdf2_hmac("sha256", code.encode(), b"nguon-claim-1:" + request["serial"].encode(), 100_000)

        text = "nguon-claim-request-1\n{}\n{}\n{}\n{}\n".format(
            request["serial"], request["model"], request["nonce"], request.get("tls_certificate", ""))
        proof = hmac.new(key_of(CODE), text.encode(), hashlib.sha256).hexdigest()
        if proof != request["proof"] or request.get("tls_certificate") != self.certificate:
            return 403, {"detail": "Mã không đúng."}
        grant = json.dumps({
            "device": self.device, "token": self.token,
            "brokers": [{"host": "localhost", "port": self.broker.port, "tls": True}],
            "ca_certificate": (self.folder / "ca.pem").read_text(), "issuers": [self.issuer.trusted],
            "now": now_ms()})
        reply = f"nguon-claim-reply-1\n{request['nonce']}\n{grant}"
        return 200, {"grant": grant,
                     "proof": hmac.new(key_of(self.reply_key), reply.encode(), hashlib.sha256).hexdigest()}

    # MQTT

    def _start_mqtt(self):
        client = paho.Client(client_id="server", protocol=paho.MQTTv311)
        client.tls_set(str(self.folder / "ca.pem"))

        def on_connect(*_):
            client.subscribe("lb/1/d/+/+", 1)
            self.online.set()

        client.on_connect = on_connect
        client.on_message = self._on_message
        client.reconnect_delay_set(1, 1)
        client.connect("localhost", self.broker.port)
        client.loop_start()
        self.mqtt = client
        assert self.online.wait(10)

    def _on_message(self, client, _, message):
        channel = message.topic.rsplit("/", 1)[-1]
        if channel in ("srv", "des", "cmd"):
            return
        parsed = json.loads(message.payload)
        self.messages.append((channel, parsed))
        if channel == "hello" and self.answer_hello:
            self.inc = parsed["inc"]
            self.epoch = parsed["event_epoch"]
            self.answer(self.acked())
            if self.desired and parsed["desired_version"] < self.desired_version:
                self.publish("des", self.desired)
        if channel == "evt" and self.acknowledge_events:
            self.answer(self.acked())

    def acked(self):
        known = 0
        for event in sorted(self.events(), key=lambda event: event["n"]):
            if event["n"] == known + 1:
                known += 1
        return known

    def answer(self, acked, **changes):
        answer = {"v": 1, "inc": self.inc, "status": "accepted", "now": now_ms(), "heartbeat_s": 5,
                  "ack_spread_ms": 0, "retry_s": 0, "event_epoch": self.epoch, "event_ack": acked}
        self.publish("srv", json.dumps({**answer, **changes}))

    def publish(self, channel, text):
        self.mqtt.publish(f"lb/1/d/{self.device}/{channel}", text, 1)

    # What the device said

    def heard(self, channel):
        return [message for name, message in self.messages if name == channel]

    def events(self, kind=None):
        seen = {}
        for batch in self.heard("evt"):
            for event in batch["events"]:
                seen[event["n"]] = event
        return [event for event in seen.values() if kind in (None, event["kind"])]

    def proofs(self, run=None):
        return [event["played"] for event in self.events("played")
                if run in (None, event["played"]["run"])]

    def refusals(self, what=None):
        return [event["refused"] for event in self.events("refused")
                if what in (None, event["refused"]["what"])]

    def acks(self, cid):
        return [ack["st"] for ack in self.heard("ack") if ack["cid"] == cid]

    def wait_for_proof(self, run, seconds=20):
        return wait_until(lambda: self.proofs(run), seconds, f"proof of {run}")[0]

    # What the server orders

    def add_media(self, content):
        name = hashlib.sha256(content).hexdigest()
        self.media[name] = content
        return name

    def item(self, content, duration_ms, kind="speech"):
        return {"sha256": self.add_media(content), "size": len(content), "duration_ms": duration_ms, "kind": kind}

    def run(self, items, at, **changes):
        return {"run": str(uuid.uuid4()), "at": at, "class": "ordinary", "items": items,
                "not_after": at + 600_000, "late": "join", **changes}

    def set_programme(self, runs, version=1, announce=True, issuer=None, clashes=(), **desired):
        at = now_ms()
        self.manifest = (issuer or self.issuer).seal("manifest", {
            "device": self.device, "version": version, "made_at": at, "valid_from": at - 3_600_000,
            "valid_to": at + 7 * 86_400_000, "runs": sorted(runs, key=lambda run: run["at"]), "clashes": list(clashes)})
        if announce:
            self.announce(version, **desired)

    def announce(self, version, **desired):
        self.desired_version += 1
        content = self.manifest.encode()
        state = {"device": self.device, "version": self.desired_version, "groups": [],
                 "volume": {"levels": [], "ramp_s": 0, "emergency_min_percent": 80}, "quiet": [],
                 "heartbeat_s": 5,
                 "manifest": {"version": version, "sha256": hashlib.sha256(content).hexdigest(),
                              "size": len(content)}, **desired}
        self.desired = self.issuer.seal("desired", state)
        self.publish("des", self.desired)

    def wait_until_stored(self, version=1, seconds=20):
        return wait_until(lambda: [rep for rep in self.heard("rep") if rep["manifest_version"] == version
                                   and rep["media_missing"] == 0], seconds, f"manifest {version} stored")

    def command(self, op, class_="ordinary", life_ms=60_000, issuer=None, send=True, **members):
        self.seq += 1
        at = members.pop("issued_at", now_ms())
        command = {"cid": str(uuid.uuid4()), "op": op, "seq": self.seq, "class": class_, "issued_at": at,
                   "expires_at": at + life_ms, "target": {"device": self.device},
                   "source": {"node": "fake"}, **members}
        envelope = (issuer or self.issuer).seal("command", command)
        if send:
            self.publish("cmd", envelope)
        return command["cid"], envelope

    def cut(self):
        """The network is gone: neither broker nor HTTPS can be reached."""
        self.broker.kill()
        self.http.shutdown()
        self.http.server_close()

    def mend(self):
        self.broker.start()
        self._start_http()

    def stop(self):
        self.mqtt.loop_stop()
        self.broker.kill()
        self.http.shutdown()
        self.http.server_close()
