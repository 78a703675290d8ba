import pytest

from nguon_process import Nguon


@pytest.fixture
def nguon(tmp_path):
    """A fresh server on an empty data folder."""
    server = Nguon(tmp_path / "nguon").start()
    yield server
    server.stop()


def set_up(server):
    """The first administrator, signed in."""
    api = server.api()
    api.post("/api/v1/setup", {"code": server.setup_code, "login": "quantri", "name": "Quản trị",
                               "password": "mat-khau-that-dai-2026", "area": "91/31069",
                               "unit": "UBND xã Vĩnh Thuận"})
    api.post("/api/v1/session", {"login": "quantri", "password": "mat-khau-that-dai-2026"})
    return api


@pytest.fixture(scope="module")
def server_with_admin(tmp_path_factory):
    server = Nguon(tmp_path_factory.mktemp("nguon")).start()
    yield server, set_up(server)
    server.stop()
