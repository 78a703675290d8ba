#!/usr/bin/env python3
"""A small S3 store in memory that verifies every signature. For tests only.

Prints its port on the first line. Path style: /bucket/key. Knows PUT, GET with range, HEAD, DELETE, ListObjectsV2 and multipart
uploads. `PUT /_fault?status=503&times=2` (unsigned, loopback) makes the next requests fail.
"""

import argparse
import hashlib
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import sigv4


class Store:
    def __init__(self):
        self.lock = threading.Lock()
        self.objects = {}
        self.uploads = {}
        self.fault_status = 0
        self.fault_times = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store = Store()
    options = None

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def error(self, status, code):
        self.answer(status, f"<Error><Code>{code}</Code></Error>".encode(), Content_Type="application/xml")

    def handle_any(self):
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if parts.path == "/_fault":
            query = parse_qs(parts.query)
            self.store.fault_status, self.store.fault_times = int(query["status"][0]), int(query["times"][0])
            return self.answer(200)
        with self.store.lock:
            if self.store.fault_times > 0:
                self.store.fault_times -= 1
                return self.error(self.store.fault_status, "Fault")
        headers = {name.lower(): value for name, value in self.headers.items()}
        options = self.options
        why = sigv4.refusal(self.command, parts.path, parts.query, headers, body, key=options.key, secret=options.secret,
                            region=options.region)
        if why:
            return self.error(403, why)
        _, bucket, *rest = unquote(parts.path).split("/", 2)
        if bucket != options.bucket:
            return self.error(404, "NoSuchBucket")
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        with self.store.lock:
            return getattr(self, "on_" + self.command.lower())(rest[0] if rest else "", query, headers, body)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = handle_any

    def on_put(self, key, query, headers, body):
        if "uploadId" in query:
            upload = self.store.uploads.get(query["uploadId"])
            if upload is None:
                return self.error(404, "NoSuchUpload")
            upload["parts"][int(query["partNumber"])] = body
        else:
            self.store.objects[key] = body
        return self.answer(200, ETag=f'"{hashlib.md5(body).hexdigest()}"')

    def on_post(self, key, query, headers, body):
        if "uploads" in query:
            name = f"upload-{len(self.store.uploads) + 1}"
            self.store.uploads[name] = {"key": key, "parts": {}}
            return self.answer(200, f"<R><UploadId>{name}</UploadId></R>".encode())
        upload = self.store.uploads.pop(query.get("uploadId"), None)
        if upload is None:
            return self.error(404, "NoSuchUpload")
        asked = [(int(part.findtext("PartNumber")), part.findtext("ETag")) for part in ElementTree.fromstring(body)]
        held = upload["parts"]
        good = [(n, f'"{hashlib.md5(held[n]).hexdigest()}"') for n in sorted(held)]
        if asked != good or any(len(held[n]) < 5 << 20 for n in sorted(held)[:-1]):
            return self.error(400, "InvalidPart")
        self.store.objects[key] = b"".join(held[n] for n in sorted(held))
        return self.answer(200, b"<CompleteMultipartUploadResult/>")

    def on_delete(self, key, query, headers, body):
        if "uploadId" in query:
            self.store.uploads.pop(query["uploadId"], None)
        else:
            self.store.objects.pop(key, None)
        return self.answer(204)

    def on_head(self, key, query, headers, body):
        held = self.store.objects.get(key)
        return self.answer(404) if held is None else self.answer(200, Content_Length=str(len(held)))

    def on_get(self, key, query, headers, body):
        if query.get("list-type") == "2":
            return self.list(query)
        held = self.store.objects.get(key)
        if held is None:
            return self.error(404, "NoSuchKey")
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", headers.get("range", ""))
        if not asked:
            return self.answer(200, held)
        first, last = int(asked[1]), min(int(asked[2]), len(held) - 1)
        if first >= len(held):
            return self.error(416, "InvalidRange")
        return self.answer(206, held[first:last + 1], Content_Range=f"bytes {first}-{last}/{len(held)}")

    def list(self, query):
        names = sorted(name for name in self.store.objects
                       if name.startswith(query.get("prefix", "")) and name > query.get("start-after", ""))
        limit = min(int(query.get("max-keys", 1000)), 1000)
        rows = "".join(f"<Contents><Key>{escape(name)}</Key><Size>{len(self.store.objects[name])}</Size></Contents>"
                       for name in names[:limit])
        more = "true" if len(names) > limit else "false"
        return self.answer(200, f"<ListBucketResult><IsTruncated>{more}</IsTruncated>{rows}</ListBucketResult>".encode())


def main():
    parser = argparse.ArgumentParser()
    for name, default in (("key", "test-key"), ("secret", "test-secret"), ("region", "vn-south-1"), ("bucket", "nguon")):
        parser.add_argument("--" + name, default=default)
    Handler.options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    # Ends with the test that started it, however that ends.
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
