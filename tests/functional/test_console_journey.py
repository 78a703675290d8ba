"""The main job in a real Chromium against the real server: two officers, three players, and what sounded in the end."""

import os
import subprocess

from commune import PASSWORD
from nguon_process import ROOT
from test_main_job import sounds_of


def test_two_officers_do_the_main_job_in_a_browser(commune, nguon):
    environment = os.environ | {
        "NGUON_URL": nguon.url,
        "COMPOSER": "bientap", "COMPOSER_PASSWORD": PASSWORD,
        "APPROVER": "pheduyet", "APPROVER_PASSWORD": PASSWORD,
    }
    done = subprocess.run(["node", str(ROOT / "tests" / "journeys" / "run.mjs"), "main_job"], cwd=ROOT / "web", env=environment,
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-8000:] + nguon.log()[-4000:]
    for cluster in commune.clusters:
        assert len(sounds_of(cluster)) == 1, "each cluster sounded once"
