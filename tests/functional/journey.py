"""A journey of tests/journeys in a real Chromium against a server that a test has prepared."""

import os
import pathlib
import shutil
import subprocess

import pytest

from nguon_process import ROOT

NODE = shutil.which("node")
CHROMIUM = pathlib.Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))

needs_browser = pytest.mark.skipif(
    NODE is None or not CHROMIUM.exists() or not (ROOT / "web" / "dist" / "index.html").exists(),
    reason="needs node, Chromium and the built console")


def walk(server, journey, seconds=1800, **settings):
    environment = dict(os.environ, NGUON_URL=server.url, **{name: str(value) for name, value in settings.items()})
    done = subprocess.run([NODE, ROOT / "tests" / "journeys" / "run.mjs", journey], env=environment, timeout=seconds,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout + server.log()[-4000:]
