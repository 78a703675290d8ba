"""Decisions, without clock, disk or network: envelopes (3), commands (7.1), programme (8), volume (8.12)."""

import base64
import hashlib
import json
import math
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TIERS = ["commune", "province", "central"]
CLASSES = ["ordinary", "priority", "emergency"]
WEEK_MS = 7 * 86_400_000
VIETNAM_MS = 7 * 3_600_000
HASH = re.compile("[0-9a-f]{64}")
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Refused(Exception):
    """Its text is a code of section 13."""


def open_envelope(text, kind, issuers):
    """The message and the key that signed it (3.1 to 3.4)."""
    try:
        envelope = json.loads(text)
        payload_type = envelope["payloadType"]
        payload = base64.b64decode(envelope["payload"], validate=True)
        signatures = [(one.get("keyid"), base64.b64decode(one["sig"], validate=True)) for one in envelope["signatures"]]
        signed = b"DSSEv1 %d %s %d %s" % (len(payload_type.encode()), payload_type.encode(), len(payload), payload)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused("crypto.bad_envelope") from None
    named = False
    for keyid, signature in signatures:
        for issuer in issuers:
            if keyid and keyid != issuer["keyid"]:
                continue
            named = named or bool(keyid)
            try:
                Ed25519PublicKey.from_public_bytes(base64.b64decode(issuer["key"])).verify(signature, signed)
            except InvalidSignature:
                continue
            if payload_type != f"application/vnd.nguon.{kind}+json":
                raise Refused("device_protocol.wrong_type")
            try:
                return json.loads(payload), issuer
            except ValueError:
                raise Refused("json.malformed") from None
    raise Refused("crypto.bad_signature" if named else "crypto.untrusted")


def believed(issuer, at):
    """Rule 3.10."""
    return not at.clock_known or issuer.get("from", 0) - 300_000 <= at.now < issuer.get("until", math.inf)


def check_key_set(issuers):
    """Rule 3.8."""
    names = set()
    for issuer in issuers:
        rights = set(issuer["rights"])
        named = hashlib.sha256(base64.b64decode(issuer["key"], validate=True)).hexdigest()[:16]
        mixed = ("keys" in rights and rights != {"keys"}) or ("emergency" in rights and rights - {"emergency", "manifest"})
        if issuer["keyid"] != named or named in names or mixed:
            raise Refused("device_protocol.bad_key_set")
        names.add(named)
    if not any("keys" in issuer["rights"] for issuer in issuers):
        raise Refused("device_protocol.bad_key_set")


def follow(trusted, envelope):
    """The set of keys in this envelope as the successor of the trusted one (3.7)."""
    try:
        following, issuer = open_envelope(envelope, "keys", trusted["issuers"])
        separate = any("keys" in one["rights"] for one in trusted["issuers"])
        if "keys" not in issuer["rights"] and (separate or trusted["version"] > 0):
            raise Refused("device_protocol.key_set_no_right")
        if following["version"] <= trusted["version"]:
            raise Refused("device_protocol.key_set_stale")
        if following["version"] != trusted["version"] + 1:
            raise Refused("device_protocol.key_set_gap")
        check_key_set(following["issuers"])
        return {"version": following["version"], "issuers": following["issuers"]}
    except (ValueError, KeyError, TypeError):
        raise Refused("json.wrong_members") from None


def keys_wait(in_vain):
    """Rule 3.9: seconds from one question for keys to the next."""
    return 10 * 2 ** min(in_vain, 5)


def check_shape(command):
    needed = {"cid": str, "op": str, "seq": int, "class": str, "issued_at": int, "expires_at": int, "target": dict}
    if not isinstance(command, dict) or any(not isinstance(command.get(name), kind) for name, kind in needed.items()):
        raise Refused("json.wrong_members")
    if command["class"] not in CLASSES or not UUID.fullmatch(command["cid"]):
        raise Refused("json.wrong_members")


def has_arguments(command):
    op = command["op"]
    arguments = command.get(op)
    if op == "report":
        return True
    if not isinstance(arguments, dict):
        return False
    if op == "volume":
        return isinstance(arguments.get("percent"), int) and isinstance(arguments.get("until"), int)
    if op == "stop":
        return True
    items = arguments.get("items")
    return isinstance(items, list) and bool(items) and UUID.fullmatch(str(arguments.get("run"))) is not None


def needed_right(command):
    """Rule 3.5: class emergency needs the key for it, also to ask for a report."""
    if command["class"] == "emergency":
        return "emergency"
    return {"play": "play", "stop": "play"}.get(command["op"], command["op"])


@dataclass
class Situation:
    device: str
    groups: list
    now: int
    clock_known: bool


