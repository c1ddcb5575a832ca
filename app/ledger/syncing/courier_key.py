"""The key for which the county seals its replies on a stick: follows from the ledger's own, and is stored nowhere."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.models.ledger import Ledger

_INFO = b"xiangxun/courier/1/"


def courier_secret(ledger: Ledger) -> bytes:
    """The 32 secret bytes (X25519) of this replica."""
    return HKDF(SHA256(), 32, salt=None, info=_INFO + ledger.standing.replica.encode()).derive(ledger.file_key)
