"""The checker of the simulation reads a run of real processes: while an officer orders bulletins, programmes and an emergency, server, broker
and players are killed with kill -9 at instants that a seed chooses (NGUON_SEED, printed). Then the same facts, forged one by one, must fail."""

import copy
import os
import random
import signal
import threading
import time

import pytest
import requests

from commune import COMMUNE, now_ms
from facts import check, collect, fact, open_deliveries, programme_version, unproven
from nguon_process import wait_until
from test_emergency import holds_sirens, set_rule
from test_faults import LONGER
from test_field import broker_process_id
from test_main_job import SHORT, soon

SEED = int(os.environ.get("NGUON_SEED", "2026"))
LEASE_MS = 90_000  # a silent device may be shown as online for so long
TROUBLE = ["order"] * 6 + ["programme"] * 3 + ["emergency"] * 2 + ["stop"] + ["broker"] * 2 + ["player"] * 5


class Witness:
    """Writes down what an officer sees of each cluster, and which programme each player has taken up, as it happens."""

    def __init__(self, commune):
        self.commune = commune
        self.gone_since = {}  # of clusters whose process is dead
        self.facts = []
        self.looks_at_dead = 0
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.api = commune.sign_in("bientap")
        self.thread.start()

    def stop(self):
        self.stopping.set()
        self.thread.join(60)

    def _watch(self):
        versions = {}
        while not self.stopping.wait(0.5):
            for cluster in self.commune.clusters:
                version = programme_version(cluster)
                if version is not None and version != versions.get(cluster.device):
                    versions[cluster.device] = version
                    self.facts.append(fact("programme", now_ms(), cluster.device, ms=version))
            self._look()

    def _look(self):
        """Only who was dead before the question was asked and is still dead after the answer was silent all the time."""
        before, asked_at = dict(self.gone_since), now_ms()
        for cluster in self.commune.clusters:
            since = before.get(cluster.device)
            if since is None:
                continue
            try:
                shown = self.api.get(f"/api/v1/devices/{cluster.device}")["condition"]
            except requests.RequestException:
                return  # the server is dead
            if self.gone_since.get(cluster.device) == since:
                self.looks_at_dead += asked_at - since > LEASE_MS + 1_000
                self.facts.append(fact("shown", asked_at, cluster.device, state=shown, until=since))


