"""New programs reach real players stage by stage, prove themselves or go back, and never get in the way of an emergency."""

import random
import sqlite3
import time

from commune import COMMUNE
from field import Maker, PILOT_THEN_ALL, plan
from nguon_process import wait_until


def progress(shown):
    return sorted(device["progress"] for device in shown["devices"])


def test_a_good_bundle_reaches_three_players_one_first_and_can_be_taken_back(field):
    bundle = field.upload(field.maker.bundle("0.2.0"))
    rollout = field.roll_out(bundle)
    assert [stage["devices"] for stage in rollout["stages"]] == [1, 2]

    def others_wait_for_the_pilot(shown):
        pilot = [device for device in shown["devices"] if device["stage"] == 0]
        rest = [device for device in shown["devices"] if device["stage"] == 1]
        assert pilot[0]["progress"] == "updated" or all(device["progress"] == "untold" for device in rest), shown
        return shown["state"] == "done"
    done = field.wait(rollout, others_wait_for_the_pilot, 180, "everybody runs it")
    assert progress(done) == ["updated"] * 3 and done["reason"] == "all_ended"
    wait_until(lambda: all(field.firmware(c) == "0.2.0" for c in field.commune.clusters), 60, "the register says so")
    versions = field.technician.get("/api/v1/updates/programs")["items"]
    assert [(v["version"], v["devices"], v["updatable"]) for v in versions] == [("0.2.0", 3, 3)]
    # Nobody is left who could take it.
    refused = field.technician.call("POST", "/api/v1/updates/rollouts", 400, json={
        "bundle": bundle["id"], "area": COMMUNE, "plan": rollout["plan"]}).json()
    assert refused["code"] == "updates.no_devices"

    assert field.shown(rollout)["abilities"] == ["take-back"]
    field.technician.post(f"/api/v1/updates/rollouts/{rollout['id']}/stop", {"reason": "âm lượng nhỏ", "take_back": True})
    field.wait(rollout, lambda now: progress(now) == ["returned"] * 3, 120, "all are back at the program before")
    wait_until(lambda: all(field.firmware(c) == "0.1.0" for c in field.commune.clusters), 60, "the register says so")
    log = field.commune.admin.get("/api/v1/audit", params={"action": "updates."})["items"]
    assert {entry["action"] for entry in log} >= {"updates.take_bundle", "updates.start", "updates.done", "updates.stop"}


def test_a_program_that_crashes_at_its_start_goes_back_on_the_pilot_and_stops_the_rollout(field):
    bundle = field.upload(field.maker.bundle("0.2.0", program=b"#!/bin/sh\nexit 3\n"))
    rollout = field.roll_out(bundle)
    stopped = field.wait(rollout, lambda now: now["state"] == "stopped", 120, "the failure of the pilot stops it")
    assert stopped["reason"] == "too_many_failures"
    assert progress(stopped) == ["rolled_back", "untold", "untold"]
    pilot = next(device for device in stopped["devices"] if device["stage"] == 0)
    assert pilot["reason"] == "crashed"
    assert field.cluster_of(pilot).slot == ""
    wait_until(lambda: all(field.commune.condition(c) == "online" for c in field.commune.clusters), 60, "all work as before")
    assert all(field.firmware(c) == "0.1.0" for c in field.commune.clusters)


def test_a_program_that_the_machine_cannot_start_goes_back_too(field):
    bundle = field.upload(field.maker.bundle("0.2.0", program=b"\x7fELF but not for this machine"))
    rollout = field.roll_out(bundle)
    stopped = field.wait(rollout, lambda now: now["state"] == "stopped", 120, "the failure of the pilot stops it")
    pilot = next(device for device in stopped["devices"] if device["stage"] == 0)
    assert (pilot["progress"], pilot["reason"]) == ("rolled_back", "cannot_start")


def test_an_emergency_in_the_middle_holds_everything_until_it_is_over(field):
    commune = field.commune
    commune.set_approval_rule(emergency="two_persons", confirmation_minutes_max=15, second_factor_minutes_max=30)
    issuer = commune.add_officer("khancap", "Phạm Khẩn Cấp", ["emergency_issuer"])
    rollout = field.roll_out(field.upload(field.maker.bundle("0.2.0")))
    field.wait(rollout, lambda now: "trial" in progress(now), 120, "the pilot tries the new program")
    # It waits for a second person, so nothing sounds; it is open all the same.
    emergency = issuer.call("POST", "/api/v1/emergencies", 202, json={
        "targets": {"areas": [COMMUNE]}, "title": "Lũ về", "text": "Nước lũ đang lên nhanh.", "hazard": "flood", "minutes": 5}).json()
    held = field.wait(rollout, lambda now: now["hold"] == "emergency" and "updated" in progress(now), 60, "the pilot ends its trial")
    assert progress(held) == ["untold", "untold", "updated"]
    time.sleep(3)  # several turns of the job: none of them tells anybody
    assert progress(field.shown(rollout)) == ["untold", "untold", "updated"]
    issuer.call("POST", f"/api/v1/emergencies/{emergency['id']}/cancel", (200, 202), json={"reason": "nhầm"})
    done = field.wait(rollout, lambda now: now["state"] == "done", 120, "it goes on by itself")
    assert progress(done) == ["updated"] * 3


