"""A person's authenticator: RFC 6238 with the secret that the server showed."""

import base64
import hashlib
import hmac
import struct
import time


class Authenticator:
    def __init__(self, api, password):
        self.api = api
        secret = api.post("/api/v1/totp", {"password": password})["secret"]
        self.key = base64.b32decode(secret + "=" * (-len(secret) % 8))
        self.last_step = int(time.time() // 30) - 1
        api.post("/api/v1/totp/confirm", {"code": self._code(self.last_step)})

    def _code(self, step):
        digest = hmac.new(self.key, struct.pack(">Q", step), hashlib.sha1).digest()
        at = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"

    def show(self):
        """Shows a code that was not used before; the server takes one step of clock error."""
        self.last_step = max(self.last_step + 1, int(time.time() // 30))
        self.api.post("/api/v1/session/second-factor", {"code": self._code(self.last_step)})
