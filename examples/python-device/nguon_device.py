#!/usr/bin/env python3
"""A loudspeaker device after spec/device-protocol.md. See README.md."""

import argparse
import json
import queue
import random
import shutil
import signal
import sys
import threading
import time

import paho.mqtt.client as paho

import rules
from claim import Refused, Server, claim, tls_context
from programme import LEAD_MS, Programme, now_ms
from store import Store

FIRMWARE = "python-device 2"
UNREAD_MAX = 8  # commands of a key that is not known (yet)


class Device(Programme):
    def __init__(self, store, sound, first_spread):
        self.store = store
        self.sound = sound
        self.first_spread = first_spread
        self.grant = store.identity["grant"]
        self.name = self.grant["device"]
        self.server = Server(store.identity)
        self.inbox = queue.Queue()
        self.stopping = False
        self.started_at = time.monotonic()
        self.desired, self.manifest, self.manifest_issuer = {}, None, None
        self.commanded = {}  # run -> run, of play commands
        self.samples = {}  # run -> decoded
        self.volume = None  # of a volume command
        self.sounding = self.sounding_run = self.ending = None
        self.told_started = False
        self.refused_manifest = None
        self.keys_not_before, self.keys_in_vain, self.unread = 0.0, 0, []
        self.inc, self.mqtt, self.welcomed, self.heartbeat_s, self.spread_ms = 0, None, False, 60, 0
        self.report_due = None
        self.acked, self.sent, self.sent_at, self.reported, self.later = 0, 0, 0.0, None, []
        self.restore()
        threading.Thread(target=self.fetch_for_ever, daemon=True).start()

    # --- what is left of an earlier life

    def restore(self):
        for kind in ("desired", "manifest"):
            if kind in self.store.envelopes:
                try:
                    message, issuer = rules.open_envelope(self.store.envelopes[kind], kind, self.store.trust["issuers"])
                except rules.Refused:
                    self.refuse(kind, "altered_on_disk")
                    continue
                self.take_over(kind, message, issuer)
        for entry in self.store.commands["known"]:
            if entry["state"] in ("received", "started") and "envelope" in entry:
                try:
                    command, issuer = rules.open_envelope(entry["envelope"], "command", self.store.trust["issuers"])
                except rules.Refused as refused:  # altered, or its key is believed no more
                    self.refuse("command", str(refused), cid=entry["cid"])
                    self.store.set_command_state(entry["cid"], "failed")
                    continue
                self.perform(command, issuer, entry["received_at"])

    def take_over(self, kind, message, issuer):
        if kind == "desired":
            self.desired = message
            self.heartbeat_s = message.get("heartbeat_s", self.heartbeat_s)
        else:
            self.manifest, self.manifest_issuer = message, issuer

    # --- time

    def situation(self):
        """This machine keeps its time by NTP; before it has, its clock is behind the floor and counts as unknown (9.1)."""
        floor = self.store.counters["floor"]
        now = now_ms()
        return rules.Situation(self.name, self.desired.get("groups", []), max(now, floor), now >= floor)

    def clock(self):
        return {"source": "ntp", "error_ms": 50} if self.situation().clock_known else {"source": "none"}

    # --- talking

    def topic(self, channel):
        return f"lb/1/d/{self.name}/{channel}"

    def send(self, channel, message, qos=1):
        if self.mqtt:
            self.mqtt.publish(self.topic(channel), json.dumps(message, ensure_ascii=False, separators=(",", ":")), qos)

    def connect(self, broker):
        self.inc = self.store.next_incarnation()
        client = paho.Client(client_id=self.name, clean_session=True, protocol=paho.MQTTv311)
        client.username_pw_set(self.name, self.grant["token"])
        client.will_set(self.topic("state"), json.dumps({"on": False, "inc": self.inc}), 1)
        if broker["tls"]:
            client.tls_set_context(tls_context(self.grant))
        client.on_connect = lambda _c, _u, _f, code: self.inbox.put(("connected", code))
        client.on_disconnect = lambda *_: self.inbox.put(("lost", client))
        client.on_message = lambda _c, _u, message: self.inbox.put((message.topic.rsplit("/", 1)[-1], message.payload))
        client.max_inflight_messages_set(100)
        client.connect(broker["host"], broker["port"], keepalive=60)
        client.loop_start()
        self.mqtt = client

    def leave(self, properly=True):
        if self.mqtt:
            if properly:
                self.mqtt.publish(self.topic("state"), json.dumps({"on": False, "inc": self.inc}), 1).wait_for_publish(5)  # 6.9
            client, self.mqtt = self.mqtt, None
            client.disconnect()
            client.loop_stop()
        self.welcomed = False

    def say_hello(self, first):
        topics = [self.topic(name) for name in ("srv", "des", "cmd")] + ["lb/1/all/cmd"]
        topics += [f"lb/1/g/{group}/cmd" for group in self.desired.get("groups", [])]
        self.mqtt.subscribe([(topic, 1) for topic in topics])
        self.hello = {"v": 1, "device": self.name, "inc": self.inc, "boot": "power" if first else "network",
                      "serial": self.store.identity["serial"], "model": self.store.identity["model"], "firmware": FIRMWARE,
                      "levels": ["core", "schedule", "keys"],
                      "capabilities": {"codecs": ["opus"], "channels": 1, "store_mb": self.free_mb(), "rtc": True},
                      "clock": self.clock(), "desired_version": self.desired.get("version", 0), "manifest_version": self.manifest_version(),
                      "event_epoch": self.store.events["epoch"], "event_last": self.store.events["last"]}
        self.send("hello", self.hello)

    def free_mb(self):
        return shutil.disk_usage(self.store.folder).free >> 20

    def manifest_version(self):
        return self.manifest["version"] if self.manifest else 0

    def acknowledge(self, cid, state, code=None, last=None, ms_played=None, may_wait=False):
        said = {"inc": self.inc, "cid": cid, "st": state, "at": now_ms(), "code": code, "last": last, "ms_played": ms_played}
        said = {name: value for name, value in said.items() if value is not None}  # 2.8
        wait = random.uniform(0, self.spread_ms / 1000) if may_wait else 0  # 7.7
        self.later.append((time.monotonic() + wait, said))

    def refuse(self, what, code, **more):
        self.store.note(self.situation().now, "refused", {"what": what, "code": code} | more)

    def heartbeat(self):
        run = self.sounding_run if self.sounding and self.sounding.started_ms else None
        volume = rules.percent(run or {"class": "ordinary"}, self.desired.get("volume", {}), self.volume, now_ms())
        beat = {"inc": self.inc, "at": self.situation().now, "clock": self.clock(), "event_last": self.store.events["last"],
                "manifest_version": self.manifest_version(), "volume_percent": volume,
                "uptime_s": int(time.monotonic() - self.started_at), "store_free_mb": self.free_mb(), "memory_kb": 30_000}
        if run:
            beat["playing"] = run["run"]
        self.send("hb", beat, qos=0)
        self.next_beat = time.monotonic() + self.heartbeat_s

    def report(self):
        items = {item["sha256"]: item for run in (self.manifest or {"runs": []})["runs"] for item in run["items"]}
        items |= {item["sha256"]: item for item in (self.manifest or {}).get("keep", [])}
        stored = sum(self.store.has_file(item) for item in items.values())
        said = {"inc": self.inc, "desired_version": self.desired.get("version", 0), "manifest_version": self.manifest_version(),
                "media_stored": stored, "media_missing": len(items) - stored, "errors": {}}
        if self.manifest:
            said["manifest_valid_to"] = self.manifest["valid_to"]
        if said != self.reported:
            self.reported = said
            self.send("rep", said)

    def send_events(self):
        """Rule 10.2: in order, as many as fit, again after 30 s."""
        if self.sent > self.acked and time.monotonic() - self.sent_at > 30:
            self.sent = self.acked
        events = self.store.events
        waiting = [event for event in events["kept"] if event["n"] > self.sent]
        while waiting:
            batch = []
            while waiting and len(json.dumps(batch + waiting[:1])) < 7000:
                batch.append(waiting.pop(0))
            self.send("evt", {"inc": self.inc, "epoch": events["epoch"], "first_kept": events["first_kept"], "events": batch})
            self.sent, self.sent_at = batch[-1]["n"], time.monotonic()

    # --- hearing

    def hear(self, kind, content):
        if kind == "srv":
            return self.hear_server(json.loads(content))
        if kind == "des":
            self.hear_desired(content)
        elif kind == "cmd":
            self.hear_command(content)
        return None

    def hear_server(self, said):
        if said["inc"] != self.inc:
            return None  # 6.2
        self.hello_again = None
        if said["status"] in ("rejected", "busy"):
            return ("told", said["retry_s"])
        self.heartbeat_s, self.spread_ms = said["heartbeat_s"], said["ack_spread_ms"]
        if said["event_epoch"] == self.store.events["epoch"]:
            self.acked = min(said["event_ack"], self.store.events["last"])
            self.sent = max(self.sent, self.acked)
        if said["status"] == "accepted" and not self.welcomed:
            self.welcomed, self.sent, self.reported = True, self.acked, None
            self.send("state", {"on": True, "inc": self.inc})
            self.report()
            self.heartbeat()
        return None

    def hear_desired(self, content):
        if self.hear_document("desired", content) == "crypto.untrusted":
            self.unread = [one for one in self.unread if one[0] != "des"] + [("des", content)]

    def wants_keys(self):
        """Rule 3.9."""
        return bool(self.unread) or self.desired.get("key_set", 0) > self.store.trust["version"]

    def hear_keys(self, content):
        """The answer to a question for keys: link by link (3.7), then what could not be verified is judged once more."""
        before = self.store.trust["version"]
        try:
            sets = json.loads(content or "{}").get("sets", [])
        except (ValueError, AttributeError):
            sets = []
        for envelope in sets:
            try:
                self.store.believe(rules.follow(self.store.trust, envelope))
            except rules.Refused as refused:
                self.refuse("keys", str(refused))
                break
            self.store.note(self.situation().now, "notice", {"code": "keys_followed", "text": str(self.store.trust["version"])})
        followed = self.store.trust["version"] > before
        self.keys_in_vain = 0 if followed else self.keys_in_vain + 1
        self.keys_not_before = time.monotonic() + rules.keys_wait(self.keys_in_vain)
        held, self.unread = self.unread, []
        if followed:
            for kind, message in held:
                self.hear(kind, message)

    def hear_document(self, kind, content, **told):
        current = self.desired if kind == "desired" else (self.manifest or {})
        try:
            message, issuer = rules.open_envelope(content, kind, self.store.trust["issuers"])
            code = rules.judge_document(message, issuer, kind, current.get("version", 0), self.situation())
        except rules.Refused as refused:
            code = str(refused)
        except (KeyError, TypeError):
            code = "json.wrong_members"
        if code:
            self.refuse(kind, code, **told)
            return code
        if message["version"] == current.get("version"):
            return None
        self.store.envelopes[kind] = content.decode()
        self.store.save("envelopes", self.store.envelopes)  # before it is applied (6.8)
        self.take_over(kind, message, issuer)
        if kind == "desired" and self.mqtt:
            groups = [(f"lb/1/g/{group}/cmd", 1) for group in self.desired.get("groups", [])]
            if groups:
                self.mqtt.subscribe(groups)
        return None

    def hear_command(self, content):
        try:
            if len(content) > 8192:
                return
            command, issuer = rules.open_envelope(content, "command", self.store.trust["issuers"])
            rules.check_shape(command)
        except rules.Refused as refused:
            self.refuse("command", str(refused))
            if str(refused) == "crypto.untrusted" and len(self.unread) < UNREAD_MAX:
                self.unread.append(("cmd", content))
            return
        cid, at = command["cid"], self.situation()
        known = self.store.known_command(cid)
        floor = self.store.commands["floors"].get(issuer["keyid"], 0)
        state, code = rules.judge_command(command, issuer, known, floor, at)
        if state == "duplicate":
            self.acknowledge(cid, state, code, last=known["state"])
        elif state != "received":
            self.refuse("command", code, cid=cid, keyid=issuer["keyid"])
            self.acknowledge(cid, state, code)
        else:
            self.store.remember_command({"cid": cid, "keyid": issuer["keyid"], "seq": command["seq"], "state": "received",
                                         "envelope": content.decode(), "received_at": at.now})  # 7.2
            self.acknowledge(cid, "received", may_wait="device" not in command["target"] and command["class"] != "emergency")
            self.perform(command, issuer, at.now)

    def perform(self, command, issuer, received_at):
        cid, op = command["cid"], command["op"]
        if op == "play":
            self.commanded[command["play"]["run"]] = {
                **command["play"], "items": command["play"]["items"] * command["play"].get("repeats", 1), "cid": cid, "tier": issuer["tier"], "class": command["class"], "late": "restart",
                "at": command.get("at") or received_at + LEAD_MS, "not_after": command["expires_at"] - 2001, "manifest_version": 0}
        elif now_ms() >= command["expires_at"]:
            self.answer(cid, "expired", "expired")  # 7.4
        elif op == "stop":
            self.perform_stop(cid, command["stop"].get("run"), issuer["tier"])
        elif op == "volume":
            self.volume = command["volume"]
            self.answer(cid, "done")
        else:
            spread_ms = command.get("report", {}).get("spread_ms", 0)
            self.report_due = time.monotonic() + random.uniform(0, spread_ms / 1000)  # 7.8
            self.finish_command(cid, "done")

    def answer(self, cid, state, code=None):
        """Rule 10.7: an acknowledgement may be lost, an event is told until the server has it."""
        self.store.note(self.situation().now, "answered", {"cid": cid, "st": state} | ({"code": code} if code else {}))
        self.finish_command(cid, state, code)

    def finish_command(self, cid, state, code=None, ms_played=None):
        self.store.set_command_state(cid, state)
        self.acknowledge(cid, state, code, ms_played=ms_played)

    def perform_stop(self, cid, name, tier):
        run = self.sounding_run if self.sounding and name in (None, self.sounding_run["run"]) else self.find_run(name)
        if run is None:
            self.answer(cid, "done", "nothing_to_stop")
        elif rules.TIERS.index(tier) < rules.TIERS.index(run["tier"]):
            self.answer(cid, "rejected", "higher_tier")
        else:
            if self.sounding and run is self.sounding_run:
                self.end_sounding("stopped", "command")
            else:
                self.finish(run, "stopped", "command")
            self.answer(cid, "done")

    # --- the loop

    def turn(self, seconds):
        """One round: messages, what is due, what is to be said. Gives why the connection is to end, if it is."""
        end = None
        try:
            kind, content = self.inbox.get(timeout=seconds)
            if kind == "manifest":
                self.hear_document("manifest", content, sha256=rules.sha256_text(content))
            elif kind == "keys":
                self.hear_keys(content)
            elif kind == "connected":
                end = self.on_connack(content)
            elif kind == "lost":
                end = ("lost", 0) if content is self.mqtt else None
            else:
                end = self.hear(kind, content)
        except queue.Empty:
            pass
        except (ValueError, KeyError, TypeError) as broken:
            print(f"ignored: {broken!r}", file=sys.stderr)  # 2.2
        self.step()
        if self.mqtt and self.welcomed:
            for due in [one for one in self.later if one[0] <= time.monotonic()]:
                self.later.remove(due)
                self.send("ack", due[1] | {"inc": self.inc})
            if self.report_due is not None and self.report_due <= time.monotonic():
                self.report_due = self.reported = None
                self.next_beat = 0
            self.report()
            self.send_events()
            if time.monotonic() >= self.next_beat:
                self.heartbeat()
                self.store.raise_floor(now_ms())
        elif self.mqtt and self.hello_again and time.monotonic() > self.hello_again:
            self.hello_wait = min(self.hello_wait * 2, random.uniform(30, 60))
            self.hello_again = time.monotonic() + self.hello_wait
            self.send("hello", self.hello)
        return end

    def on_connack(self, code):
        if code:
            return ({3: "unavailable"}.get(code, "not_allowed"), 0)
        self.hello_wait = random.uniform(5, 10)
        self.hello_again = time.monotonic() + self.hello_wait
        self.say_hello(self.first)
        self.first = False
        return None

    def run(self):
        failures, end, self.first = 0, ("first", 0), True
        while not self.stopping:
            wait = rules.reconnect_wait(end[0], max(failures - 1, 0), end[1], random.uniform)
            until = time.monotonic() + (wait if end[0] != "first" else random.uniform(0, self.first_spread))
            while time.monotonic() < until and not self.stopping:
                self.turn(0.02)
            if self.stopping:
                break
            begun, self.hello_again, self.next_beat = time.monotonic(), None, 0
            try:
                self.connect(self.grant["brokers"][failures % len(self.grant["brokers"])])
                end = None
                while end is None and not self.stopping:
                    end = self.turn(0.02)
            except OSError as failure:
                print(f"not connected: {failure}", file=sys.stderr)
                end = ("lost", 0)
            failures = 0 if time.monotonic() - begun > 60 else failures + 1
            self.leave(properly=self.stopping)
        if self.sounding:
            self.sounding.stop()
            self.keep_part()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    claiming = commands.add_parser("claim")
    for name in ("--server", "--code", "--serial", "--state"):
        claiming.add_argument(name, required=True)
    running = commands.add_parser("run")
    running.add_argument("--state", required=True)
    running.add_argument("--sound", help="a program that takes raw samples: 16 bit, 48 kHz, one channel")
    running.add_argument("--first-spread", type=float, default=30, help="seconds within which the first connection is made (6.6)")
    chosen = parser.parse_args()
    store = Store(chosen.state)
    if chosen.command == "claim":
        try:
            identity = claim(chosen.server, chosen.code, chosen.serial, "python-device")
        except Refused as refused:
            sys.exit(str(refused))
        store.save("identity", identity)
        print(identity["grant"]["device"])
        return
    if store.identity is None:
        sys.exit("Claim this device first.")
    device = Device(store, chosen.sound, chosen.first_spread)

    def end(*_):
        device.stopping = True
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    device.run()


if __name__ == "__main__":
    main()
