"""A key is replaced while devices listen, and while one is away. Real server, real players, real broker."""

import pytest

from commune import COMMUNE, PASSWORD
from nguon_process import Nguon, wait_until
from people import set_up
from second_factor import Authenticator

TEXT = "Kính thưa bà con. Chiều nay xã tổ chức tiêm chủng mở rộng tại trạm y tế. Mời bà con đưa trẻ đến đúng giờ."


@pytest.fixture
def administrator(commune):
    authenticator = Authenticator(commune.admin, PASSWORD)
    authenticator.show()
    return commune.admin


def replace(api, purpose, **more):
    return api.post("/api/v1/keys/rotate", {"purpose": purpose, "reason": "máy chủ bị xâm nhập", **more})


def play_and_prove(commune, bulletin, clusters):
    devices = [cluster.device for cluster in clusters]
    ordered = commune.composer.call("POST", "/api/v1/broadcasts", 202, json={
        "bulletin": bulletin["id"], "targets": {"areas": [], "groups": [], "devices": devices}}).json()

    def proven():
        seen = commune.run(ordered["run"])["deliveries"]
        return seen if all("proof" in d for d in seen) else None
    seen = wait_until(proven, 120, "every device proves what it played: " + "".join(c.log()[-1500:] for c in clusters))
    assert sorted(d["device"] for d in seen) == sorted(devices)
    assert all(d["proof"]["outcome"] == "played" for d in seen), seen


def test_stolen_keys_are_replaced_under_running_devices_and_one_that_was_away_follows(commune, administrator):
    bulletin = commune.approved_bulletin("Lịch tiêm chủng", TEXT)
    away = commune.clusters[2]
    away.stop()
    before = {key["purpose"]: key["keyid"] for key in administrator.get("/api/v1/keys")["keys"]}
    for purpose in ("ordinary", "root", "emergency"):
        after = replace(administrator, purpose, stolen=True)
        fresh = [key for key in after["keys"] if key["purpose"] == purpose]
        assert len(fresh) == 1 and fresh[0]["in_force"] and fresh[0]["keyid"] != before[purpose]
    assert after["version"] == 4 and after["history"][0]["made_by"] == "Trần Quản Trị"

    listening = commune.clusters[:2]
    wait_until(lambda: all('"keys_followed","text":"4"' in c.log() for c in listening), 60,
               "both follow to set 4: " + "".join(c.log()[-1500:] for c in listening))
    play_and_prove(commune, bulletin, listening)

    away.start()
    wait_until(lambda: '"keys_followed","text":"4"' in away.log(), 60, f"it follows the chain: {away.log()[-1500:]}")
    wait_until(lambda: commune.condition(away) == "online", 60, "it is online")
    play_and_prove(commune, bulletin, [away])


def test_a_planned_replacement_is_known_everywhere_before_it_signs(commune, administrator):
    bulletin = commune.approved_bulletin("Lịch tiêm chủng", TEXT)
    after = replace(administrator, "ordinary", overlap_hours=48)
    old, new = (key for key in after["keys"] if key["purpose"] == "ordinary")
    assert old["in_force"] and not new["in_force"]
    assert old["until"] - new["from"] == 24 * 3_600_000
    wait_until(lambda: all('"keys_followed","text":"2"' in c.log() for c in commune.clusters), 60, "all know the new key")
    assert not any("crypto.untrusted" in c.log() for c in commune.clusters)
    play_and_prove(commune, bulletin, commune.clusters)


def test_a_key_is_replaced_by_an_administrator_with_a_second_factor_only(commune):
    refused = commune.admin.call("POST", "/api/v1/keys/rotate", 403, json={"purpose": "ordinary", "reason": "thử"}).json()
    assert refused["code"] == "keys.second_factor_needed"
    commune.composer.call("POST", "/api/v1/keys/rotate", 403, json={"purpose": "ordinary", "reason": "thử"})
    commune.composer.call("GET", "/api/v1/keys", 403)
    assert commune.admin.get("/api/v1/keys")["version"] == 1


def test_the_keys_of_the_province_come_in_by_its_file_and_its_digits_and_go_again(commune, administrator, tmp_path):
    province = Nguon(tmp_path / "province").start()
    try:
        above = set_up(province).get("/api/v1/keys")["tiers"]
    finally:
        province.stop()
    [given] = above
    order = {"tier": "province", "keys": given["keys"], "fingerprint": given["fingerprint"].replace(" ", "-"), "reason": "nối với tỉnh"}
    wrong = order | {"fingerprint": "12345 " * 6}
    assert administrator.call("PUT", "/api/v1/keys/tier", 400, json=wrong).json()["code"] == "keys.fingerprint_differs"
    commune.composer.call("PUT", "/api/v1/keys/tier", 403, json=order)
    after = administrator.call("PUT", "/api/v1/keys/tier", 200, json=order).json()
    assert [one["fingerprint"] for one in after["tiers"] if one["tier"] == "province"] == [given["fingerprint"]]
    assert {key["key"] for key in after["keys"] if key["tier"] == "province"} == {key["key"] for key in given["keys"]}
    assert not any(key["in_force"] for key in after["keys"] if key["tier"] == "province"), "they do not sign here"
    wait_until(lambda: all('"keys_followed","text":"2"' in c.log() for c in commune.clusters), 60, "all know the province's keys")
    replace(administrator, "ordinary", stolen=True)
    gone = administrator.call("PUT", "/api/v1/keys/tier", 200, json={"tier": "province", "keys": [], "reason": "thôi nối"}).json()
    assert gone["version"] == 4 and [one["tier"] for one in gone["tiers"]] == ["commune"]
    wait_until(lambda: all('"keys_followed","text":"4"' in c.log() for c in commune.clusters), 60, "all have forgotten them")
    logged = administrator.get("/api/v1/audit", params={"action": "keys.tier"})["items"]
    assert sorted(entry["note"] for entry in logged) == ["nối với tỉnh", "thôi nối"]
