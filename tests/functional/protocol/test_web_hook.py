"""What spec/web-hooks.md says holds for its example, and a body that breaks the schema is refused by it."""

import hashlib
import hmac
import json
import pathlib
import re

import jsonschema
import pytest

SPEC = pathlib.Path(__file__).resolve().parents[3] / "spec"
SCHEMA = json.loads((SPEC / "web-hooks" / "notice.schema.json").read_text())
EXAMPLE = json.loads((SPEC / "web-hooks" / "notice.json").read_text())


def test_the_example_is_valid():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(EXAMPLE, SCHEMA)


@pytest.mark.parametrize("broken", [{"happening": "rang"}, {"kind": 3}, {"at": -1}, {"level": "0"}])
def test_a_broken_body_is_refused(broken):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**EXAMPLE, **broken}, SCHEMA)


@pytest.mark.parametrize("missing", sorted(SCHEMA["required"]))
def test_each_required_member_is_required(missing):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({k: v for k, v in EXAMPLE.items() if k != missing}, SCHEMA)


def test_the_signature_of_the_page_is_that_of_its_words():
    page = (SPEC / "web-hooks.md").read_text()
    expected = hmac.new(b"secret", b"1780272000000.{}", hashlib.sha256).hexdigest()
    assert re.search(r"sha256=([0-9a-f]{64})", page).group(1) == expected
