"""Every operation of the API meets bad input: the answer is a clear problem, and nothing has changed.

The operations come from docs/api/openapi.yaml, so a new one is tested from its first day.
"""

import json
import pathlib
import socket

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
DOCUMENT = yaml.safe_load((ROOT / "docs/api/openapi.yaml").read_text())
METHODS = ("get", "post", "put", "patch", "delete")
UNKNOWN_ID = "01900000-0000-7000-8000-00000000dead"


def resolve(node):
    while isinstance(node, dict) and "$ref" in node:
        target = DOCUMENT
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def is_for_users(operation):
    return "security" not in operation


def parameters_of(path, operation):
    shared = DOCUMENT["paths"][path].get("parameters", [])
    return [resolve(parameter) for parameter in shared + operation.get("parameters", [])]


def fill(path, value=UNKNOWN_ID):
    parts = []
    for part in path.split("/"):
        parts.append(value if part.startswith("{") else part)
    return "/".join(parts)


def body_schema(operation):
    content = resolve(operation.get("requestBody", {})).get("content", {})
    return resolve(content["application/json"]["schema"]) if "application/json" in content else None


USER_OPERATIONS = [o for o in operations() if is_for_users(o[2])]
JSON_OPERATIONS = [o for o in operations() if body_schema(o[2]) is not None and
                   (is_for_users(o[2]) or o[2].get("security") == [])]


def name_of(operation):
    return operation[2]["operationId"] if isinstance(operation, tuple) else str(operation)


def assert_problem(reply, *statuses):
    assert reply.status_code in statuses, f"{reply.request.method} {reply.request.url}: {reply.status_code} {reply.text[:500]}"
    assert reply.headers["Content-Type"].startswith("application/problem+json"), reply.headers
    problem = reply.json()
    assert problem["code"] and problem["message"]["vi"] and problem["message"]["en"], problem
    return problem


def snapshot(admin):
    """What the lists say: bad input must not change it."""
    seen = {}
    for method, path, operation in USER_OPERATIONS:
        if method == "get" and "{" not in path and path not in ("/api/v1/events", "/api/v1/audit", "/api/v1/areas"):
            reply = admin.call("GET", path)
            if reply.status_code == 200 and "json" in reply.headers.get("Content-Type", ""):
                seen[path] = reply.json()
    assert seen
    return seen


@pytest.fixture(scope="module")
def admin(server_with_admin):
    return server_with_admin[1]


@pytest.fixture(scope="module")
def server(server_with_admin):
    return server_with_admin[0]


def edit_headers(operation, path):
    names = {parameter["name"] for parameter in parameters_of(path, operation)}
    return {"If-Match": '"1"'} if "If-Match" in names else {}


@pytest.mark.parametrize("operation", USER_OPERATIONS, ids=name_of)
def test_nobody_gets_in_without_signing_in(server, operation):
    method, path, _ = operation
    reply = server.api().call(method.upper(), fill(path), json={} if method != "get" else None)
    assert_problem(reply, 401)


@pytest.mark.parametrize("operation", JSON_OPERATIONS, ids=name_of)
def test_a_body_that_is_not_right_is_refused_and_changes_nothing(admin, operation):
    method, path, described = operation
    before = snapshot(admin)
    headers = {"Content-Type": "application/json"} | edit_headers(described, path)
    bodies = {
        "empty": b"",
        "cut off": b'{"title": "a',
        "not UTF-8": b'{"title": "\xff\xfe"}',
        "NUL": b'{"title": "a\\u0000b"}',
        "a list": b"[]",
        "a number": b"7",
        "too deep": b'{"a":' * 2000 + b"1" + b"}" * 2000,
        "unknown member": b'{"khong_co_muc_nay": 1}',
    }
    for name, body in bodies.items():
        reply = admin.call(method.upper(), fill(path), data=body, headers=headers)
        if name == "unknown member":
            assert_problem(reply, 400, 403, 404, 409, 429)
        else:
            assert_problem(reply, 400, 404, 413, 429)
    assert snapshot(admin) == before


WRONG_VALUES = [None, True, -1, 10**30, 1.5e300, "", "x" * 100_000, "\u202e\u0001", [], {}, [[]], {"a": None}, ["x" * 1000] * 100]


@pytest.mark.parametrize("operation", JSON_OPERATIONS, ids=name_of)
def test_each_member_of_a_wrong_type_is_refused(admin, operation):
    method, path, described = operation
    headers = edit_headers(described, path)
    for member, schema in body_schema(described).get("properties", {}).items():
        for value in WRONG_VALUES:
            body = json.dumps({member: value})
            reply = admin.call(method.upper(), fill(path), data=body,
                               headers={"Content-Type": "application/json"} | headers)
            assert reply.status_code < 500, f"{path} {member}={str(value)[:80]}: {reply.status_code} {reply.text[:300]}"


@pytest.mark.parametrize("operation", [o for o in USER_OPERATIONS if "{" in o[1]], ids=name_of)
def test_an_id_that_is_wrong_or_unknown_is_refused(admin, operation):
    method, path, described = operation
    for value in (UNKNOWN_ID, "x", "%00", "%ff", "..%2f..%2fetc%2fpasswd", "1" * 3000, "%27%20OR%201=1--"):
        reply = admin.call(method.upper(), fill(path, value), headers=edit_headers(described, path),
                           json={} if method != "get" else None)
        if method == "delete" and reply.status_code == 204:
            continue  # a thing that is not there is gone already
        assert_problem(reply, 400, 403, 404, 409, 413, 414, 428, 431)


@pytest.mark.parametrize("operation", [o for o in USER_OPERATIONS if o[0] == "get" and o[1] != "/api/v1/events"], ids=name_of)
def test_query_values_that_are_wrong_are_refused(admin, operation):
    _, path, described = operation
    queries = [p for p in parameters_of(path, described) if p["in"] == "query"]
    for parameter in queries:
        kind = resolve(parameter.get("schema", {})).get("type")
        for value in ("-1", "abc", "99999999999999999999", "%00", "%ff%fe", "'; drop table bulletin;--"):
            reply = admin.call("GET", f"{fill(path)}?{parameter['name']}={value}")
            assert reply.status_code < 500, f"{path}?{parameter['name']}={value}: {reply.status_code}"
            if value in ("%00", "%ff%fe") or (kind == "integer" and value in ("abc", "99999999999999999999")):
                assert_problem(reply, 400, 403, 404)


def raw(server, data, read_seconds=20):
    with socket.create_connection(("127.0.0.1", server.ports["http"]), timeout=read_seconds) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def test_broken_http_gets_a_refusal_and_the_server_lives_on(server):
    for data in (b"GARBAGE\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
                 b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                 b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"):
        answer = raw(server, data)
        assert answer == b"" or answer.split(b" ")[1][:1] == b"4", answer[:200]
    assert server.api().call("GET", "/healthz").status_code == 200
