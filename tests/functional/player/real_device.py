"""A real nguon-player process against the small server of these tests, and the sound that it wrote."""

import json
import os
import pathlib
import signal
import struct
import subprocess

from fake_server import CODE, SERIAL, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("NGUON_BUILD", ROOT / "build" / "release"))
PLAYER = BUILD / "src" / "player" / "nguon-player"
MOST_AT_ONCE = 2 * 48000  # bytes in a write: the output fills at most a second before the first sample


def make_opus(path, seconds, pitch=440):
    """A tone that swells, so that two places of it are not alike."""
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
                    f"aevalsrc='0.3*sin(2*PI*{pitch}*t)*(0.2+0.8*mod(t\\,1))':s=48000:d={seconds}",
                    "-c:a", "libopus", "-b:a", "32k", str(path)], check=True)
    return path.read_bytes()


def decode_opus(path):
    raw = subprocess.run(["ffmpeg", "-v", "error", "-c:a", "libopus", "-i", str(path), "-f", "s16le", "-ac", "1",
                          "-ar", "48000", "-"], check=True, stdout=subprocess.PIPE).stdout
    return struct.unpack(f"<{len(raw) // 2}h", raw)


def read_wav(path):
    """All samples of a file. One that was killed may lie between them and the length in its header, which follows."""
    content = path.read_bytes()
    assert content[:4] == b"RIFF" and content[8:12] == b"WAVE"
    told, there = struct.unpack("<I", content[40:44])[0], len(content) - 44
    assert there - MOST_AT_ONCE <= told <= there
    return struct.unpack(f"<{there // 2}h", content[44:])


class Device:
    """A real nguon-player process with its own state and WAV output."""

    def __init__(self, folder, server):
        self.folder = folder
        self.server = server
        self.state = folder / "state"
        self.sound = folder / "sound"
        self.process = None

    def claim(self, code=CODE, *more):
        return subprocess.run([str(PLAYER), "claim", "--server", self.server.url, "--code", code,
                               "--serial", SERIAL, "--state", str(self.state), *more],
                              capture_output=True, text=True, timeout=60)

    def start(self, output=None, environment=None, contacts=()):
        self.folder.mkdir(parents=True, exist_ok=True)
        log = open(self.folder / "player.log", "ab")
        self.process = subprocess.Popen([str(PLAYER), "run", "--state", str(self.state), "--output",
                                         output or f"wav:{self.sound}", "--first-spread", "0",
                                         *(word for contact in contacts for word in ("--contact", contact))],
                                        stdout=log, stderr=log, env=os.environ | (environment or {}))
        return self

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            assert self.process.wait(20) == 0

    def resident_kb(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        return 0

    def log(self):
        path = self.sound / "played.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def started(self, run=None):
        return [line for line in self.log() if line["event"] == "started" and run in (None, line["run"])]

    def samples(self, line):
        return read_wav(self.sound / line["file"])

    def wait_for_start(self, run, count=1, seconds=20):
        return wait_until(lambda: len(self.started(run)) >= count and self.started(run), seconds, f"{run} starts")
