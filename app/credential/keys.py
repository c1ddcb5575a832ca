"""Signing keys and the suites behind them, told apart by their COSE algorithm number."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import Refusal
from app.i18n import mark

ED25519 = -19
"""Ed25519 by RFC 9864."""

SM2 = -65537
"""Reserved for SM2 with SM3 (GB/T 32918); COSE has no number for it, so this is the first private one."""

KEY_ID_BYTES = 4
SEED_BYTES = 32


class KeyDamaged(Refusal):
    """A private key that is not 32 bytes long."""

    code = "key_damaged"
    message = mark("The signing key is damaged.")
    remedy = mark("Restore the key from its backup, or ask the county to enrol this PC again.")


class Signer(Protocol):
    """Anything that signs: a key in this file, or one in a token or a signature server."""

    @property
    def alg(self) -> int: ...

    @property
    def key_id(self) -> bytes: ...

    @property
    def public(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True)
class Suite:
    """One way of signing: `verify(public, message, signature)` says whether it holds, and never raises."""

    alg: int
    name: str
    verify: Callable[[bytes, bytes, bytes], bool]


def _verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


SUITES: Mapping[int, Suite] = MappingProxyType({ED25519: Suite(ED25519, "Ed25519", _verify_ed25519)})
"""The suites this program verifies; a further one is a further row, handed in by whoever builds the trust."""


def key_id_of(public: bytes, alg: int = ED25519) -> bytes:
    """The four bytes by which a public key is named in a certificate."""
    return hashlib.sha256(b"xiangxun/key/%d/" % alg + public).digest()[:KEY_ID_BYTES]


def fingerprint(public: bytes, alg: int = ED25519) -> str:
    """A public key in 32 hex digits, in groups, to be compared by telephone."""
    digest = hashlib.sha256(b"xiangxun/fingerprint/%d/" % alg + public).hexdigest()[:32].upper()
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


class SigningKey:
    """An Ed25519 key pair; what it shows of itself is its key id alone."""

    alg = ED25519

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise KeyDamaged
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()
        self.key_id = key_id_of(self.public)

    @classmethod
    def generate(cls) -> "SigningKey":
        """A new key from the system's randomness."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_seed(cls, seed: bytes) -> "SigningKey":
        """The key of these 32 bytes. Raises KeyDamaged."""
        return cls(seed)

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes; to be sealed before they are stored."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes, the same for the same message."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id.hex()})"
