#!/usr/bin/env python3
"""Text → speech → loudness → Opus: our program beside the same tools in a shell pipe, in one run.

Prints CPU seconds per minute of speech for both, their ratio (goal: at most 1.1) and the time until the first sound (goal:
at most 300 ms). Medians of interleaved runs; all single figures go to build/bench/speech.json.

The pipes get our normalised words, because espeak-ng alone reads numbers and abbreviations wrongly and so speaks another
length. The ratio that counts is to the pipe that ends where we end: measure with ebur128; gain, limiter, libopus; measure the
result; once more with a corrected gain while it is more than 0.5 LU off. Beside it stand two shorter pipes that do not look at
what they made and miss the target: one such round, and loudnorm in one pass.
"""

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/release/src/speech/nguon_say_text"
TEXTS = [ROOT / "demo/ke_hoach_thong_tin_co_so.txt", ROOT / "src/speech/normalize/testdata/plan_of_a_commune.txt",
         ROOT / "src/speech/normalize/testdata/wrapped_document.txt"]
ROUNDS = int(os.environ.get("ROUNDS", "5"))
TARGET_LUFS = -16.0
PEAK_DBTP = -1.0
PEER = "pipe to the target"


def cpu_of(action):
    """CPU seconds of all children that end during the action, wall seconds, and what it returned."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    result = action()
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, result


def run(arguments, **more):
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def seconds_of(path):
    out = run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]).stdout
    return float(out)


def loudness_of(path):
    report = run(["ffmpeg", "-hide_banner", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]).stderr.decode()
    return measured(report)


def measured(report):
    summary = report[report.rindex("Summary:"):]
    return (float(re.search(r"I:\s+(-?[\d.]+) LUFS", summary).group(1)),
            float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary).group(1)))


def ours(text, out):
    run([str(PROGRAM), "say", str(out)], input=text)


def espeak(words, wav):
    with open(wav, "wb") as file:
        subprocess.run(["espeak-ng", "-v", "vi", "-s", "155", "-b", "1", "--stdin", "--stdout"], input=words, stdout=file,
                       stderr=subprocess.DEVNULL, check=True)


def encode(wav, out, gain):
    limit = 10 ** ((PEAK_DBTP - 0.5) / 20)
    filters = f"volume={gain:.2f}dB,alimiter=limit={limit:.4f}:level=false"
    run(["ffmpeg", "-hide_banner", "-y", "-i", str(wav), "-af", filters, "-ac", "1", "-c:a", "libopus", "-b:a", "32k", str(out)])


def pipe_once(words, out):
    wav = out.with_suffix(".wav")
    espeak(words, wav)
    encode(wav, out, TARGET_LUFS - loudness_of(wav)[0])


def pipe_to_target(words, out):
    wav = out.with_suffix(".wav")
    espeak(words, wav)
    gain = TARGET_LUFS - loudness_of(wav)[0]
    for _ in range(4):
        encode(wav, out, gain)
        missing = TARGET_LUFS - loudness_of(out)[0]
        if abs(missing) <= 0.5:
            return
        gain += missing * 1.25  # the limiter takes a part


def pipe_loudnorm(words, out):
    wav = out.with_suffix(".wav")
    espeak(words, wav)
    run(["ffmpeg", "-hide_banner", "-y", "-i", str(wav), "-af", f"loudnorm=I={TARGET_LUFS}:TP={PEAK_DBTP}", "-ar", "48000",
         "-ac", "1", "-c:a", "libopus", "-b:a", "32k", str(out)])


def main():
    if not PROGRAM.exists():
        sys.exit("Build first: ./dev build release")
    text = b"\n\n".join(path.read_bytes() for path in TEXTS if path.exists())
    words = run([str(PROGRAM), "normalize"], input=text).stdout
    makers = {"ours": (ours, text), PEER: (pipe_to_target, words), "pipe, one round": (pipe_once, words),
              "pipe, loudnorm": (pipe_loudnorm, words)}
    series = {name: [] for name in makers}
    last = {}
    first_ms = []
    with tempfile.TemporaryDirectory() as folder:
        for round_ in range(ROUNDS):
            for name, (make, source) in makers.items():  # interleaved, so that a busy machine hits all alike
                out = Path(folder) / f"{len(last)}-{round_}.opus"
                cpu, wall, _ = cpu_of(lambda: make(source, out))
                speech = seconds_of(out)
                series[name].append({"cpu_s": cpu, "wall_s": wall, "speech_s": speech, "cpu_per_minute": cpu / speech * 60})
                last[name] = loudness_of(out)
            first_ms.append(float(run([str(PROGRAM), "first"], input=text).stdout.split()[0]))
    median = {name: statistics.median(one["cpu_per_minute"] for one in all_) for name, all_ in series.items()}
    ratios = {name: median["ours"] / median[name] for name in makers if name != "ours"}
    ratio = ratios[PEER]
    print(f"{len(text)} bytes of text, {series['ours'][0]['speech_s']:.0f} s of speech, {ROUNDS} interleaved rounds, medians")
    for name in makers:
        spread = [one["cpu_per_minute"] for one in series[name]]
        print(f"  {name:32} {median[name]:6.2f} CPU s per minute ({min(spread):.2f} to {max(spread):.2f}), "
              f"{last[name][0]:.1f} LUFS, peak {last[name][1]:.1f} dBTP")
    for name, one in ratios.items():
        off = abs(last[name][0] - TARGET_LUFS)
        beside = f"   (no goal: its result is {off:.1f} LU off the target)"
        goal = f"   goal ≤ 1.1: {'met' if one <= 1.1 else 'MISSED'}" if name == PEER else beside
        print(f"  ours / {name:25} {one:6.2f}{goal}")
    first = statistics.median(first_ms)
    print(f"  first sound                      {first:6.0f} ms goal ≤ 300: {'met' if first <= 300 else 'MISSED'}")
    target = ROOT / "build/bench"
    target.mkdir(parents=True, exist_ok=True)
    (target / "speech.json").write_text(json.dumps(
        {"bench": "speech", "rounds": ROUNDS, "series": series, "first_ms": first_ms, "median": median, "ratios": ratios,
         "loudness": last}, indent=1) + "\n")
    return 0 if ratio <= 1.1 and first <= 300 else 1


if __name__ == "__main__":
    sys.exit(main())
