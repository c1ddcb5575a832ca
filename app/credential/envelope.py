"""COSE_Sign1 (RFC 9052), untagged and deterministic: the one envelope around everything that is signed here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.credential import canonical
from app.credential.keys import KEY_ID_BYTES, Signer, Suite
from app.errors import Refusal
from app.i18n import mark

ALG = 1
CONTENT_TYPE = 3
KEY_ID = 4


class EnvelopeDamaged(Refusal):
    """Bytes that are no signed envelope in the form that this program writes."""

    code = "text_form"
    message = mark("This is not a complete signed text.")
    remedy = mark("Copy or scan it again from where it came.")


@dataclass(frozen=True)
class Envelope:
    """A signed text as it was carried; nothing in it is to be believed before `is_signed_by`."""

    header: Mapping[Any, Any]
    protected: bytes
    payload: bytes
    signature: bytes

    @property
    def alg(self) -> int:
        """The COSE number of the suite it says it was signed with."""
        alg: int = self.header[ALG]
        return alg

    @property
    def key_id(self) -> bytes:
        """The key it says it was signed with."""
        key_id: bytes = self.header[KEY_ID]
        return key_id

    def is_signed_by(self, public: bytes, purpose: bytes, suites: Mapping[int, Suite]) -> bool:
        """Whether this key signed exactly these bytes for this purpose."""
        suite = suites.get(self.alg)
        return suite is not None and suite.verify(
            public, _to_sign(self.protected, purpose, self.payload), self.signature
        )


def sign(payload: bytes, signer: Signer, purpose: bytes, more: Mapping[Any, Any] | None = None) -> bytes:
    """An envelope for one purpose, which stands inside the signed bytes; `more` joins the protected header."""
    protected = canonical.write({ALG: signer.alg, KEY_ID: signer.key_id, **(more or {})})
    signature = signer.sign(_to_sign(protected, purpose, payload))
    return canonical.write([protected, {}, payload, signature])


def read(data: bytes) -> Envelope:
    """The envelope in these bytes, not yet believed. Raises EnvelopeDamaged."""
    try:
        protected, unprotected, payload, signature = _parts(canonical.read(data))
        header = canonical.read(protected)
    except canonical.NotCanonical as error:
        raise EnvelopeDamaged from error
    if unprotected != {} or not _is_header(header):
        raise EnvelopeDamaged
    return Envelope(header, protected, payload, signature)


def _to_sign(protected: bytes, purpose: bytes, payload: bytes) -> bytes:
    return canonical.write(["Signature1", protected, purpose, payload])


def _parts(value: Any) -> tuple[bytes, Any, bytes, bytes]:
    if not isinstance(value, list) or len(value) != 4:
        raise EnvelopeDamaged
    protected, unprotected, payload, signature = value
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise EnvelopeDamaged
    return protected, unprotected, payload, signature


def _is_header(header: Any) -> bool:
    if not isinstance(header, dict):
        return False
    key_id = header.get(KEY_ID)
    return type(header.get(ALG)) is int and isinstance(key_id, bytes) and len(key_id) == KEY_ID_BYTES
