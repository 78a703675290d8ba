import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from fake_server import FakeServer  # noqa: E402
from real_device import Device, decode_opus, make_opus  # noqa: E402


@pytest.fixture
def server(tmp_path):
    made = FakeServer(tmp_path / "server")
    yield made
    made.stop()


@pytest.fixture
def device(tmp_path, server):
    made = Device(tmp_path / "device", server)
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
        made.process.wait()


@pytest.fixture
def claimed(device):
    outcome = device.claim()
    assert outcome.returncode == 0, outcome.stderr
    return device.start()


@pytest.fixture(scope="session")
def sounds(tmp_path_factory):
    """Opus files by length in seconds: content and samples."""
    folder = tmp_path_factory.mktemp("opus")
    made = {}

    def get(seconds, pitch=440):
        if (seconds, pitch) not in made:
            path = folder / f"{seconds}-{pitch}.opus"
            made[seconds, pitch] = (make_opus(path, seconds, pitch), decode_opus(path))
        return made[seconds, pitch]
    return get
