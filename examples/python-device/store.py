"""What must survive a power cut. Every file is replaced as a whole: written beside, flushed, renamed."""

import hashlib
import json
import os
import pathlib

EVENTS_KEPT = 500
COMMANDS_KEPT = 256


class Store:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.media = self.folder / "media"
        self.media.mkdir(parents=True, exist_ok=True)
        self.identity = self.load("identity", None)
        if self.identity is None:
            return
        claimed_at = self.identity["grant"]["now"]
        self.counters = self.load("counters", {"inc": 0, "floor": claimed_at})
        self.events = self.load("events", {"epoch": claimed_at, "last": 0, "first_kept": 1, "kept": []})
        self.commands = self.load("commands", {"known": [], "floors": {}})
        self.runs = self.load("runs", {})
        self.envelopes = self.load("envelopes", {})  # desired and manifest as they were signed
        claimed = {"claimed_at": claimed_at, "version": self.identity["grant"].get("key_set", 0), "issuers": self.identity["grant"]["issuers"]}
        followed = self.load("trust", claimed)
        self.trust = followed if followed["claimed_at"] == claimed_at else claimed  # a new claim begins from its own (4.6)

    def load(self, name, otherwise):
        try:
            return json.loads((self.folder / f"{name}.json").read_text())
        except FileNotFoundError:
            return otherwise

    def save(self, name, value):
        path = self.folder / f"{name}.json"
        beside = path.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w") as file:
            json.dump(value, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def believe(self, key_set):
        """Rule 3.7: a set is stored before it is used."""
        trust = {"claimed_at": self.identity["grant"]["now"], **key_set}
        self.save("trust", trust)
        self.trust = trust

    def next_incarnation(self):
        """Rule 6.1: stored before the attempt."""
        self.counters["inc"] += 1
        self.save("counters", self.counters)
        return self.counters["inc"]

    def raise_floor(self, now):
        """Rule 9.2."""
        if now > self.counters["floor"]:
            self.counters["floor"] = now
            self.save("counters", self.counters)

    def note(self, at, kind, content):
        """Rule 10.1: an event is on disk before anybody hears of it."""
        events = self.events
        events["last"] += 1
        events["kept"].append({"n": events["last"], "at": at, "kind": kind, kind: content})
        events["kept"] = events["kept"][-EVENTS_KEPT:]
        events["first_kept"] = events["kept"][0]["n"]
        self.save("events", events)

    def known_command(self, cid):
        return next((one for one in self.commands["known"] if one["cid"] == cid), None)

    def remember_command(self, entry):
        """Rules 7.2 and 7.3."""
        known, floors = self.commands["known"], self.commands["floors"]
        known.append(entry)
        while len(known) > COMMANDS_KEPT:
            gone = known.pop(0)
            floors[gone["keyid"]] = max(floors.get(gone["keyid"], 0), gone["seq"])
        self.save("commands", self.commands)

    def set_command_state(self, cid, state):
        entry = self.known_command(cid)
        if entry and entry["state"] != state:
            entry["state"] = state
            if state not in ("received", "started"):
                entry.pop("envelope", None)
            self.save("commands", self.commands)

    def put_run(self, run, record):
        self.runs[run] = record
        over = [name for name, one in self.runs.items() if one["phase"] == "over"]
        for name in over[:-2000]:  # far more than seven days of programme
            del self.runs[name]
        self.save("runs", self.runs)

    def has_file(self, item):
        path = self.media / item["sha256"]
        return path.exists() and path.stat().st_size == item["size"]

    def good_file(self, item):
        """Rule 8.2: hashed before each use; an altered one is removed."""
        path = self.media / item["sha256"]
        if not path.exists():
            return False
        if hashlib.sha256(path.read_bytes()).hexdigest() == item["sha256"]:
            return True
        path.unlink()
        return False
