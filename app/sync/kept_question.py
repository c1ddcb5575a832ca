"""The question that this PC put to its county under a code: kept beside the ledger until it is answered for good."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.ledger.station_key import file_faults
from app.models.ledger import Ledger
from app.models.side_files import read_json, write_json
from app.sync.join_code import JoinCode

ASKED, WAITING, OVER = "asked", "waiting", "over"
"""The answer was not had yet; the county keeps the request until its password is entered; nothing comes of it."""
_FILE = "county-joining.json"
_INFO, _NONCE = b"xiangxun/join code/1", 12


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """Code, signed request and address, so that the same can be asked again without anybody typing it."""

    code: JoinCode
    request: bytes
    url: str
    state: str = ASKED

    @property
    def is_waiting(self) -> bool:
        """Whether the county has it and lacks only its password."""
        return self.state == WAITING


def keep_question(ledger: Ledger, question: KeptQuestion) -> None:
    """Keep it in place of the one before, whole or not at all. Raises DiskFull, ReadOnlyPlace."""
    handle, nonce = question.code.handle, os.urandom(_NONCE)
    # The secret proves who may join: like the signing key it lies on the disk only under the ledger's own key.
    secret = nonce + _box(ledger).encrypt(nonce, question.code.secret.encode("ascii"), handle.encode("ascii"))
    row = {"handle": handle, "secret": secret.hex(), "request": question.request.hex()}
    with file_faults():
        write_json(_place(ledger), row | {"url": question.url, "state": question.state})


def kept_question(ledger: Ledger) -> KeptQuestion | None:
    """What was kept; None where nothing was, or where it is torn or another ledger's."""
    row = read_json(_place(ledger)) or {}
    try:
        handle, sealed = str(row["handle"]), bytes.fromhex(row["secret"])
        secret = _box(ledger).decrypt(sealed[:_NONCE], sealed[_NONCE:], handle.encode("ascii"))
        code, request = JoinCode(handle, secret.decode("ascii")), bytes.fromhex(row["request"])
        return KeptQuestion(code, request, str(row["url"]), str(row["state"]))
    except (InvalidTag, KeyError, TypeError, ValueError):
        return None


def forget_question(ledger: Ledger) -> None:
    """It is answered."""
    _place(ledger).unlink(missing_ok=True)


def _place(ledger: Ledger) -> Path:
    return ledger.places.folder / _FILE


def _box(ledger: Ledger) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=_INFO).derive(ledger.file_key))
