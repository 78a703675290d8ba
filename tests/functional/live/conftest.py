"""What the tests of stations begin with."""

import pytest

from commune import Commune
from nguon_process import Nguon


@pytest.fixture
def relaying(tmp_path):
    """A server whose operator allows stations on this machine, and two clusters."""
    server = Nguon(tmp_path / "nguon", '[relay]\nprivate_hosts = ["127.0.0.1"]\n').start()
    place = Commune(server, tmp_path / "devices").set_up().add_officers().allow_now().add_clusters(2)
    yield place
    place.stop()
    server.stop()
