"""What each person sees first, may do and may not, in a real Chromium against a commune at work (tools/scenario/commune.py)."""

import pytest

import journey
from commune import COMMUNE, PASSWORD
from nguon_process import wait_until
from test_main_job import SHORT, run_of, soon

pytestmark = journey.needs_browser

ROLES = ["administrator", "composer", "approver", "operator", "technician", "feedback_handler", "report_viewer", "emergency_issuer"]


def walk(commune, name, **settings):
    journey.walk(commune.server, name, PASSWORD=PASSWORD, **settings)


def test_a_technician_knows_one_cluster_inside_out(commune):
    bulletin = commune.approved_bulletin("Lịch tưới tiêu", SHORT)
    commune.programme_at("Lịch tưới tiêu", soon(2 * 86_400), bulletin)
    commune.add_officer("kythuat", "Lê Văn Kỹ Thuật", ["technician"])
    walk(commune, "one_cluster", TECHNICIAN="kythuat", CLUSTER="Cụm loa ấp Vĩnh Đông 1", PROGRAMME="Lịch tưới tiêu")


def test_what_is_wrong_waits_on_the_first_page(commune):
    off = commune.clusters[0]
    off.kill()
    draft = commune.draft("Cấp nước ngọt", SHORT)
    body = draft["body"] | {"miss": {"on_miss": "ask"}}
    edited = commune.composer.call("PUT", f"/api/v1/bulletins/{draft['id']}", 200, json=body,
                                   headers={"If-Match": f'"v{draft["version"]}"'}).json()
    commune.render(edited)
    commune.approve(edited)
    run_of(commune, commune.programme_at("Cấp nước ngọt", soon(25), edited, late_seconds_max=0))
    wait_until(lambda: commune.composer.get("/api/v1/missed-runs", params={"verdict": "asked"})["items"], 300, "the officer is asked")
    commune.clusters[1].kill()
    wait_until(lambda: len(commune.composer.get("/api/v1/alarms", params={"state": "open", "kind": "silent"})["items"]) == 2, 180, "the alarms")
    walk(commune, "waiting_for_me", OPERATOR="bientap", MISSED="Cấp nước ngọt", FIRST="Cụm loa ấp Vĩnh Đông 1", SECOND="Cụm loa ấp Vĩnh Đông 2")


@pytest.fixture
def people(commune):
    for role in ROLES:
        commune.add_officer(role, f"Người thử {role}", [role])
    return commune


def test_a_role_is_offered_what_it_may_and_refused_the_rest(people):
    bulletin = people.draft("Chờ duyệt", SHORT)
    people.render(bulletin)
    people.composer.post(f"/api/v1/bulletins/{bulletin['id']}/submit")
    seen = people.approver.call("GET", f"/api/v1/bulletins/{bulletin['id']}", 200).headers["ETag"]
    walk(people, "roles", AREA=COMMUNE, UNIT=people.unit, DEVICE=people.clusters[0].device, BULLETIN=bulletin["id"], SEEN=seen)
