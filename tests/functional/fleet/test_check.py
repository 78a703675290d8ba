"""The numbered rules of spec/device-protocol.md, tested on every device and server that we have; one that breaks a rule is told."""

import pathlib
import subprocess
import sys

import fleet as fleets
import pytest
from commune import COMMUNE, PASSWORD, Commune
from nguon_process import PLAYER, ROOT
from second_factor import Authenticator

EXAMPLE = ROOT / "examples" / "python-device" / "nguon_device.py"
DEVICES = {"python": (f"{sys.executable} {EXAMPLE}", ""), "nguon-player": (str(PLAYER), "--output null")}


def check_device(folder, program, output="", wrap="{}"):
    state = folder / "state"
    arguments = [str(fleets.FLEET), "check", "device", "--folder", str(folder),
                 "--claim", f"{program} claim --server {{server}} --code {{code}} --serial {{serial}} --state {state} 2>>{folder}/claim.log",
                 "--run", wrap.format(f"{program} run --state {state} --first-spread 0 {output} >>{folder}/run.log 2>&1")]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=600)


@pytest.mark.parametrize("name", DEVICES)
def test_a_device_of_ours_keeps_every_rule(tmp_path, name):
    program, output = DEVICES[name]
    done = check_device(tmp_path, program, output)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout and done.stdout.count(" kept ") > 80
    kept = {line.split()[0] for line in done.stdout.splitlines() if " kept " in line}
    assert {"3.7", "3.8", "3.9"} <= kept, "level Keys is tested"
    assert done.stdout.count("3.5 ") >= 6, "a key of the day's work and one for emergencies are both tried"


def test_a_device_that_breaks_rules_is_told_which(tmp_path):
    """The example with its quiet hours, its memory of commands, its look at sets of keys and at the class of small commands, and its events of
    answers taken out."""
    folder = tmp_path / "device"
    folder.mkdir()
    for part in EXAMPLE.parent.glob("*.py"):
        text = part.read_text()
        text = text.replace("    for one in quiet:\n", "    for one in []:\n")
        text = text.replace('return next((one for one in self.commands["known"] if one["cid"] == cid), None)', "return None")
        text = text.replace('        self.store.note(self.situation().now, "answered"', '        print(self.situation().now, "answered"')
        text = text.replace("named in names or mixed:", "named in names:")
        text = text.replace('if command["class"] == "emergency":', 'if command["class"] == "emergency" and command["op"] == "play":')
        (folder / part.name).write_text(text)
    done = check_device(tmp_path, f"{sys.executable} {folder / EXAMPLE.name}")
    broken = {line.split()[0] for line in done.stdout.splitlines() if "BROKEN" in line}
    assert done.returncode == 1 and {"3.5", "3.8", "7.1", "8.11", "10.7"} <= broken, done.stdout


def test_a_device_that_cannot_be_claimed_ends_the_check(tmp_path):
    done = check_device(tmp_path, "false")
    assert done.returncode == 1 and "BROKEN" in done.stdout


def test_our_server_keeps_every_rule(nguon, tmp_path):
    commune = Commune(nguon, tmp_path / "devices").set_up().add_officers().allow_now()
    Authenticator(commune.admin, PASSWORD).show()
    for purpose in ("root", "ordinary", "root"):
        commune.admin.post("/api/v1/keys/rotate", {"purpose": purpose, "reason": "máy chủ bị xâm nhập", "stolen": True})
    made = commune.composer.post("/api/v1/devices", {
        "name": "Kiểm tra", "kind": "cluster", "serial": "KIEM-TRA-1", "area": COMMUNE, "vendor": "Nguồn", "model": "check", "place": "Bàn thử",
        "speakers": 1, "watt": 10})
    folder = pathlib.Path(tmp_path)
    arguments = [str(fleets.FLEET), "check", "server", "--server", nguon.device_url, "--serial", "KIEM-TRA-1", "--code", made["claim"]["code"],
                 "--folder", str(folder)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr + nguon.log()[-3000:]
    assert "0 broken" in done.stdout and done.stdout.count(" kept ") > 30


def test_a_wrong_code_ends_the_check_of_a_server(nguon, tmp_path):
    done = subprocess.run([str(fleets.FLEET), "check", "server", "--server", nguon.device_url, "--serial", "NOBODY", "--code", "7K3MWQ9X2D",
                           "--folder", str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "BROKEN" in done.stdout
