"""Two sounds want one loudspeaker: what the real player does for each of the four words, seen in its sound and in its proof."""

from fake_server import now_ms
from test_player import DITHER, RATE, differs_by, play

SENTENCES = [0, 3000, 6000, 9000]


def programme(server, runs, clashes=()):
    words = [{"sounding": sounding, "arriving": arriving, "word": word} for sounding, arriving, word in clashes]
    server.set_programme(runs, clashes=words)
    server.wait_until_stored()


def speech(server, sounds, at, seconds=12, sentences=SENTENCES, **changes):
    content, samples = sounds(seconds)
    item = server.item(content, seconds * 1000)
    if sentences is not None:
        item["sentences_ms"] = sentences
    return server.run([item], at, not_after=at + 120_000, **changes), samples


def heard(device, run):
    """Each stretch: position in the run, and its samples."""
    return [(line["position_ms"], device.samples(line)) for line in device.started(run["run"] if isinstance(run, dict) else run)]


def test_an_ordinary_run_pauses_for_an_emergency_and_goes_on_at_its_sentence(claimed, server, sounds):
    run, samples = speech(server, sounds, now_ms() + 8000)
    programme(server, [run], [("ordinary", "emergency", "pause")])
    claimed.wait_for_start(run["run"])
    alarm, _, _ = play(server, sounds, seconds=2, class_="emergency", at=run["at"] + 4_500)
    assert server.wait_for_proof(alarm)["outcome"] == "played"
    proof = server.wait_for_proof(run["run"], 40)
    assert proof["outcome"] == "played", proof
    (first, before), (second, after) = heard(claimed, run)
    assert first == 0 and second == 3000, "the second sentence was cut, and is said again from its beginning"
    cut = proof["parts"][0]["ms"]
    assert 3000 < cut <= 4600
    assert [part["position_ms"] for part in proof["parts"]] == [0, 3000]
    assert proof["ms_played"] == sum(part["ms"] for part in proof["parts"]) > proof["ms_planned"] == 12_000
    assert differs_by(after[RATE * 200:], samples[3200 * RATE:]) <= DITHER, "and to the very end"
    assert proof["parts"][1]["at"] >= proof["parts"][0]["at"] + cut + 2000, "the alarm lies between"


def test_without_sentences_it_goes_on_exactly_where_it_was(claimed, server, sounds):
    run, _ = speech(server, sounds, now_ms() + 8000, seconds=8, sentences=None)
    programme(server, [run], [("ordinary", "emergency", "pause")])
    claimed.wait_for_start(run["run"])
    play(server, sounds, seconds=1, class_="emergency", at=run["at"] + 3_500)
    proof = server.wait_for_proof(run["run"], 40)
    assert proof["outcome"] == "played" and proof["ms_played"] == 8000
    assert proof["parts"][1]["position_ms"] == proof["parts"][0]["ms"]


def test_an_ordinary_run_waits_for_the_end_of_a_priority_one(claimed, server, sounds):
    at = now_ms() + 9000
    urgent, _ = speech(server, sounds, at, seconds=5, sentences=None, **{"class": "priority"})
    ordinary, samples = speech(server, sounds, at + 2000, seconds=3, sentences=None)
    programme(server, [urgent, ordinary], [("priority", "ordinary", "defer")])
    first = server.wait_for_proof(urgent["run"], 40)
    second = server.wait_for_proof(ordinary["run"], 40)
    assert first["outcome"] == second["outcome"] == "played" and len(first["parts"]) == 1
    assert first["ended_at"] <= second["started_at"] <= first["ended_at"] + 1500
    [(position, whole)] = heard(claimed, ordinary)
    assert position == 0 and len(whole) == len(samples), "from its beginning, whole"


def test_a_run_that_never_waits_is_not_played(claimed, server, sounds):
    at = now_ms() + 9000
    alarm, _ = speech(server, sounds, at, seconds=5, sentences=None, **{"class": "emergency"})
    market, _ = speech(server, sounds, at + 2000, seconds=3, sentences=None)
    programme(server, [alarm, market], [("emergency", "ordinary", "never")])
    proof = server.wait_for_proof(market["run"], 40)
    assert proof["outcome"] == "preempted" and proof["reason"] == "never" and proof["ms_played"] == 0 and proof["parts"] == []
    assert server.wait_for_proof(alarm["run"], 40)["outcome"] == "played"
    assert heard(claimed, market) == []


def test_a_run_that_is_stopped_does_not_come_back(claimed, server, sounds):
    run, _ = speech(server, sounds, now_ms() + 8000)
    programme(server, [run], [("ordinary", "emergency", "stop")])
    claimed.wait_for_start(run["run"])
    alarm, _, _ = play(server, sounds, seconds=1, class_="emergency")
    assert server.wait_for_proof(run["run"])["outcome"] == "preempted"
    assert server.wait_for_proof(alarm)["outcome"] == "played"
    assert len(heard(claimed, run)) == 1
