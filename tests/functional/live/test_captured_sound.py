"""A device captures through ALSA itself, or through the program of a tuner: on another cluster the same pitch and level, at most two seconds later, and only
while an officer wants it. Neither a card nor a tuner is needed: ALSA's own plugins stand for a card, a program of the same name and output for rtl_fm."""

import os
import pathlib
import re
import sys
import threading

import numpy
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from commune import Commune  # noqa: E402
from nguon_process import ROOT, wait_until  # noqa: E402
from test_line_input import open_input  # noqa: E402
from voice import RATE, beeps, delays_of, onsets_of, stretches_of  # noqa: E402

RTL_FM = """#!{python}
import getopt, os, sys, threading
sys.path.insert(0, {folder!r})
from voice import RATE, beeps
with open({told!r}, "a") as told:
    told.write(str(os.getpid()) + " " + " ".join(sys.argv[1:]) + "\\n")
options, rest = getopt.getopt(sys.argv[1:], "f:s:M:r:l:p:g:d:A:F:E:T")
assert rest == ["-"] and dict(options)["-r"] == str(RATE)
for samples in beeps(threading.Event()):
    sys.stdout.buffer.write(samples.tobytes())
    sys.stdout.buffer.flush()
"""


class Card:
    """A capture card `thu` in a configuration of ALSA: what is written into a pipe at the pace of the clock, from when it is opened."""

    input = "alsa:thu"

    def __init__(self, folder, monkeypatch):
        self.pipe = folder / "line.raw"
        os.mkfifo(self.pipe)
        conf = folder / "asound.conf"
        conf.write_text(f'pcm.thu {{ type file file "/dev/null" infile "{self.pipe}" format "raw" slave.pcm "null" }}\npcm.null {{ type null }}\n')
        monkeypatch.setenv("ALSA_CONFIG_PATH", str(conf))
        self.opened = self.closed = 0
        self.stopping = threading.Event()
        threading.Thread(target=self._speak, daemon=True).start()

    def _speak(self):
        while not self.stopping.is_set():
            with open(self.pipe, "wb", buffering=0) as out:  # waits until the device opens it
                self.opened += 1
                try:
                    for samples in beeps(self.stopping):
                        out.write(samples.tobytes())
                except BrokenPipeError:
                    self.closed += 1

    def is_at_work(self):
        return self.opened > self.closed

    def close(self):
        self.stopping.set()
        os.close(os.open(self.pipe, os.O_RDWR | os.O_NONBLOCK))  # whoever waits for a reader goes on


class Tuner:
    """rtl_fm's stand-in, called by the very line that the guide for devices gives."""

    input = re.search(r"`(command:rtl_fm [^`]*)`", (ROOT / "docs" / "devices.md").read_text()).group(1)

    def __init__(self, folder, monkeypatch):
        self.calls = folder / "calls.txt"
        program = folder / "bin" / "rtl_fm"
        program.parent.mkdir()
        program.write_text(RTL_FM.format(python=sys.executable, folder=str(pathlib.Path(__file__).resolve().parent), told=str(self.calls)))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")

    def told(self):
        return [line.split(" ", 1) for line in self.calls.read_text().splitlines()] if self.calls.exists() else []

    @property
    def opened(self):
        words = {line for _, line in self.told()}
        assert words <= {self.input.removeprefix("command:rtl_fm ")}, "it is called with the words of the guide"
        return len(self.told())

    def is_at_work(self):
        return any(pathlib.Path(f"/proc/{pid}").exists() for pid, _ in self.told())

    def close(self):
        pass


@pytest.fixture(params=[Card, Tuner], ids=["alsa", "rtl_fm"])
def captured(request, nguon, tmp_path, monkeypatch):
    """A device with that input, and a cluster that hears it."""
    source = request.param(tmp_path, monkeypatch)
    place = Commune(nguon, tmp_path / "devices").set_up().add_officers().allow_now()
    place.microphone = place.add_cluster("Trụ sở xã", "VT-900", more=("--input", source.input))
    place.add_clusters(1)
    place.source = source
    yield place
    place.stop()
    source.close()


def beeps_heard(cluster):
    """The inner six hundredths of a second of each beep."""
    found = []
    for first, samples in stretches_of(cluster):
        for onset in onsets_of(cluster):
            begin = round((onset - first + 0.02) * RATE)
            if 0 <= begin <= len(samples) - RATE * 6 // 100:
                found.append(samples[begin:begin + RATE * 6 // 100])
    return found


def test_what_is_captured_sounds_elsewhere_in_pitch_and_level_and_only_when_asked(captured):
    hearer = captured.clusters[1]
    assert captured.source.opened == 0, "nobody has asked"
    opened = open_input(captured.composer, captured.microphone, [hearer], volume_percent=100).json()
    wait_until(lambda: len(onsets_of(hearer)) >= 5, 90, f"five beeps are heard: {captured.microphone.log()[-2000:]}", every=0.5)
    assert captured.source.opened == 1 and captured.source.is_at_work(), "once for the whole session"
    delays = delays_of(onsets_of(hearer)[1:])
    pieces = beeps_heard(hearer)[1:5]
    levels = [20 * numpy.log10(numpy.sqrt(numpy.mean(piece ** 2)) * numpy.sqrt(2) / 12_000) for piece in pieces]
    size = RATE  # padded, so that a step of the spectrum is one hertz
    pitches = [int(numpy.abs(numpy.fft.rfft(piece * numpy.hanning(len(piece)), size)).argmax()) for piece in pieces]
    print(f"{min(delays):.3f} to {max(delays):.3f} s behind; {pitches} Hz; {[round(float(level), 2) for level in levels]} dB")
    assert 0.3 < min(delays) and max(delays) <= 2.0
    assert all(abs(pitch - 1_000) <= 10 for pitch in pitches), pitches
    assert all(abs(level) <= 1.0 for level in levels), levels
    ended = captured.composer.post(f"/api/v1/live-sessions/{opened['id']}/stop", expect=200)
    assert ended["recording"]
    wait_until(lambda: not captured.source.is_at_work(), 20, "the input is let go when the session is over")
    assert captured.source.opened == 1