class Trouble:
    """Officers at work and processes that die, all by one seed."""

    def __init__(self, commune, nguon, bulletins):
        self.random = random.Random(SEED)
        self.commune = commune
        self.nguon = nguon
        self.bulletins = bulletins
        self.witness = Witness(commune)
        self.told = []  # runs that the server said it had accepted
        self.emergency = None
        self.spared = set()  # clusters that are not to be touched now
        self.did = {}

    def do(self, what):
        getattr(self, what)()
        self.did[what] = self.did.get(what, 0) + 1

    def ask(self, question):
        """An officer whose question meets a dead server does not know what became of it."""
        try:
            return question()
        except requests.RequestException:
            return None

    def is_online(self, cluster):
        return self.ask(lambda: self.commune.condition(cluster)) in ("online", "playing")

    def order(self):
        clusters = self.random.sample(self.commune.clusters, self.random.choice([1, len(self.commune.clusters)]))
        body = {"bulletin": self.random.choice(self.bulletins)["id"], "targets": {"devices": [c.device for c in clusters]}}
        if self.random.random() < 0.5:
            body["at"] = now_ms() + self.random.randint(2_000, 12_000)
        reply = self.ask(lambda: self.commune.composer.call("POST", "/api/v1/broadcasts", json=body))
        if reply is not None and reply.status_code == 202:
            self.told.append((reply.json()["run"], [c.device for c in clusters], now_ms()))

    def programme(self):
        bulletin, start = self.random.choice(self.bulletins), soon(self.random.randint(4, 12))
        body = self.commune.programme_body("Chương trình thử", [start.strftime("%H:%M:%S")], bulletin,
                                           days={"first_day": str(start.date()), "rule": "", "except": []})
        self.ask(lambda: self.commune.composer.call("POST", "/api/v1/programmes", json=body))

    def stop(self):
        if self.told:
            self.ask(lambda: self.commune.composer.call("POST", "/api/v1/stops", json={"run": self.told[-1][0], "reason": "thử"}))

    def end_emergency(self):
        cancel = f"/api/v1/emergencies/{self.emergency}/cancel"
        if self.emergency and self.ask(lambda: self.commune.approver.call("POST", cancel, json={"reason": "thử"})) is not None:
            self.emergency = None

    def raise_or_end_emergency(self):
        if self.emergency:
            return self.end_emergency()
        body = {"targets": {"areas": [COMMUNE]}, "title": "Lũ về", "text": "Nước lũ đang lên nhanh.", "hazard": "flood", "minutes": 2}
        raised = self.ask(lambda: self.commune.issuer.call("POST", "/api/v1/emergencies", json=body))
        if raised is None or raised.status_code != 202:
            return None
        self.emergency = raised.json()["id"]
        return self.ask(lambda: self.commune.approver.call("POST", f"/api/v1/emergencies/{self.emergency}/confirm", json={}))

    def server(self):
        self.nguon.kill()
        time.sleep(self.random.uniform(0, 3))  # how long it is dead; nothing is waited for
        self.nguon.start()
        for officer in (self.commune.composer, self.commune.approver, self.commune.issuer):
            officer.http.close()  # connections to the dead one

    def broker(self):
        # Right after a start there may be none yet.
        pid = wait_until(lambda: broker_process_id(self.nguon), 30, "the server has started its broker")
        os.kill(pid, signal.SIGKILL)

    def player(self):
        victims = [c for c in self.commune.clusters if c.device not in self.spared]
        victim = self.random.choice(victims)
        self.bury(victim)
        time.sleep(self.random.uniform(0, 4))  # how long it has no power; nothing is waited for
        self.revive(victim)

    def bury(self, cluster):
        cluster.kill()
        self.witness.gone_since[cluster.device] = now_ms()

    def revive(self, cluster):
        self.witness.gone_since.pop(cluster.device, None)
        cluster.start()

    def go_on(self, deeds):
        deeds = list(deeds)
        self.random.shuffle(deeds)
        for deed in deeds:
            time.sleep(self.random.uniform(0.5, 5))  # the instants of the seed
            self.do({"emergency": "raise_or_end_emergency"}.get(deed, deed))


def silent_beside_a_new_server(trouble):
    """A server that has just started hears a cluster, which then dies together with the broker, so that no last will tells of it."""
    trouble.do("server")
    victim = trouble.random.choice(trouble.commune.clusters)
    wait_until(lambda: trouble.is_online(victim), 25, "the new server hears the cluster")
    died_at = now_ms()
    os.kill(wait_until(lambda: broker_process_id(trouble.nguon), 30, "there is a broker"), signal.SIGKILL)
    trouble.bury(victim)
    trouble.spared.add(victim.device)
    return victim, died_at


@pytest.fixture
def place(commune, nguon):
    set_rule(commune, "two_persons")
    commune.issuer = commune.add_officer("khancap", "Phạm Khẩn Cấp", ["emergency_issuer"])
    wait_until(lambda: all(holds_sirens(c) for c in commune.clusters), 60, "every device holds the siren")
    return commune


def facts_of_a_bad_day(place, nguon):
    print(f"NGUON_SEED={SEED}")
    trouble = Trouble(place, nguon, [place.approved_bulletin("Tin ngắn", SHORT), place.approved_bulletin("Tin dài", LONGER)])
    try:
        victim, died_at = silent_beside_a_new_server(trouble)
        trouble.go_on(TROUBLE)
        wait_until(lambda: now_ms() > died_at + LEASE_MS + 5_000, 120, "an officer looks at a cluster that was silent for longer than a lease")
        trouble.go_on(["server", "server", "player", "order", "order", "broker"])
        trouble.spared.clear()
        trouble.revive(victim)
        trouble.go_on(["order", "player", "order"])
        wait_until(lambda: all(trouble.is_online(c) for c in place.clusters), 120, "everybody is back")
        wait_until(lambda: trouble.end_emergency() or not trouble.emergency, 30, "the emergency is over")
        # What is still open when this time is over is what the checker is asked about.
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline and (open_deliveries(nguon.data) or unproven(nguon.data, place.clusters)):
            time.sleep(0.5)
    finally:
        trouble.witness.stop()
    assert trouble.witness.looks_at_dead > 0, "nobody looked at a cluster that was silent for longer than a lease"
    return collect(nguon.data, place.clusters, trouble.witness.facts, trouble.told, now_ms()), trouble