def test_a_forged_altered_or_cut_bundle_does_not_get_into_the_server(field, tmp_path):
    good = field.maker.bundle("0.2.0").read_bytes()

    def refused(content):
        file = tmp_path / "bad.update"
        file.write_bytes(content)
        return field.upload(file, expect=400)["code"]
    stranger = Maker(tmp_path / "stranger", "stranger")
    assert field.upload(stranger.bundle("9.9.9"), expect=403)["code"] == "updates.unknown_maker"
    assert refused(good[:-1]) == "device_protocol.update_altered"
    assert refused(good[:-1] + b"x") == "device_protocol.update_altered"
    assert refused(b"no bundle") == "device_protocol.not_an_update_file"
    assert field.technician.get("/api/v1/updates/bundles")["items"] == []
    field.commune.approver.call("POST", "/api/v1/updates/bundles", 403, data=good, headers={"Content-Type": "application/octet-stream"})


def test_devices_refuse_what_a_server_that_was_broken_into_gives_them(field, tmp_path):
    bundle = field.upload(field.maker.bundle("0.2.0"))
    stranger = Maker(tmp_path / "stranger", "stranger")
    forged = stranger.bundle("0.2.0", program=b"#!/bin/sh\nevil\n").read_bytes().split(b"\n", 2)[1].decode()
    with sqlite3.connect(field.commune.server.data / "nguon.sqlite", timeout=30) as database:
        database.execute("update update_bundle set envelope = ? where id = ?", (forged, bundle["id"]))
    rollout = field.roll_out(bundle)
    stopped = field.wait(rollout, lambda now: now["state"] == "stopped", 60, "the pilot refuses it")
    pilot = next(device for device in stopped["devices"] if device["stage"] == 0)
    assert (pilot["progress"], pilot["reason"]) == ("refused", "crypto.untrusted")
    assert field.cluster_of(pilot).slot == ""


def say_platform(field, platform, *devices):
    """What the server knows until the next hello."""
    with sqlite3.connect(field.commune.server.data / "nguon.sqlite", timeout=30) as database:
        for device in devices:
            assert database.execute("update device_program set platform = ? where device = ?", (platform, device)).rowcount == 1


def test_a_bundle_for_another_machine_is_ordered_to_nobody(field):
    bundle = field.upload(field.maker.bundle("0.2.0", platform="linux-other"))
    refused = field.technician.call("POST", "/api/v1/updates/rollouts", 400, json={
        "bundle": bundle["id"], "area": COMMUNE, "plan": plan(PILOT_THEN_ALL)})
    assert refused.json()["code"] == "updates.other_platform"
    other = field.commune.clusters[0]
    say_platform(field, "linux-other", other.device)
    rollout = field.roll_out(field.upload(field.maker.bundle("0.2.0")))
    done = field.wait(rollout, lambda now: now["state"] == "done", 120, "the others are updated")
    shown = {device["device"]: (device["progress"], device["reason"]) for device in done["devices"]}
    assert shown.pop(other.device) == ("untold", "wrong_platform")
    assert set(shown.values()) == {("updated", "")} and len(shown) == 2
    assert other.done_order() == "", "it was never asked"


def test_a_bundle_for_another_machine_is_refused_by_a_device_that_does_not_say_what_it_is(field):
    say_platform(field, "", *(cluster.device for cluster in field.commune.clusters))
    bundle = field.upload(field.maker.bundle("0.2.0", platform="linux-other"))
    rollout = field.roll_out(bundle)
    stopped = field.wait(rollout, lambda now: now["state"] == "stopped", 60, "the pilot refuses it")
    pilot = next(device for device in stopped["devices"] if device["stage"] == 0)
    assert (pilot["progress"], pilot["reason"]) == ("refused", "wrong_platform")


def test_a_player_that_is_killed_again_and_again_in_an_update_always_works_afterwards(field):
    pilot = None
    bundle = field.upload(field.maker.bundle("0.2.0"))
    rollout = field.roll_out(bundle, [{"devices": 1}])
    pilot = field.cluster_of(rollout["devices"][0])
    seed = random.randrange(1 << 30)
    chance = random.Random(seed)
    for _ in range(12):
        time.sleep(chance.uniform(0.05, 1.2))
        pilot.process.kill()
    ended = field.wait(rollout, lambda now: progress(now)[0] in ("updated", "rolled_back"), 180, f"it ends one way or the other, seed {seed}")
    expected = "0.2.0" if progress(ended) == ["updated"] else "0.1.0"
    wait_until(lambda: field.firmware(pilot) == expected and field.commune.condition(pilot) == "online", 60,
               f"it works with a whole program, seed {seed}: {pilot.log()[-2000:]}")
