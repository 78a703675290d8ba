"""Who is signed in and from where: live streams end with the session behind them; the client's address is the true one."""

import http.client
import itertools
import urllib.parse

import pytest

from commune import Commune, PASSWORD
from nguon_process import Nguon, wait_until


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A server behind a proxy at 127.0.0.1, as the tests are; an administrator and two officers."""
    folder = tmp_path_factory.mktemp("sessions")
    server = Nguon(folder / "server", listen='trusted_proxies = ["127.0.0.1"]').start()
    yield Commune(server, folder / "devices").set_up().add_officers()
    server.stop()


class Stream:
    """An open GET /api/v1/events of a signed-in person."""

    def __init__(self, api):
        address = urllib.parse.urlsplit(api.base_url)
        self.line = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
        cookie = "; ".join(f"{c.name}={c.value}" for c in api.http.cookies)
        self.line.request("GET", "/api/v1/events", headers={"Cookie": cookie})
        self.socket = self.line.sock  # the library forgets it when the reply says that the line will close
        self.reply = self.line.getresponse()
        assert self.reply.status == 200
        assert self.reply.readline() == b": open\n"

    def ended(self):
        """True when the server closes it before its next sign of life, which comes after 15 s."""
        self.socket.settimeout(10)
        try:
            while line := self.reply.readline():
                assert not line.startswith(b": \n"), "still alive"
            return True
        except TimeoutError:
            return False


def sign_in(place, name):
    return place.sign_in(name, PASSWORD)


def user_id(place, name):
    return next(p["id"] for p in place.admin.get("/api/v1/users", params={"limit": 200})["items"] if p["user_name"] == name)


def test_signing_out_ends_the_stream_at_once(place):
    api = sign_in(place, "bientap")
    stream = Stream(api)
    api.call("DELETE", "/api/v1/session", 204)
    assert stream.ended()


def test_disabling_a_user_ends_their_streams_and_no_others(place):
    leaver = place.add_officer("sapnghi", "Sắp Nghỉ", ["composer"])
    theirs, ours = Stream(leaver), Stream(place.admin)
    place.admin.post(f"/api/v1/users/{user_id(place, 'sapnghi')}/disable")
    assert theirs.ended()
    assert leaver.call("GET", "/api/v1/events").status_code == 401
    assert not ours.ended()


def test_other_rights_end_the_stream_and_the_next_one_has_them(place):
    api = place.add_officer("doiviec", "Đổi Việc", ["composer"])
    stream = Stream(api)
    place.admin.call("PUT", f"/api/v1/users/{user_id(place, 'doiviec')}/grants", 200,
                     json={"grants": [{"role": "report_viewer", "area": "91/31069"}]})
    assert stream.ended()
    Stream(api)  # the session itself goes on


def test_the_address_behind_the_proxy_is_kept_and_limited(place):
    behind = place.server.api()
    behind.http.headers["X-Forwarded-For"] = "198.51.100.7, 203.0.113.9"
    who = {"user_name": "bientap", "password": PASSWORD}
    assert behind.call("POST", "/api/v1/session", json=who).json()["code"] == "identity.needs_https"
    behind.http.headers["X-Forwarded-Proto"] = "https"
    assert "__Host-" in behind.call("POST", "/api/v1/session", 201, json=who).headers["Set-Cookie"]
    direct = sign_in(place, "bientap")
    peers = [session["peer"] for session in direct.get("/api/v1/sessions")["items"]]
    assert "203.0.113.9" in peers and "198.51.100.7" not in peers
    assert behind.call("GET", "/metrics").status_code == 403
    assert direct.call("GET", "/metrics").status_code == 200

    numbers = itertools.count()  # another name each time: names have a lock of their own

    def limited(address):
        wrong = {"user_name": f"khongco{next(numbers)}", "code": "0000-0000-00", "new_password": PASSWORD}
        return behind.call("POST", "/api/v1/password/reset", json=wrong, headers={"X-Forwarded-For": address}).status_code == 429

    wait_until(lambda: limited("203.0.113.10"), 60, "the limit of one client is reached", every=0)
    assert not limited("203.0.113.11"), "another client behind the same proxy goes on"
