"""A claimed device in wrong hands: MQTT 3.1.1 over TLS with its true credential, as fast as it is told."""

import itertools
import json
import select
import socket
import ssl
import struct
import threading
import time
import uuid

EPOCH = 1_780_000_000_000
PIECE_S = 0.05


def packet(kind, body):
    size, left = b"", len(body)
    while True:
        size += bytes([left % 128 | (128 if left > 127 else 0)])
        left //= 128
        if left == 0:
            return bytes([kind]) + size + body


def text(value):
    raw = value.encode()
    return struct.pack("!H", len(raw)) + raw


class HostileDevice:
    def __init__(self, identity):
        grant = identity["grant"]
        self.device, self.serial = grant["device"], identity["serial"]
        self.numbers = itertools.cycle(range(1, 65_536))
        self.sent = 0
        self.answers = []  # `srv`, as read
        self.lost = None
        self.stopping = threading.Event()
        self.flooding = None
        broker = grant["brokers"][0]
        trust = ssl.create_default_context(cadata=grant["ca_certificate"])
        self.line = trust.wrap_socket(socket.create_connection((broker["host"], broker["port"]), 10), server_hostname=broker["host"])
        self.lock = threading.Lock()  # a line under TLS is for one thread at a time, reading or writing
        self.heard = b""
        self._write(packet(0x10, text("MQTT") + bytes([4, 0xC2]) + struct.pack("!H", 60) + text(self.device) + text(self.device) + text(grant["token"])))
        assert self.line.recv(4) == b"\x20\x02\x00\x00", "the broker lets it in"
        self._write(packet(0x82, struct.pack("!H", next(self.numbers)) + text(f"lb/1/d/{self.device}/srv") + b"\x01"))
        threading.Thread(target=self._listen, daemon=True).start()

    def _write(self, raw):
        with self.lock:
            self.line.sendall(raw)

    def _listen(self):
        try:
            while True:
                if not self.line.pending() and not select.select([self.line], [], [], 0.2)[0]:
                    continue
                with self.lock:
                    piece = self.line.recv(65_536)
                if not piece:
                    raise ConnectionError("closed by the broker")
                self.heard += piece
                while self._take_packet():
                    pass
        except (OSError, ValueError) as error:
            self.lost = self.lost or str(error)

    def _take_packet(self):
        """False when there is no whole one yet."""
        size, at = 0, 1
        while at < len(self.heard):
            byte = self.heard[at]
            size |= (byte & 127) << 7 * (at - 1)
            at += 1
            if byte < 128:
                break
        else:
            return False
        if len(self.heard) < at + size:
            return False
        kind, body, self.heard = self.heard[0], self.heard[at:at + size], self.heard[at + size:]
        if kind >> 4 == 3:
            at = 2 + struct.unpack("!H", body[:2])[0]
            if kind & 6:
                self._write(packet(0x40, body[at:at + 2]))
                at += 2
            self.answers.append(json.loads(body[at:]))
        return True

    def message(self, channel, payload, qos=1):
        raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        number = struct.pack("!H", next(self.numbers)) if qos else b""
        return packet(0x30 | qos << 1, text(f"lb/1/d/{self.device}/{channel}") + number + raw)

    def say(self, channel, payload, qos=1):
        self._write(self.message(channel, payload, qos))

    def hello(self, inc):
        return {"v": 1, "device": self.device, "inc": inc, "boot": "power", "serial": self.serial, "model": "x", "firmware": "1.0.0", "levels": ["core"],
                "capabilities": {"codecs": ["opus"], "channels": 1, "store_mb": 1, "rtc": True}, "clock": {"source": "ntp", "error_ms": 3},
                "desired_version": 0, "manifest_version": 0, "event_epoch": EPOCH, "event_last": 0}

    def heartbeat(self, inc):
        return {"inc": inc, "at": int(time.time() * 1000), "clock": {"source": "ntp", "error_ms": 3}, "event_last": 0, "manifest_version": 0,
                "volume_percent": 60, "uptime_s": 1, "store_free_mb": 3_900, "memory_kb": 1}

    def events(self, inc, numbers):
        return {"inc": inc, "epoch": EPOCH, "first_kept": 1, "events": [
            {"n": n, "at": int(time.time() * 1000), "kind": "notice", "notice": {"code": "x-hostile", "text": f"sự kiện {n}"}} for n in numbers]}

    def _nasty(self, number):
        """One of everything in turn, each ever new."""
        inc = 1_000 + number
        return (self.message("hb", self.heartbeat(inc), 0), self.message("evt", self.events(inc, [10_000_000 + number])),
                self.message("rep", b'{"inc":1,"x":"' + b"x" * 9_000 + b'"}'), self.message("hb", b'{"inc":[[[[not json', 0),
                self.message("hello", self.hello(inc)),
                self.message("ack", {"inc": inc, "cid": str(uuid.uuid4()), "st": "done", "at": int(time.time() * 1000)}))

    def flood(self, per_second):
        """So many a second until `stop_flood`, or as many as the line takes."""
        def run():
            rounds = max(1, int(per_second * PIECE_S / 6))
            due = time.monotonic()
            for piece in itertools.count():
                if self.stopping.is_set():
                    return
                self._write(b"".join(raw for number in range(rounds) for raw in self._nasty(piece * rounds + number)))
                self.sent += rounds * 6
                due = max(due + PIECE_S, time.monotonic() - 1)
                time.sleep(max(0.0, due - time.monotonic()))
        self.began = time.monotonic()
        self.flooding = threading.Thread(target=run, daemon=True)
        self.flooding.start()
        return self

    def rate(self):
        return self.sent / (time.monotonic() - self.began)

    def stop_flood(self):
        self.stopping.set()
        if self.flooding:
            self.flooding.join(30)

    def close(self):
        self.stop_flood()
        self.line.close()