def copies_of(facts, kind, **wanted):
    return [copy.deepcopy(one) for one in facts if one["kind"] == kind and all(one[name] == value for name, value in wanted.items())]


def without(facts, *forgotten):
    return [one for one in facts if one not in forgotten]


def before_the_end(facts, *more):
    return [*facts[:-1], *more, facts[-1]]


def forgeries(facts):
    """Each promise that the facts could break, and facts that break it."""
    proven = {(one["device"], one["run"]) for one in copies_of(facts, "recorded") if one["ms"] > 0}
    heard = next(one for one in copies_of(facts, "sounded") if one["ms"] > 2_000 and (one["device"], one["run"]) in proven)
    same = {"device": heard["device"], "run": heard["run"]}
    proof, ending = copies_of(facts, "recorded", **same)[0], copies_of(facts, "settled", **same)[0]
    order = copies_of(facts, "ordered", run=heard["run"])[0]
    command = copies_of(facts, "ordered", state="command")[0]
    end = facts[-1]["at"]
    yield "proof_lost", without(facts, proof)
    yield "proof_doubled", before_the_end(facts, proof)
    yield "proof_false", [one | {"ms": one["ms"] + 60_000} if one == proof else one for one in facts]
    yield "sounded_twice", before_the_end(facts, heard | {"at": end, "position_ms": heard["position_ms"] + 40})
    yield "two_at_once", before_the_end(facts, heard | {"at": end}, heard | {"at": end + 500, "run": command["run"]})
    yield "sounded_late", [one | {"until": heard["at"] - 60_000} if one == order else one for one in facts]
    yield "sounded_unordered", without(facts, *copies_of(facts, "targeted", **same))
    yield "sounded_in_quiet", [fact("quiet", heard["at"], until=heard["at"] + 1_000), *[one | {"class": "ordinary"} if one == order else one for one in facts]]
    yield "not_settled", [one | {"state": "playing"} if one == ending else one for one in facts]
    yield "order_lost", without(facts, *copies_of(facts, "settled", run=command["run"]))
    answer = copies_of(facts, "answered")[0]
    yield "answer_lost", [one | {"state": "silent"} if one["kind"] == "settled" and one["run"] == answer["run"] else one for one in facts]
    yield "silent_shown_online", before_the_end(facts, fact("shown", end, heard["device"], state="online", until=end - LEASE_MS - 3_000))
    yield "programme_went_back", before_the_end(facts, fact("programme", end, heard["device"], ms=1_000), fact("programme", end, heard["device"], ms=999))
    yield "event_lost", [one | {"ms": 1} if one["kind"] == "lost" else one for one in facts]


def test_promises_hold_while_processes_are_killed_and_a_forged_fact_is_found(place, nguon, tmp_path):
    facts, trouble = facts_of_a_bad_day(place, nguon)
    broken = check(facts, tmp_path / "facts.jsonl")
    assert not broken, f"seed {SEED}: {broken}"
    count = {kind: len(copies_of(facts, kind)) for kind in ("ordered", "sounded", "recorded", "shown", "programme")}
    assert count["sounded"] >= 15 and count["recorded"] >= 15 and count["shown"] >= 20 and count["programme"] >= 3, count
    assert trouble.did["server"] >= 3 and trouble.did["broker"] >= 3 and trouble.did["player"] >= 6, trouble.did
    assert any(one["class"] == "emergency" for one in copies_of(facts, "ordered")), "an emergency was on the air"
    assert copies_of(facts, "ordered", state="programme") and copies_of(facts, "ordered", state="command")
    for promise, forged in forgeries(facts):
        found = check(forged, tmp_path / f"{promise}.jsonl")
        assert any(line.startswith(promise + ":") for line in found), f"nobody noticed a forged {promise}: {found}"
