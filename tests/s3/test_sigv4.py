"""The examples that AWS publishes for S3 (bucket `examplebucket`, 24 May 2013)."""

import hashlib

import pytest
import sigv4

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
HOST = "examplebucket.s3.amazonaws.com"
EMPTY = hashlib.sha256(b"").hexdigest()
STAMP = "20130524T000000Z"


def sign(method, path, query, headers, payload_hash):
    headers = {"host": HOST, "x-amz-content-sha256": payload_hash, "x-amz-date": STAMP, **headers}
    request = sigv4.canonical_request(method, path, query, headers, sorted(headers), payload_hash)
    return sigv4.signature(SECRET, "us-east-1", "s3", STAMP, request)


@pytest.mark.parametrize(
    "method, path, query, headers, payload_hash, expected",
    [
        ("GET", "/test.txt", "", {"range": "bytes=0-9"}, EMPTY,
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("PUT", "/test$file.text", "", {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
         "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
         "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        ("GET", "/", "lifecycle", {}, EMPTY, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("GET", "/", "max-keys=2&prefix=J", {}, EMPTY, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_published_examples(method, path, query, headers, payload_hash, expected):
    assert sign(method, path, query, headers, payload_hash) == expected


def authorised(signature="0" * 64, **changed):
    headers = {"host": HOST, "x-amz-content-sha256": EMPTY, "x-amz-date": STAMP}
    headers["authorization"] = (
        "AWS4-HMAC-SHA256 Credential=KEY/20130524/us-east-1/s3/aws4_request, "
        f"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}"
    )
    return {**headers, **changed}


def refusal(headers, body=b""):
    return sigv4.refusal("GET", "/", "", headers, body, key="KEY", secret=SECRET, region="us-east-1")


def test_a_request_is_refused_for_every_kind_of_fault():
    assert refusal({}) == "AccessDenied"
    assert refusal(authorised()) == "SignatureDoesNotMatch"
    assert refusal(authorised(), body=b"other") == "XAmzContentSHA256Mismatch"
    assert refusal({**authorised(), "authorization": authorised()["authorization"].replace("KEY", "YEK")}) == "InvalidAccessKeyId"
    assert refusal(authorised(**{"x-amz-date": "20130525T000000Z"})) == "AuthorizationHeaderMalformed"
