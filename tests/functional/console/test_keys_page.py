"""Keys in the hands of an administrator and a technician, in a real Chromium over real players."""

import json
import subprocess

import pytest

import journey
from commune import PASSWORD
from nguon_process import NGUON, Nguon, wait_until
from people import set_up

pytestmark = journey.needs_browser


@pytest.fixture
def province(tmp_path):
    """The public keys of a server above, as its page writes them, and the digits that it tells."""
    server = Nguon(tmp_path / "province").start()
    try:
        [own] = set_up(server).get("/api/v1/keys")["tiers"]
    finally:
        server.stop()
    file = tmp_path / "khoa-cong-khai.json"
    file.write_text(json.dumps({"nguon_keys": 1, "tier": own["tier"], "keys": own["keys"]}))
    return file, own["fingerprint"]


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_an_administrator_replaces_keys_and_a_technician_cuts_off_a_lost_machine(commune, province, tmp_path, screen):
    maker = subprocess.run([NGUON, "update", "key", "--out", tmp_path / "maker.key"], capture_output=True, text=True, timeout=60, check=True)
    file, fingerprint = province
    lost, *others = commune.clusters
    journey.walk(commune.server, "keys", SCREEN=screen, ADMIN="quantri", TECHNICIAN="bientap", PASSWORD=PASSWORD, DEVICE=lost.device,
                 PROVINCE=file, FINGERPRINT=fingerprint, MAKER=maker.stdout.strip())
    wait_until(lambda: all('"keys_followed","text":"6"' in c.log() for c in others), 60, "the others follow every change")
    assert commune.condition(lost) == "revoked"
    assert all(commune.condition(c) == "online" for c in others)
