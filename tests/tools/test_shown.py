"""The table of what must be shown names tests that exist."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests/functional/README.md"


def test_each_test_of_the_table_exists():
    named = re.findall(r"`([\w./]+)::(\w+)`", TABLE.read_text())
    assert len(named) > 20
    for file, test in named:
        path = ROOT / file if file.startswith("src/") else TABLE.parent / file
        assert re.search(rf"\b{test}\b", path.read_text()), f"{file} has no {test}"
