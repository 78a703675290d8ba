"""Every JSON body of the API, right but for one value: the answer is a refusal, and nothing has changed.

The bodies are made from docs/api/openapi.yaml, filled with things that really exist, so that the wrong value and not an unknown thing is what is
refused. A body that is right as a whole is accepted (test_the_bodies_are_right_before_they_are_spoilt), else these tests would prove little.
"""

import copy
import datetime
import json
import time

import pytest

from people import AREA, PASSWORD, sign_in
from test_bad_input import DOCUMENT, JSON_OPERATIONS, assert_problem, body_schema, name_of, parameters_of, resolve, snapshot

ROLES = ["administrator", "composer", "approver", "operator", "technician", "feedback_handler", "report_viewer",
         "emergency_issuer"]
# They end the session or the password of the person who asks, or ask for another proof first.
LEFT_ALONE = {"signIn", "setUp", "resetPassword", "changePassword", "showSecondFactor", "enrolTotp", "confirmTotp", "disableTotp"}
OPERATIONS = [o for o in JSON_OPERATIONS if "security" not in o[2] and o[2]["operationId"] not in LEFT_ALONE]


def tomorrow():
    return str(datetime.date.today() + datetime.timedelta(days=2))


class Place:
    """A commune with one thing of each kind, and an officer who may do everything there."""

    def __init__(self, server, admin):
        self.admin = admin
        unit = admin.get("/api/v1/units")["items"][0]["id"]
        user = admin.post("/api/v1/users", {"user_name": "toanquyen", "display_name": "Toàn quyền", "unit": unit,
                                            "grants": [{"role": role, "area": AREA} for role in ROLES]})
        server.api().post("/api/v1/password/reset", {"user_name": "toanquyen", "code": user["code"], "new_password": PASSWORD}, expect=204)
        self.officer = sign_in(server, "toanquyen")
        other = admin.post("/api/v1/users", {"user_name": "nguoikhac", "display_name": "Người khác", "unit": unit, "grants": []})
        self.bodies = {}
        bulletin = self.make("/api/v1/bulletins")
        self.ids = {"bulletin": bulletin["id"], "unit": unit, "user": other["user"]["id"] if "user" in other else other["id"]}
        device = self.officer.post("/api/v1/devices", {"name": "Cụm 1", "kind": "cluster", "serial": "XT-001", "area": AREA})
        group = self.officer.post("/api/v1/device-groups", {"name": "Ấp ven sông", "area": AREA})
        word = self.make("/api/v1/speech/words")
        village = self.officer.post(f"/api/v1/areas/{AREA.split('/')[-1]}/villages",
                                    self.body_of("/api/v1/areas/{code}/villages", "post"))
        template = self.make("/api/v1/emergency-templates")
        station = self.make("/api/v1/stations")
        self.paths = {"/api/v1/bulletins/{id}": bulletin["id"], "/api/v1/units/{id}": unit, "/api/v1/users/{id}": self.ids["user"],
                      "/api/v1/devices/{id}": device["id"], "/api/v1/device-groups/{id}": group["id"], "/api/v1/speech/words/{id}": word["id"],
                      "/api/v1/areas/{code}": AREA.split("/")[-1], "/api/v1/villages/{code}": village["code"],
                      "/api/v1/emergency-templates/{id}": template["id"], "/api/v1/stations/{id}": station["id"]}

    def make(self, path):
        return self.officer.post(path, self.body_of(path, "post"))

    def body_of(self, path, method):
        return self.right(body_schema(DOCUMENT["paths"][path][method]))

    def address(self, path):
        for known, thing in getattr(self, "paths", {}).items():
            if path.startswith(known):
                return known.rsplit("{", 1)[0] + thing + path[len(known):]
        return path.replace("{id}", "01900000-0000-7000-8000-00000000dead")

    def headers(self, path, operation):
        names = {parameter["name"] for parameter in parameters_of(path, operation)}
        if "If-Match" not in names:
            return {}
        read = self.officer.call("GET", self.address(path if "get" in DOCUMENT["paths"][path] else path.rsplit("/", 1)[0]),
                                 params={"area": AREA})
        return {"If-Match": read.headers.get("ETag", '"v0"')}

    def right(self, schema, name=""):
        """A value that the schema allows and that names things which exist."""
        schema = resolve(schema)
        known = {"area": AREA, "path": AREA, "bulletin": getattr(self, "ids", {}).get("bulletin"), "unit": getattr(self, "ids", {}).get("unit"),
                 "areas": [AREA], "groups": [], "devices": [], "attachments": [], "except": [], "grants": [], "approvals": [],
                 "valid_from": str(datetime.date.today()), "valid_to": tomorrow(), "first_day": tomorrow(), "effective_from": tomorrow(),
                 "times": ["17:00:00"], "windows": [], "quiet_hours": [], "days_off": [], "weekdays_off": [], "priority_order": [],
                 "rule": "FREQ=DAILY", "language": "vi", "percent": 50, "url": "http://dai.example.vn/vov1"}.get(name)
        if known is not None:
            return known
        if "allOf" in schema:
            merged = {}
            for part in schema["allOf"]:
                merged |= self.right(part, name)
            return merged
        if "oneOf" in schema or "anyOf" in schema:
            return self.right((schema.get("oneOf") or schema.get("anyOf"))[0], name)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if "examples" in schema and schema.get("format") != "uuid":
            at = schema["examples"][0]
            return int(time.time() * 1000) + 3_600_000 if schema.get("format") == "int64" else at
        kind = schema.get("type", "object")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object":
            wanted = schema.get("required", [])
            return {member: self.right(part, member) for member, part in schema.get("properties", {}).items()
                    if member in wanted or member == "area"}
        if kind == "array":
            return [self.right(schema["items"])]
        if kind in ("integer", "number"):
            return max(schema.get("minimum", 1), 1)
        if kind == "boolean":
            return False
        return {"uuid": "01900000-0000-7000-8000-00000000dead", "date": tomorrow()}.get(schema.get("format"), "Thử một chút"[:schema.get("maxLength", 99)])


