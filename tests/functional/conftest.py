import pytest

from nguon_process import Nguon


@pytest.fixture
def nguon(tmp_path):
    """A fresh server on an empty data folder."""
    server = Nguon(tmp_path / "nguon").start()
    yield server
    server.stop()
