"""The programme and what sounds (section 8), and the fetching of it."""

import ssl
import sys
import time

import rules
from sound import Sounding, decode

LEAD_MS = 400  # from a command without an instant to its first sample
PREPARE_MS = 3000  # decoding begins so long before the instant
CHECKPOINT_S = 0.5  # a part is never proved longer than what sounded (10.5)


def now_ms():
    return time.time_ns() // 1_000_000


class Programme:
    """The half of a device that makes sound. The other half, `nguon_device.Device`, talks."""

    def runs(self):
        planned = []
        if self.manifest:
            tier, version = self.manifest_issuer["tier"], self.manifest["version"]
            inside = (run for run in self.manifest["runs"] if self.manifest["valid_from"] <= run["at"] < self.manifest["valid_to"])
            planned = [{**run, "tier": tier, "manifest_version": version} for run in inside]
        return planned + list(self.commanded.values())

    def record(self, run):
        return self.store.runs.get(run["run"], {"phase": "untouched", "parts": []})

    def find_run(self, name):
        return next((run for run in self.runs() if run["run"] == name and self.record(run)["phase"] != "over"), None)

    def step(self):
        """Section 8. Called often; begins, ends and gives up what is due."""
        now = now_ms()
        self.watch_sounding(now)
        if self.situation().clock_known:
            self.give_up_withdrawn()
            due = self.runs()
        else:
            due = [run for run in self.commanded.values() if run["class"] == "emergency"]  # 9.4
        for run in rules.in_order(run for run in due if run["at"] <= now + PREPARE_MS):
            record = self.record(run)
            if record["phase"] == "over" or (self.sounding and self.sounding_run["run"] == run["run"]):
                continue
            if run["at"] <= now + 200:
                self.consider(run, record, now)
            elif run["run"] not in self.samples and all(self.store.has_file(item) for item in run["items"]):
                self.prepare(run)

    def give_up_withdrawn(self):
        """8.13: what has begun and does not sound now is over when nothing plans it any more; its plan was stored for the proof."""
        planned = {run["run"] for run in self.runs()}
        if self.sounding:
            planned.add(self.sounding_run["run"])
        for name, record in list(self.store.runs.items()):
            if record["phase"] in ("begun", "paused") and "plan" in record and name not in planned and (self.manifest or "cid" in record["plan"]):
                self.finish(record["plan"], "stopped", "withdrawn")

    def prepare(self, run):
        if all(self.store.good_file(item) for item in run["items"]):
            self.samples[run["run"]] = decode([self.store.media / item["sha256"] for item in run["items"]]) if self.sound else []

    def consider(self, run, record, now):
        begin = rules.late_start(run, record, max(now, run["at"]))
        missing = not all(self.store.has_file(item) for item in run["items"])
        if isinstance(begin, tuple):
            outcome, reason = ("failed", "media_missing") if missing and begin[0] == "missed" else begin
            self.finish(run, outcome, reason)
        elif run["class"] != "emergency" and rules.is_quiet(self.desired.get("quiet", []), max(now, run["at"])):
            self.finish(run, "stopped" if record["parts"] else "missed", "quiet_hours")
        elif missing:
            return  # 8.9
        elif self.sounding is None:
            self.begin(run, record, begin)
        else:
            word = rules.clash_word((self.manifest or {}).get("clashes", []), self.sounding_run["class"], run["class"])
            if word == "never":
                self.finish(run, "preempted", "never")
            elif word == "defer":
                if not record.get("deferred"):
                    self.store.put_run(run["run"], record | {"deferred": True})
            else:
                self.end_sounding("preempted", "preempted", pause=word == "pause")
                self.begin(run, record, begin)

    def begin(self, run, record, position_ms):
        if run["run"] not in self.samples:
            self.prepare(run)
        if run["run"] not in self.samples:
            self.refuse("media", "player.media_altered")
            return
        at = max(run["at"], now_ms())
        self.store.put_run(run["run"], {"phase": "begun", "parts": record["parts"], "plan": run})  # 8.6: before the first sample
        self.parts_before, self.part = record["parts"], {"at": at, "position_ms": position_ms}

        def gain(when):
            return rules.amplitude(rules.percent(run, self.desired.get("volume", {}), self.volume, when))
        self.sounding_run, self.told_started, self.checkpoint = run, False, time.monotonic()
        self.sounding = Sounding(self.sound, self.samples.pop(run["run"]), rules.duration_ms(run), at, position_ms, gain)

    def watch_sounding(self, now):
        if self.sounding is None:
            return
        run = self.sounding_run
        if self.sounding.started_ms and not self.told_started:
            self.told_started = True
            self.keep_part()
            if "cid" in run:
                self.store.set_command_state(run["cid"], "started")
                self.acknowledge(run["cid"], "started")
            if self.welcomed:
                self.heartbeat()
        if self.sounding.over:
            failed = self.sounding.failed
            self.end_sounding("failed" if failed else "played", "player.output" if failed else None)
        elif not any(one["run"] == run["run"] for one in self.runs()):
            self.end_sounding("stopped", "withdrawn")  # 8.13
        elif run["class"] != "emergency" and rules.is_quiet(self.desired.get("quiet", []), now):
            self.end_sounding("stopped", "quiet_hours")
        elif time.monotonic() - self.checkpoint > CHECKPOINT_S:
            self.checkpoint = time.monotonic()
            self.keep_part()

    def keep_part(self):
        record = self.record(self.sounding_run)
        part = self.part | {"at": self.sounding.started_ms or self.part["at"], "ms": self.sounding.played_ms}
        record["parts"] = self.parts_before + [part]
        self.store.put_run(self.sounding_run["run"], record)

    def end_sounding(self, outcome, reason, pause=False):
        sounding, run = self.sounding, self.sounding_run
        sounding.stop()
        self.keep_part()
        self.sounding = self.sounding_run = None
        if pause:
            record = self.record(run)
            self.store.put_run(run["run"], record | {"phase": "paused", "resume_ms": sounding.position_ms + sounding.played_ms})
        else:
            if outcome == "played" and sum(part["ms"] for part in self.record(run)["parts"]) < rules.duration_ms(run):
                outcome, reason = "partial", "interrupted" if len(self.record(run)["parts"]) > 1 else "joined_late"
            self.finish(run, outcome, reason)
        if self.welcomed:
            self.heartbeat()

    def finish(self, run, outcome, reason):
        """Rules 10.5 and 10.6: exactly one proof for each run."""
        parts = [part for part in self.record(run)["parts"] if part["ms"] > 0]
        played = sum(part["ms"] for part in parts)
        proof = {"run": run["run"], "class": run["class"], "planned_at": run["at"], "ms_planned": rules.duration_ms(run), "ms_played": played,
                 "outcome": outcome, "parts": parts[-50:], "manifest_version": run["manifest_version"],
                 "volume_percent": rules.percent(run, self.desired.get("volume", {}), self.volume, now_ms()) if parts else 0}
        if parts:
            proof |= {"started_at": parts[0]["at"], "ended_at": parts[-1]["at"] + parts[-1]["ms"]}
        if reason:
            proof["reason"] = reason
        if "cid" in run:
            proof["cid"] = run["cid"]
        if self.clock().get("error_ms") is not None:
            proof["clock_error_ms"] = self.clock()["error_ms"]
        self.store.note(self.situation().now, "played", proof)
        self.store.put_run(run["run"], {"phase": "over", "parts": []})
        self.samples.pop(run["run"], None)
        if "cid" in run:
            state = {"played": "done", "partial": "done", "preempted": "preempted", "missed": "expired"}.get(outcome, "failed")
            self.commanded.pop(run["run"], None)
            self.finish_command(run["cid"], state, reason, played)

    # --- fetching, on a thread of its own

    def fetch_for_ever(self):
        while not self.stopping:
            try:
                self.fetch()
            except (OSError, ssl.SSLError) as failure:
                print(f"not fetched: {failure}", file=sys.stderr)
                time.sleep(1)
            time.sleep(0.2)

    def fetch(self):
        if self.wants_keys() and time.monotonic() >= self.keys_not_before:
            self.keys_not_before = float("inf")  # until the answer is judged
            try:
                self.inbox.put(("keys", self.server.keys_after(self.store.trust["version"])))
            except OSError:
                self.inbox.put(("keys", b""))
                raise
        wanted = self.desired.get("manifest")
        if wanted and wanted["version"] > self.manifest_version() and self.refused_manifest != wanted["sha256"]:
            envelope = self.server.manifest()
            if envelope and rules.sha256_text(envelope) == wanted["sha256"]:
                self.refused_manifest = wanted["sha256"]  # asked once; an accepted one has its version
                self.inbox.put(("manifest", envelope))
        for item in (self.manifest or {}).get("keep", []):
            if not self.store.has_file(item):
                self.server.download(item, self.store.media / item["sha256"])
        for run in sorted(self.runs(), key=lambda run: run["at"]):  # those needed soonest first
            if self.record(run)["phase"] == "over":
                continue
            for item in run["items"]:
                if not self.store.has_file(item):
                    self.server.download(item, self.store.media / item["sha256"])