def spoilt(schema, value, where=()):
    """(what, path, value, whether the document forbids it) for the value and everything in it."""
    schema = resolve(schema)
    if "allOf" in schema:
        for part in schema["allOf"]:
            yield from spoilt(part, value, where)
        return
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    others = {"object": [5, "x", []], "array": ["x", 5, {}], "string": [5, [], {}], "integer": ["x", 1.5, [], {}],
              "number": ["x", [], {}], "boolean": ["yes", 1, {}]}[kind]
    for other in others:
        yield "another type", where, other, True
    if kind in ("integer", "number"):
        yield "a huge number", where, 10**30, True
        for bound, past in (("minimum", -1), ("maximum", 1)):
            if bound in schema:
                yield f"beyond the {bound}", where, schema[bound] + past, True
    if kind == "string":
        yield "NUL", where, "a\0b", True
        yield "a hundred thousand characters", where, "x" * 100_000, "maxLength" in schema or "enum" in schema or "format" in schema
        if "maxLength" in schema:
            yield "one character too long", where, "x" * (schema["maxLength"] + 1), True
        if "enum" in schema:
            yield "an unknown word", where, "khong_co_tu_nay", True
    if kind == "array" and isinstance(value, list) and value:
        yield from spoilt(schema["items"], value[0], (*where, 0))
    if kind == "object" and isinstance(value, dict):
        for member, part in schema.get("properties", {}).items():
            if member in value:
                yield from spoilt(part, value[member], (*where, member))
                if member in schema.get("required", []):
                    yield "missing", (*where, member), ..., True
        if schema.get("additionalProperties") is False:
            yield "an unknown member", (*where, "khong_co_muc_nay"), 1, True


def put(body, where, value):
    if not where:
        return value
    body = copy.deepcopy(body)
    at = body
    for step in where[:-1]:
        at = at[step]
    if value is ...:
        del at[where[-1]]
    else:
        at[where[-1]] = value
    return body


@pytest.fixture(scope="module")
def place(server_with_admin):
    return Place(*server_with_admin)


@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
def test_one_wrong_value_is_refused_and_changes_nothing(place, operation):
    method, path, described = operation
    schema = body_schema(described)
    right = place.right(schema)
    before = snapshot(place.officer)
    headers = {"Content-Type": "application/json"} | place.headers(path, described)

    def send(data):
        # "Too many requests" says nothing of the body: what has its own limit is asked again when it may be.
        while (reply := place.officer.call(method.upper(), place.address(path), headers=headers, data=data)).status_code == 429:
            time.sleep(int(reply.headers["Retry-After"]))
        return reply

    allowed = []
    for what, where, value, wrong in spoilt(schema, right):
        told = f"{described['operationId']} {'/'.join(map(str, where)) or '(all)'}: {what}"
        if not wrong:
            allowed.append((told, put(right, where, value)))
            continue
        reply = send(json.dumps(put(right, where, value)))
        assert 400 <= reply.status_code < 500, f"{told}: {reply.status_code} {reply.text[:200]}"
        assert_problem(reply, reply.status_code)
    raw = json.dumps(right).encode()
    if b'": "' in raw:
        assert_problem(send(raw.replace(b'": "', b'": "\xff', 1)), 400, 404)
    assert snapshot(place.officer) == before
    for told, body in allowed:  # the document sets no limit here; the server may
        reply = send(json.dumps(body))
        assert reply.status_code < 500, f"{told}: {reply.status_code} {reply.text[:200]}"


def test_the_bodies_are_right_before_they_are_spoilt(place):
    accepted = set()
    for method, path, described in OPERATIONS:
        reply = place.officer.call(method.upper(), place.address(path), json=place.right(body_schema(described)), headers=place.headers(path, described))
        assert reply.status_code < 500, reply.text
        if reply.status_code < 300:
            accepted.add(described["operationId"])
        else:
            print(described["operationId"], reply.status_code, reply.text[:300])
    assert len(accepted) >= 20, sorted(accepted)
