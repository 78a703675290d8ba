"""New programs on real players by the page of a technician, in a real Chromium."""

import pytest

import journey
from commune import PASSWORD
from field import Maker
from nguon_process import wait_until

pytestmark = journey.needs_browser


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_a_technician_rolls_out_takes_back_and_sees_one_stop_by_itself(field, tmp_path, screen):
    journey.walk(field.commune.server, "firmware", SCREEN=screen, TECHNICIAN="kythuat", PASSWORD=PASSWORD,
                 FORGED=Maker(tmp_path / "stranger", "stranger").bundle("9.9.9"), FIRST=field.maker.bundle("0.2.0"),
                 SECOND=field.maker.bundle("0.3.0"), BROKEN=field.maker.bundle("0.4.0", program=b"#!/bin/sh\nexit 3\n"))
    wait_until(lambda: all(field.firmware(c) == "0.3.0" for c in field.commune.clusters), 60, "the last good program runs everywhere")
    notes = [entry["note"] for entry in field.commune.admin.get("/api/v1/audit", params={"action": "updates."})["items"]]
    assert "Nghe thử loa ấp 1 đã" in notes and "Loa ấp 1 nhỏ tiếng" in notes
