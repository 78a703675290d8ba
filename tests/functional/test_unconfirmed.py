"""An emergency that one person approved with a second factor, and that nobody confirms: it leaves the air by itself."""

import commune as place
from nguon_process import wait_until
from second_factor import Authenticator
from test_field import TEXT, deliveries, play, wait_all, wait_proofs


def allow_one_person(commune, minutes=1):
    commune.set_approval_rule(emergency="second_factor", confirmation_minutes_max=minutes, second_factor_minutes_max=30)


def test_an_unconfirmed_emergency_is_taken_off_the_air_recorded_and_shown(commune):
    allow_one_person(commune)
    commune.composer = commune.add_officer("khancap", "Phạm Khẩn Cấp", ["composer", "operator", "technician", "emergency_issuer"])
    Authenticator(commune.approver, place.PASSWORD).show()
    bulletin = commune.approved_bulletin("Lũ về trong đêm", " ".join([TEXT] * 25), class_="emergency")
    assert bulletin["confirmation_due"] > bulletin["changed_at"]
    ordered = play(commune, bulletin)
    assert commune.run(ordered["run"])["kind"] == "emergency"
    wait_all(commune, ordered["run"], "playing", seconds=40)

    def withdrawn():
        now = commune.composer.get(f"/api/v1/bulletins/{bulletin['id']}")
        return now if now["state"] == "withdrawn" else None
    taken = wait_until(withdrawn, 100, "nobody confirms within the minute, so it is withdrawn")
    assert "xác nhận" in taken["reason"]
    wait_proofs(commune, ordered["run"], 60)
    for delivery in deliveries(commune, ordered["run"]).values():
        assert delivery["proof"]["outcome"] == "stopped" and delivery["proof"]["ms_played"] < delivery["proof"]["ms_planned"]
    logged = commune.admin.get("/api/v1/audit", params={"entity": f"bulletin/{bulletin['id']}"})["items"]
    assert "content.take_off_unconfirmed" in [entry["action"] for entry in logged]
