"""The schemas describe the golden messages, and a message that breaks a rule breaks its schema."""

import base64
import copy
import hashlib
import hmac
import json
import pathlib

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SPEC = pathlib.Path(__file__).resolve().parents[3] / "spec"

# Golden file -> schema, where the names differ.
SCHEMA_OF = {
    "ack-done": "ack", "ack-duplicate": "ack", "ack-received": "ack", "ack-rejected": "ack",
    "command-envelope": "envelope", "desired-envelope": "envelope", "manifest-envelope": "envelope",
    "command-play": "command", "command-play-group": "command", "command-live": "command", "command-capture": "command", "command-capture-monitor": "command", "command-report": "command",
    "command-stop": "command", "command-volume": "command", "key-set-envelope": "envelope",
    "claim-grant-with-key-set": "claim-grant", "desired-with-key-set": "desired", "hb-plain": "hb", "state-on": "state",
    "state-will": "state", "update-bundle-envelope": "envelope", "key-set-with-release-keys": "key-set",
    "desired-with-update": "desired", "desired-with-update-back": "desired", "rep-updating": "rep", "evt-update": "evt", "evt-answered": "evt", "hello-with-platform": "hello",
}


def schema(name):
    return json.loads((SPEC / "schemas" / f"{name}.json").read_text())


def golden(name):
    return json.loads((SPEC / "golden" / f"{name}.json").read_text())


GOLDEN = sorted(path.stem for path in (SPEC / "golden").glob("*.json"))


@pytest.mark.parametrize("name", sorted(path.stem for path in (SPEC / "schemas").glob("*.json")))
def test_each_schema_is_a_schema_and_has_a_golden_message(name):
    jsonschema.Draft202012Validator.check_schema(schema(name))
    assert name in {SCHEMA_OF.get(stem, stem) for stem in GOLDEN}


@pytest.mark.parametrize("name", GOLDEN)
def test_each_golden_message_fits_its_schema(name):
    jsonschema.validate(golden(name), schema(SCHEMA_OF.get(name, name)), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", GOLDEN)
def test_without_a_required_member_it_does_not_fit(name):
    described = schema(SCHEMA_OF.get(name, name))
    for member in described["required"]:
        broken = copy.deepcopy(golden(name))
        del broken[member]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, described, jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", GOLDEN)
def test_an_unknown_member_is_allowed(name):
    message = {**golden(name), "x-maker": {"any": ["thing"]}}
    jsonschema.validate(message, schema(SCHEMA_OF.get(name, name)), jsonschema.Draft202012Validator)


def test_mqtt_messages_stay_under_eight_kibibytes():
    for path in (SPEC / "golden").glob("*.json"):
        assert path.stat().st_size <= 8192


@pytest.mark.parametrize("kind,plain", [("command", "command-play"), ("manifest", "manifest"), ("desired", "desired")])
def test_the_golden_envelopes_are_signed_over_what_the_specification_says(kind, plain):
    envelope = golden(f"{kind}-envelope")
    payload = base64.b64decode(envelope["payload"])
    assert json.loads(payload) == golden(plain)
    assert envelope["payloadType"] == f"application/vnd.nguon.{kind}+json"
    signed = b"DSSEv1 %d %s %d %s" % (len(envelope["payloadType"]), envelope["payloadType"].encode(), len(payload), payload)
    [signature] = envelope["signatures"]
    [issuer] = golden("claim-grant")["issuers"]
    raw = base64.b64decode(issuer["key"])
    assert signature["keyid"] == issuer["keyid"] == hashlib.sha256(raw).hexdigest()[:16]
    Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(signature["sig"]), signed)
    assert Ed25519PrivateKey.from_private_bytes(bytes(range(32))).sign(signed) == base64.b64decode(signature["sig"])


def test_the_golden_claim_is_proved_by_its_code_on_both_sides():
    request, reply = golden("claim-request"), golden("claim-reply")
    key = hashlib.pbkdf2_hmac("sha256", b"7K3MWQ9X2D", b"nguon-claim-1:" + request["serial"].encode(), 100_000)
    text = "nguon-claim-request-1\n{serial}\n{model}\n{nonce}\n{tls_certificate}\n".format(**request)
    assert hmac.new(key, text.encode(), hashlib.sha256).hexdigest() == request["proof"]
    answer = f"nguon-claim-reply-1\n{request['nonce']}\n{reply['grant']}"
    assert hmac.new(key, answer.encode(), hashlib.sha256).hexdigest() == reply["proof"]
    assert json.loads(reply["grant"]) == golden("claim-grant")


def test_the_golden_transcript_speaks_by_the_schemas():
    """A device that keeps every rule, from its hello to its goodbye, with a server that tries it (`nguon-fleet check device --transcript`)."""
    kind_of = {"cmd": "envelope", "des": "envelope"}
    heard = set()
    for line in (SPEC / "golden" / "transcript.jsonl").read_text().splitlines():
        said = json.loads(line)
        channel = said["topic"].rsplit("/", 1)[-1]
        heard.add(channel)
        jsonschema.validate(said["message"], schema(kind_of.get(channel, channel)), jsonschema.Draft202012Validator)
    assert heard == {"state", "hello", "srv", "hb", "des", "rep", "cmd", "ack", "evt"}
