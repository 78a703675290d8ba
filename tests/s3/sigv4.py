"""AWS Signature Version 4 as a server checks it (S3 variant: one percent-encoding, payload hash in a header).

Written from the public description ("Authenticating Requests (AWS Signature Version 4)"); test_sigv4.py checks it with the
examples published there.
"""

import hashlib
import hmac
import re
from urllib.parse import quote, unquote

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<date>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, ?"
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})$"
)


def canonical_query(query):
    pairs = []
    for part in query.split("&") if query else []:
        name, _, value = part.partition("=")
        pairs.append((quote(unquote(name), safe="-_.~"), quote(unquote(value), safe="-_.~")))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def canonical_request(method, path, query, headers, signed, payload_hash):
    """`headers` has lower-case names; `signed` is the list of names that were signed."""
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in signed)
    encoded_path = quote(unquote(path), safe="/-_.~")
    return "\n".join([method, encoded_path, canonical_query(query), lines, ";".join(signed), payload_hash])


def _hmac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(secret, region, service, timestamp, request):
    date = timestamp[:8]
    scope = f"{date}/{region}/{service}/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", timestamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = _hmac(_hmac(_hmac(_hmac(("AWS4" + secret).encode(), date), region), service), "aws4_request")
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


def refusal(method, path, query, headers, body, *, key, secret, region):
    """Why a request is not signed well, or None. `headers` has lower-case names."""
    match = AUTHORIZATION.match(headers.get("authorization", ""))
    if not match:
        return "AccessDenied"
    signed = match["headers"].split(";")
    required = {"host", "x-amz-date", "x-amz-content-sha256"}
    if not required.issubset(signed) or signed != sorted(signed) or any(name not in headers for name in signed):
        return "AccessDenied"
    if match["key"] != key:
        return "InvalidAccessKeyId"
    if match["region"] != region or match["service"] != "s3" or headers["x-amz-date"][:8] != match["date"]:
        return "AuthorizationHeaderMalformed"
    payload_hash = headers["x-amz-content-sha256"]
    if payload_hash != hashlib.sha256(body).hexdigest():
        return "XAmzContentSHA256Mismatch"
    request = canonical_request(method, path, query, headers, signed, payload_hash)
    expected = signature(secret, region, "s3", headers["x-amz-date"], request)
    return None if hmac.compare_digest(expected, match["signature"]) else "SignatureDoesNotMatch"
