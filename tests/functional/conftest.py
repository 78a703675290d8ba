import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tools" / "scenario")]

from commune import Commune  # noqa: E402
from nguon_process import Nguon  # noqa: E402
from people import set_up  # noqa: E402


@pytest.fixture
def nguon(tmp_path):
    """A fresh server on an empty data folder."""
    server = Nguon(tmp_path / "nguon").start()
    yield server
    server.stop()


@pytest.fixture
def commune(nguon, tmp_path):
    """Officers, rules that allow the present, and three clusters that are online."""
    place = Commune(nguon, tmp_path / "devices").set_up().add_officers().allow_now().add_clusters(3)
    yield place
    place.stop()


@pytest.fixture(scope="module")
def server_with_admin(tmp_path_factory):
    # Thousands of questions in a row from one address; the limit itself is tested in http/.
    server = Nguon(tmp_path_factory.mktemp("nguon"), listen="requests_per_minute = 1000000").start()
    try:
        yield server, set_up(server)
    finally:
        server.stop()
