"""What device and server say to each other: hello, welcome, heartbeats, events (spec section 6)."""

import time

from fake_server import CODE, now_ms, wait_until
from test_player import planned


def test_nothing_but_hello_is_said_before_the_welcome(device, server):
    server.answer_hello = False
    device.claim()
    device.start()
    wait_until(lambda: server.heard("hello"), 10, "hello")
    time.sleep(1.5)
    assert {channel for channel, _ in server.messages} == {"hello"}


def test_a_hello_that_nobody_heard_is_said_again(device, server):
    server.answer_hello = False
    device.claim()
    device.start()
    first = wait_until(lambda: server.heard("hello"), 10, "hello")[0]
    server.answer_hello = True
    wait_until(lambda: server.heard("state"), 20, "welcomed after a second hello")
    assert [hello["inc"] for hello in server.heard("hello")] == [first["inc"]] * 2, "on the same connection"


def test_heartbeats_come_at_the_told_interval_with_numbers(claimed, server):
    beats = wait_until(lambda: server.heard("hb")[1:] and server.heard("hb"), 15, "two heartbeats")
    assert beats[0]["inc"] == server.inc and beats[0]["memory_kb"] > 0
    assert abs(beats[1]["at"] - beats[0]["at"] - 5000) < 1500


def test_each_connection_has_a_higher_incarnation_and_the_will_carries_it(claimed, server):
    wait_until(lambda: server.heard("state"), 10, "state on")
    claimed.kill()
    wait_until(lambda: server.heard("state")[-1] == {"on": False, "inc": server.heard("hello")[0]["inc"]}, 20, "will")
    claimed.start()
    wait_until(lambda: len(server.heard("hello")) == 2, 10, "second hello")
    assert server.heard("hello")[1]["inc"] > server.heard("hello")[0]["inc"]


def test_events_not_acknowledged_are_told_again_after_a_restart(claimed, server):
    server.acknowledge_events = False
    wait_until(lambda: server.heard("state"), 10, "connected")
    server.command("selfdestruct")
    wait_until(lambda: server.refusals("command"), 10, "event")
    number = server.events("refused")[0]["n"]
    claimed.kill()
    server.messages.clear()
    claimed.start()
    wait_until(lambda: any(event["n"] == number for event in server.events()), 10, "told again")


def test_a_command_s_answer_that_was_lost_is_told_again_until_the_server_has_it(claimed, server):
    server.acknowledge_events = False
    wait_until(lambda: server.heard("state"), 10, "connected")
    volume, _ = server.command("volume", volume={"percent": 10, "until": now_ms() + 60_000})

    def answered():
        return [event["answered"] for event in server.events("answered") if event["answered"]["cid"] == volume]
    wait_until(answered, 10, "the answer as an event")
    assert answered() == [{"cid": volume, "st": "done"}]
    claimed.kill()
    server.messages.clear()  # the server was restored from yesterday
    claimed.start()
    wait_until(answered, 10, "told again after a restart")
    assert server.acks(volume) == [], "carried out and acknowledged once"


def test_a_busy_server_is_left_alone_for_the_told_time(device, server):
    server.answer_hello = False
    device.claim()
    device.start()
    hello = wait_until(lambda: server.heard("hello"), 10, "hello")[0]
    server.inc, server.epoch = hello["inc"], hello["event_epoch"]
    server.answer(0, status="busy", retry_s=3)
    begin = time.monotonic()
    wait_until(lambda: len(server.heard("hello")) == 2, 15, "second hello")
    assert 2.5 < time.monotonic() - begin < 8


def test_a_device_claimed_again_tells_what_it_had_not_told(claimed, server, sounds):
    run = planned(server, sounds, seconds=1)
    server.set_programme([run])
    server.wait_until_stored()
    server.cut()
    claimed.wait_for_start(run["run"])
    wait_until(lambda: "\"played\":" in (claimed.folder / "player.log").read_text(), 20, "the proof is stored")
    claimed.kill()
    told = len(server.events())
    server.token = "another-token-after-the-second-claim"
    server.mend()
    again = claimed.claim(CODE, "--again")
    assert again.returncode == 0 and again.stdout.strip() == server.device, again.stderr
    epoch = server.epoch
    claimed.start()
    assert server.wait_for_proof(run["run"], 40)["outcome"] == "played"
    assert server.epoch == epoch
    numbers = sorted(event["n"] for event in server.events())
    assert len(numbers) > told and numbers == list(range(1, len(numbers) + 1))
