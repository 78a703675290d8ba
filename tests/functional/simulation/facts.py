"""What a run of real processes left behind, as facts for `nguon-simulate check` (src/simulation/fact.hpp): the server's rows, the players'
journals, and the sound files, which stand for the loudspeaker and know nothing of what the programs say of themselves."""

import base64
import json
import sqlite3
import subprocess

from nguon_process import BUILD

SIMULATE = BUILD / "src" / "simulation" / "nguon-simulate"
WAV_HEADER_BYTES = 44
FRAMES_PER_MS = 48
FRAME_BYTES = 2
SETTLED_BY = {"done": "done", "failed": "failed", "rejected": "refused", "expired": "expired"}
OPEN_STATES = ("planned", "sent", "received", "playing")


def fact(kind, at, device="", run="", class_="", state="", position_ms=0, ms=0, until=0):
    return {"at": int(at), "kind": kind, "device": device, "run": run, "class": class_, "state": state,
            "position_ms": int(position_ms), "ms": int(ms), "until": int(until)}


def rows(data, sql):
    """Of the server's database, beside the server."""
    database = sqlite3.connect(f"file:{data / 'nguon.sqlite'}?mode=ro", uri=True, timeout=30)
    try:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(sql)]
    finally:
        database.close()


def sounded(cluster):
    """Each stretch that left the loudspeaker. The name of a file tells when its first sample left; its length how much did."""
    for wav in cluster.sound.glob("[0-9]*.wav"):
        first_ms, run, position_ms = wav.stem.split("-", 1)[0], wav.stem.split("-", 1)[1].rsplit("-", 1)[0], wav.stem.rsplit("-", 1)[1]
        frames = max(0, wav.stat().st_size - WAV_HEADER_BYTES) // FRAME_BYTES
        yield fact("sounded", first_ms, cluster.device, run, position_ms=position_ms, ms=frames // FRAMES_PER_MS)


def sentences(cluster):
    """Where the sentences of each run begin, as the plan says that the player stored before the first sample."""
    journal = cluster.state / "runs.journal"
    for line in journal.read_text().splitlines() if journal.exists() else []:
        plan, begins = json.loads(line.split(" ", 1)[1]).get("plan"), 0
        for item in plan["items"] if plan else []:
            for mark in item.get("sentences_ms", []):
                yield fact("sentence", plan["at"], run=plan["run"], position_ms=begins + mark)
            begins += item["duration_ms"]


def events(cluster):
    """What is in the journal of a player: each line is a check sum, a space and JSON."""
    for segment in sorted((cluster.state / "events").glob("*.events")):
        yield from (json.loads(line.split(" ", 1)[1]) for line in segment.read_text().splitlines() if line)


def answers(cluster):
    """How the player ended each command that is no sound."""
    for event in events(cluster):
        if answered := event.get("answered"):
            yield fact("answered", event["at"], cluster.device, answered["cid"], state=SETTLED_BY[answered["st"]])


def programme_version(cluster):
    """What the player has taken up; nothing while it replaces the file."""
    try:
        envelope = json.loads((cluster.state / "manifest.dsse.json").read_text())
        return json.loads(base64.b64decode(envelope["payload"]))["version"]
    except (FileNotFoundError, ValueError):
        return None


def orders(data, told):
    """What the server accepted: all that is in its rows, and what it told an officer, should that be missing there."""
    known = set()
    for run in rows(data, "select r.id, r.command, r.class, r.created_at, c.expires_at from run r left join command c on c.id = r.command"):
        known.add(run["id"])
        deliveries = rows(data, f"select device, expires_at from delivery where subject = '{run['command'] or run['id']}'")
        until = run["expires_at"] or max((row["expires_at"] for row in deliveries), default=0)
        yield fact("ordered", run["created_at"], run=run["id"], class_=run["class"], state="command" if run["command"] else "programme", until=until)
        for row in deliveries:
            yield fact("targeted", run["created_at"], row["device"], run["id"])
    for run, devices, at in told:
        if run not in known:
            yield fact("ordered", at, run=run, class_="ordinary", state="command", until=at)
            yield from (fact("targeted", at, device, run) for device in devices)


def endings(data, clusters, at):
    """What the server knows when everything is told. Proofs are counted as the numbered events that they came in."""
    for event in rows(data, "select device, body from device_event where kind = 'played'"):
        proof = json.loads(event["body"])["played"]
        yield fact("recorded", at, event["device"], proof["run"], ms=proof["ms_played"])
    for row in rows(data, "select coalesce(r.id, d.subject) as run, d.device, d.state from delivery d left join run r on r.command = d.subject"):
        yield fact("settled", at, row["device"], row["run"], state=row["state"])
    positions = {row["device"]: row for row in rows(data, "select device, n, lost from event_position")}
    for cluster in clusters:
        position = positions.get(cluster.device, {"n": 0, "lost": 0})
        yield fact("lost", at, cluster.device, ms=position["lost"] + max(0, max((event["n"] for event in events(cluster)), default=0) - position["n"]))
        yield from answers(cluster)


def collect(data, clusters, witnessed, told, at):
    """All facts in the order in which they became known."""
    order = {"ordered": 0, "targeted": 1, "programme": 2, "sounded": 3, "shown": 4}
    heard = [one for cluster in clusters for one in sounded(cluster)]
    ordered = sorted(orders(data, told), key=lambda one: (one["at"], order[one["kind"]]))
    marks = {(one["run"], one["position_ms"]): one for cluster in clusters for one in sentences(cluster)}
    during = sorted([*heard, *witnessed], key=lambda one: (one["at"], order[one["kind"]]))
    return [*ordered, *marks.values(), *during, *endings(data, clusters, at), fact("healed", at)]


def open_deliveries(data):
    states = ", ".join(f"'{state}'" for state in OPEN_STATES)
    return rows(data, f"select subject, device, state from delivery where state in ({states})")


def unproven(data, clusters):
    """What sounded and the server has no proof of yet."""
    proven = {(row["device"], row["run"]) for row in rows(data, "select device, run from proof")}
    return {(one["device"], one["run"]) for cluster in clusters for one in sounded(cluster) if one["ms"] > 0} - proven


def check(facts, path):
    """What the checker says: its exit code and the promises that it found broken."""
    path.write_text("".join(json.dumps(one) + "\n" for one in facts))
    done = subprocess.run([str(SIMULATE), "check", str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    broken = [line.split(" ", 1)[1] for line in done.stdout.splitlines() if line.startswith("BROKEN ")]
    assert (done.returncode == 1) == bool(broken), done.stdout
    return broken
