import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import commune as place  # noqa: E402
from field import Field, Kept  # noqa: E402
from nguon_process import wait_until  # noqa: E402
from second_factor import Authenticator  # noqa: E402


@pytest.fixture
def field(nguon, tmp_path, monkeypatch):
    """Three updatable players online, and a maker whom they believe."""
    monkeypatch.setattr(place, "Cluster", Kept)
    commune = place.Commune(nguon, tmp_path / "devices").set_up().add_officers().allow_now()
    try:
        commune.add_clusters(3)
        made = Field(commune, tmp_path / "maker")
        made.authenticator = Authenticator(commune.admin, place.PASSWORD)
        made.authenticator.show()
        made.trust(made.maker.public)
        wait_until(lambda: all('"keys_followed","text":"2"' in c.log() for c in commune.clusters), 60, "all know the maker")
        yield made
    finally:
        commune.stop()
