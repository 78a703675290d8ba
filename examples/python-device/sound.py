"""Sound files to samples, and samples out at an instant (8.4, 8.5)."""

import array
import subprocess
import threading
import time

RATE = 48  # samples in a millisecond
BLOCK_MS = 20


def decode(paths):
    """The items of a run one after another, without a gap, as 16-bit samples."""
    samples = array.array("h")
    for path in paths:
        raw = subprocess.run(["ffmpeg", "-v", "error", "-c:a", "libopus", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", "48000", "-"],
                             check=True, stdout=subprocess.PIPE).stdout
        samples.frombytes(raw)
    return samples


class Sounding:
    """One run on its way out, on a thread of its own. `played_ms` only ever counts what has left."""

    def __init__(self, command, samples, duration_ms, at_ms, position_ms, gain):
        self.command = command
        self.samples = samples
        self.duration_ms = duration_ms
        self.at_ms = at_ms
        self.position_ms = position_ms
        self.gain = gain  # a function of the time, asked for every block
        self.started_ms = None
        self.played_ms = 0
        self.failed = False
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        pipe = None
        try:
            if self.command:
                pipe = subprocess.Popen(self.command, stdin=subprocess.PIPE, shell=True)
            time.sleep(max(0.0, self.at_ms / 1000 - time.time()))
            self.started_ms = time.time_ns() // 1_000_000
            begin = time.monotonic()
            rest = self.duration_ms - self.position_ms
            while self.played_ms < rest and not self.ending.is_set():
                length = min(BLOCK_MS, rest - self.played_ms)
                if pipe:
                    pipe.stdin.write(self.block(self.position_ms + self.played_ms, length))
                    pipe.stdin.flush()
                self.played_ms += length  # what is written will sound, also after a stop: it counts
                self.ending.wait(max(0.0, begin + self.played_ms / 1000 - time.monotonic()))
        except OSError:
            self.failed = True
        if pipe:
            try:
                pipe.stdin.close()
            except OSError:
                pass
            pipe.wait()

    def block(self, position_ms, length_ms):
        factor = self.gain(time.time_ns() // 1_000_000)
        part = self.samples[position_ms * RATE:(position_ms + length_ms) * RATE]
        return part.tobytes() if factor == 1 else array.array("h", (round(one * factor) for one in part)).tobytes()

    @property
    def over(self):
        return not self.thread.is_alive()

    def stop(self):
        self.ending.set()
        self.thread.join()