def judge_command(command, issuer, known, floor, at):
    """Rule 7.1: the answer's state and code, in exactly this order."""
    target = command["target"]
    if known:
        return "duplicate", "duplicate"
    if not (target.get("device") == at.device or target.get("group") in at.groups or target.get("all")):
        return "rejected", "not_for_me"
    if target.get("all") and command["class"] != "emergency":
        return "rejected", "all_is_for_emergency"
    if command["op"] not in ("play", "stop", "volume", "report"):
        return "rejected", "unsupported"
    if needed_right(command) not in issuer["rights"]:
        return "rejected", "no_right"
    if not believed(issuer, at):
        return "rejected", "key_out_of_time"
    if not has_arguments(command):
        return "rejected", "bad_arguments"
    if command["expires_at"] - command["issued_at"] > WEEK_MS:
        return "rejected", "life_too_long"
    if at.now >= command["expires_at"]:
        return "expired", "expired"
    if command["seq"] <= floor:
        return "rejected", "replayed"
    if not at.clock_known and command["class"] != "emergency":
        return "rejected", "clock_unknown"
    if at.clock_known and command["issued_at"] > at.now + 300_000:
        return "rejected", "issued_in_future"
    return "received", None


def judge_document(message, issuer, right, stored_version, at):
    """Desired state (6.8) or manifest (8.1); nothing when it is acceptable."""
    if message.get("device") != at.device:
        return "not_for_me"
    sirens = right == "manifest" and any(run["class"] == "emergency" for run in message["runs"])
    if right not in issuer["rights"] or (sirens and "emergency" not in issuer["rights"]):
        return "no_right"
    if not believed(issuer, at):
        return "key_out_of_time"
    if message["version"] < stored_version or (right == "manifest" and message["version"] == stored_version):
        return "stale_version"
    if right == "manifest" and at.clock_known and at.now >= message["valid_to"]:
        return "expired"
    return None


def duration_ms(run):
    return sum(item["duration_ms"] for item in run["items"])


def seconds_of(text):
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def is_quiet(quiet, at_ms):
    """Rule 8.11."""
    local = at_ms + VIETNAM_MS
    day, second = divmod(local // 1000, 86_400)
    for one in quiet:
        begin, end = seconds_of(one["from"]), seconds_of(one["to"])
        began = day
        if begin <= end:
            inside = begin <= second < end
        else:
            inside = second >= begin or second < end
            began = day if second >= begin else day - 1
        if inside and in_season(one, began):
            return True
    return False


def in_season(quiet, day):
    def days(text):
        year, month, date = (int(part) for part in text.split("-"))
        year, month = (year - 1, month + 9) if month < 3 else (year, month - 3)
        return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + date - 1 - 719_468
    return ("first_day" not in quiet or days(quiet["first_day"]) <= day) and ("last_day" not in quiet or day <= days(quiet["last_day"]))


def planned_percent(plan, at_ms):
    """The volume plan of rule 8.12."""
    levels = plan.get("levels", [])
    if not levels:
        return 100
    second = (at_ms + VIETNAM_MS) // 1000 % 86_400
    passed = [index for index, level in enumerate(levels) if seconds_of(level["from"]) <= second]
    index = passed[-1] if passed else len(levels) - 1
    since = (second - seconds_of(levels[index]["from"])) % 86_400
    before, now = levels[index - 1]["percent"], levels[index]["percent"]
    ramp = plan.get("ramp_s", 0)
    return now if since >= ramp else round(before + (now - before) * since / ramp)


def percent(run, plan, commanded, at_ms):
    if run.get("volume_percent") is not None:
        wanted = run["volume_percent"]
    elif commanded and at_ms < commanded["until"]:
        wanted = commanded["percent"]
    else:
        wanted = planned_percent(plan, at_ms)
    return max(wanted, plan.get("emergency_min_percent", 0)) if run["class"] == "emergency" else wanted


def late_start(run, record, now):
    """Where a run begins that is due: a position, or the outcome and reason with which it is over (8.7, 8.8)."""
    late = now - run["at"]
    in_time = now <= run["not_after"] + 2000
    begun = record.get("phase") == "begun"
    if record.get("phase") == "paused":
        return record["resume_ms"] if in_time else ("preempted", "no_room")
    sounded = begun and record.get("parts")
    if not sounded and not in_time:
        return "missed", "no_room" if record.get("deferred") else "too_late"
    if not begun and (record.get("deferred") or run["late"] == "restart"):
        return 0
    if not begun and run["late"] == "drop" and late > 2000:
        return "missed", "too_late"
    if late + 500 > duration_ms(run) and late > 0:
        return ("partial", "interrupted") if begun else ("missed", "too_late")
    return max(late, 0) if late > 20 or begun else 0


def clash_word(clashes, sounding, arriving):
    """Rule 8.10."""
    for rule in clashes:
        if rule["sounding"] == sounding and rule["arriving"] == arriving:
            return rule["word"]
    return "stop" if CLASSES.index(arriving) > CLASSES.index(sounding) else "defer"


def in_order(runs):
    return sorted(runs, key=lambda run: (-CLASSES.index(run["class"]), run["at"], run["run"]))


def amplitude(percent_):
    return (percent_ / 100) ** 2


def reconnect_wait(end, failures, retry_s, uniform):
    """Rule 6.6 in seconds; `uniform(a, b)` is a random number between the two."""
    if end == "first":
        return uniform(0, 30)
    if end == "told":
        return retry_s + uniform(0, retry_s / 2)
    window = min(2.0 ** min(failures, 9), 300.0)
    least = {"unavailable": 60, "not_allowed": 300}.get(end, 0)
    return max(least, uniform(0, window)) if not least else least + uniform(0, window)


def sha256_text(text):
    return hashlib.sha256(text).hexdigest()


def ceil_ms(seconds):
    return math.ceil(seconds * 1000)
