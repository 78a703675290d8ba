"""Claiming a device (section 4) and its HTTPS requests (section 11)."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import ssl
import urllib.parse

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Refused(Exception):
    pass


def normal_code(text):
    """Rule 4.1."""
    code = "".join(text.upper().replace("-", "").split()).translate(str.maketrans("ILO", "110"))
    if len(code) != 10 or any(letter not in LETTERS for letter in code):
        raise Refused("The code has ten letters and digits of Crockford's base32.")
    return code


def claim(server, code, serial, model):
    """Rules 4.2 to 4.4. The certificate is noted and the request sent on one and the same connection."""
    url = urllib.parse.urlsplit(server)
    key = hashlib.pbkdf2_hmac("sha256", normal_code(code).encode(), b"nguon-claim-1:" + serial.encode(), 100_000)
    if url.scheme == "https":
        anybody = ssl.create_default_context()
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE  # trust comes from the code, not from an authority
        connection = http.client.HTTPSConnection(url.hostname, url.port or 443, timeout=30, context=anybody)
        connection.connect()
        certificate = hashlib.sha256(connection.sock.getpeercert(binary_form=True)).hexdigest()
    elif url.hostname in ("localhost", "127.0.0.1"):
        connection, certificate = http.client.HTTPConnection(url.hostname, url.port or 80, timeout=30), ""
    else:
        raise Refused("The server's address must begin with https://")
    nonce = os.urandom(16).hex()
    said = f"nguon-claim-request-1\n{serial}\n{model}\n{nonce}\n{certificate}\n"
    request = {"v": 1, "serial": serial, "model": model, "nonce": nonce, "proof": hmac.new(key, said.encode(), hashlib.sha256).hexdigest()}
    if certificate:
        request["tls_certificate"] = certificate
    connection.request("POST", "/device/v1/claim", json.dumps(request), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    body = answer.read(1 << 18)
    if answer.status != 200:
        raise Refused(f"The server refused the claim ({answer.status}): {body.decode(errors='replace')}")
    reply = json.loads(body)
    expected = hmac.new(key, f"nguon-claim-reply-1\n{nonce}\n{reply['grant']}".encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, reply["proof"]):
        raise Refused("ATTACK: the answer does not come from the server that issued the code.")
    return {"server": server, "serial": serial, "model": model, "grant": json.loads(reply["grant"])}


class Server:
    """Keys, manifest and sound files. Follows no redirection and talks to one host only (rule 11.4)."""

    def __init__(self, identity):
        grant = identity["grant"]
        self.url = urllib.parse.urlsplit(identity["server"])
        self.context = tls_context(grant) if self.url.scheme == "https" else None
        pair = f"{grant['device']}:{grant['token']}".encode()
        self.headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}

    def get(self, path, begin=0):
        """The status and an open answer, from byte `begin` on if the server can."""
        kind = http.client.HTTPSConnection if self.context else http.client.HTTPConnection
        more = {"context": self.context} if self.context else {}
        connection = kind(self.url.hostname, self.url.port, timeout=30, **more)
        headers = self.headers | ({"Range": f"bytes={begin}-"} if begin else {})
        connection.request("GET", path, headers=headers)
        return connection.getresponse()

    def manifest(self):
        with self.get("/device/v1/manifest") as answer:
            return answer.read() if answer.status == 200 else None

    def keys_after(self, version):
        with self.get(f"/device/v1/keys?after={version}") as answer:
            return answer.read(1 << 20) if answer.status == 200 else b""

    def download(self, item, path):
        """Goes on where an earlier try stopped (rule 8.2); what it is worth, the hash will tell."""
        partial = path.with_suffix(".part")
        begin = partial.stat().st_size if partial.exists() else 0
        if begin >= item["size"]:
            partial.unlink()
            begin = 0
        with self.get(f"/device/v1/media/{item['sha256']}", begin) as answer:
            if answer.status not in (200, 206):
                return False
            with open(partial, "ab" if answer.status == 206 else "wb") as file:
                while block := answer.read(65536):
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
        if hashlib.sha256(partial.read_bytes()).hexdigest() != item["sha256"]:
            if partial.stat().st_size >= item["size"]:
                partial.unlink()
            return False
        os.replace(partial, path)
        return True


def tls_context(grant):
    """Everything after the claim is verified against the authority of the grant (rule 4.5)."""
    context = ssl.create_default_context(cadata=grant["ca_certificate"] or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
