"""A real browser's microphone (Chromium's fake device, which beeps) is heard on real players."""

import os
import pathlib
import shutil
import subprocess
import sys

import numpy
import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from commune import PASSWORD  # noqa: E402
from nguon_process import ROOT, wait_until  # noqa: E402
from voice import RATE, stretches_of  # noqa: E402

CHROMIUM = pathlib.Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not CHROMIUM.exists() or not (ROOT / "web" / "dist" / "index.html").exists(),
    reason="needs node, Chromium and the built console")


def beeps(samples):
    """How often the sound rises out of at least a fifth of a second of quiet."""
    loud = numpy.flatnonzero(numpy.abs(samples) > 2_000)
    return int((numpy.diff(loud, prepend=-RATE) > RATE // 5).sum())


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_an_officer_speaks_from_the_browser(commune, nguon, screen):
    page = subprocess.run(["node", str(HERE / "microphone.mjs"), nguon.url, "bientap", PASSWORD, "8", screen], capture_output=True, text=True, timeout=240)
    assert page.returncode == 0, page.stdout + page.stderr
    session = commune.composer.get(f"/api/v1/live-sessions/{page.stdout.strip()}")
    assert session["end_reason"] == "by_owner" and session["source"] == "microphone"
    for cluster in commune.clusters:
        heard = numpy.concatenate([samples for _, samples in stretches_of(cluster)])
        assert len(heard) > 6 * RATE and beeps(heard) >= 5, "one beep a second"
    item = wait_until(lambda: (lambda m: m if m["state"] == "ready" else None)(commune.composer.get(f"/api/v1/media/{session['recording']}")), 60, "the recording")
    assert item["sound"]["duration_ms"] > 6_000
