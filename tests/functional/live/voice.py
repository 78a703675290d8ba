"""A voice with a clock in it: beeps that begin at known instants, sent by real source clients, and found again in what players wrote."""

import json
import pathlib
import struct
import subprocess
import threading
import time

import numpy

RATE = 48_000
BLOCK = RATE // 50
PERIOD_S = 4.0
BEEP_S = 0.1


def beeps(stopping):
    """Blocks of samples as a sound card gives them, in real time; a beep of a tenth of a second begins at every fourth second of the clock."""
    phase = numpy.arange(BLOCK) / RATE
    began = time.time()
    number = 0
    while not stopping.is_set():
        captured = began + number * BLOCK / RATE
        # What is captured until then leaves the sound card then.
        pause = captured + BLOCK / RATE - time.time()
        if pause > 0:
            time.sleep(pause)
        at = captured + phase
        loud = (at % PERIOD_S) < BEEP_S
        yield numpy.where(loud, 12_000 * numpy.sin(2 * numpy.pi * 1_000 * at), 60 * numpy.sin(2 * numpy.pi * 200 * at)).astype("<i2")
        number += 1


class BeepingFfmpeg:
    """ffmpeg's icecast protocol fed with beeps."""

    def __init__(self, url, password, mount, codec=("libopus", "ogg", "audio/ogg")):
        encoder, container, media_type = codec
        address = url.removeprefix("http://")
        self.command = [
            "ffmpeg", "-v", "error", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-probesize", "32", "-fflags", "nobuffer", "-i", "pipe:0",
            "-c:a", encoder, "-b:a", "48k", *(("-page_duration", "100000") if container == "ogg" else ()), "-content_type", media_type, "-f", container, f"icecast://source:{password}@{address}{mount}"]
        self.said = None
        self.process = None
        self.stopping = threading.Event()
        self.thread = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        self.thread = threading.Thread(target=self._speak, daemon=True)
        self.thread.start()
        return self

    def _speak(self):
        for samples in beeps(self.stopping):
            try:
                self.process.stdin.write(samples.tobytes())
                self.process.stdin.flush()
            except (BrokenPipeError, ValueError):
                return

    def errors(self, seconds=20):
        """Waits until the client has given up and returns what it says."""
        if self.said is None:
            self.process.wait(seconds)
            self.said = self.process.stderr.read().decode()
        return self.said

    def stop(self):
        self.stopping.set()
        if self.thread:
            self.thread.join(5)
        if self.process and self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)


def stretches_of(cluster):
    """(instant of the first sample in seconds, samples) of each sound file of a cluster, in order."""
    log = cluster.sound / "played.jsonl"
    lines = log.read_text().splitlines() if log.exists() else []
    found = []
    for said in map(json.loads, lines):
        if said["event"] == "started":
            content = (cluster.sound / said["file"]).read_bytes()
            count = (len(content) - 44) // 2
            samples = numpy.array(struct.unpack(f"<{count}h", content[44:44 + 2 * count]), dtype=float)
            found.append((said["first_sample_us"] / 1e6, samples))
    return found


def onsets_of(cluster, level=3_000):
    """The instants at which beeps were heard: where the sound rises out of the quiet before it."""
    heard = []
    for first, samples in stretches_of(cluster):
        loud = numpy.flatnonzero(numpy.abs(samples) > level)
        quiet_before = numpy.diff(loud, prepend=0) > RATE // 2
        heard += [first + index / RATE for index in loud[quiet_before]]
    return heard


def delays_of(onsets):
    """How long after its capture each beep was heard; below the period, which is longer than we allow."""
    return [at % PERIOD_S for at in onsets]


def write_script(folder, text):
    path = pathlib.Path(folder) / "source.liq"
    path.write_text(text)
    return path
