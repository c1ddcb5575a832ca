"""A station's request made by hand: signed as it should be, or with one thing about it wrong."""

import hashlib
import secrets
from dataclasses import dataclass, replace

import requests

from app.credential.keys import SigningKey
from app.sync.protocol import HEADERS, Seal

WAIT = 30


@dataclass(frozen=True)
class Asker:
    """Who asks, and as whom: the key it signs with, the key id that it names, its ledger and its county."""

    key: SigningKey
    replica: str
    county_id: str
    named: str = ""
    signature: str | None = None

    def unsigned(self) -> "Asker":
        """The same without a signature."""
        return replace(self, signature="")

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """What stands in the head of the request."""
        seal = Seal(method, path, self.county_id, self.replica, 5, secrets.token_hex(16))
        made = self.key.sign(seal.claim(hashlib.sha256(body).digest())).hex()
        told = {"county": seal.county_id, "replica": seal.replica, "key": self.named or self.key.key_id.hex()}
        told |= {"time": "5", "nonce": seal.nonce}
        if (signature := made if self.signature is None else self.signature) != "":
            told["signature"] = signature
        return {HEADERS[name]: value for name, value in told.items()}

    def ask(self, address: str, method: str, path: str, body: bytes = b"") -> requests.Response:
        """The answer."""
        return requests.request(
            method, address + path, data=body, headers=self.headers(method, path, body), timeout=WAIT
        )
