"""A radio station on loopback: one tone as an endless MP3 stream, as an Icecast server sends it, that falls silent or dies when told."""

import http.server
import subprocess
import threading
import time

import numpy

from voice import BLOCK, RATE, stretches_of


class Station:
    def __init__(self, hertz, port=0):
        self.hertz = hertz
        self.silent = False
        self.asked = 0
        self.port = port
        self.server = None
        self.open()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/song.mp3"

    def open(self):
        self.dead = False
        station = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self):
                station.asked += 1
                self.send_response(200)
                self.send_header("Content-Type", "audio/mpeg")
                self.send_header("icy-name", "Dai thu")
                self.end_headers()
                station.play(self.wfile)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def play(self, out):
        encoder = subprocess.Popen(["ffmpeg", "-v", "error", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-probesize", "32", "-fflags", "nobuffer",
                                    "-i", "pipe:0", "-c:a", "libmp3lame", "-b:a", "64k", "-flush_packets", "1", "-f", "mp3", "pipe:1"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        threading.Thread(target=self._speak, args=(encoder.stdin,), daemon=True).start()
        try:
            while not self.dead and (piece := encoder.stdout.read1(8_192)):
                out.write(piece)
        except OSError:
            pass  # the listener has gone
        finally:
            encoder.kill()
            encoder.wait(10)

    def _speak(self, pipe):
        began, number = time.time(), 0
        while not self.dead:
            pause = began + number * BLOCK / RATE - time.time()
            if pause > 0:
                time.sleep(pause)
            at = (number * BLOCK + numpy.arange(BLOCK)) / RATE
            samples = numpy.zeros(BLOCK) if self.silent else 9_000 * numpy.sin(2 * numpy.pi * self.hertz * at)
            try:
                pipe.write(samples.astype("<i2").tobytes())
                pipe.flush()
            except (OSError, ValueError):
                return
            number += 1

    def die(self):
        """Its connections break and nobody answers any more."""
        self.dead = True
        self.server.shutdown()
        self.server.server_close()

    def close(self):
        if not self.dead:
            self.die()


def tones_of(cluster, step_s=0.25):
    """(instant, hertz) of each quarter of a second that a cluster sounded; 0 for silence."""
    found = []
    size = int(RATE * step_s)
    for first, samples in stretches_of(cluster):
        for begin in range(0, len(samples) - size + 1, size):
            piece = samples[begin:begin + size]
            loud = numpy.sqrt(numpy.mean(piece ** 2)) > 300
            peak = int(numpy.abs(numpy.fft.rfft(piece * numpy.hanning(size))).argmax()) / step_s
            found.append((first + begin / RATE, round(peak) if loud else 0))
    return found


def heard_after(cluster, instant, hertz, tolerance=8):
    """The first instant after `instant` at which that tone was heard; none if it was not."""
    return next((at for at, tone in tones_of(cluster) if at >= instant and abs(tone - hertz) <= tolerance), None)
