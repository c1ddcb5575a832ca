"""The station's signing key: made on this PC, sealed under the ledger's own key beside it, and in no backup."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.credential.keys import KeyDamaged, SigningKey
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.ledger.station_identity import Identity, known_identity
from app.models.faults import file_fault
from app.models.ledger import Ledger
from app.models.side_files import read_json, write_json

VERSION = 1
INFO = b"xiangxun/station key/1"
NONCE_BYTES = 12


class StationKeyDamaged(MachineFault):
    """The key file is torn, or was sealed for another ledger."""

    code = "station_key_damaged"
    message = mark("The signing key of this PC in {file} is damaged, or belongs to another ledger.")
    remedy = mark("Write a request with a new key, and have the county enrol this PC again.")


class StationKeyMissing(Refusal):
    """The key that the county enrolled is not on this PC: the ledger came from another one, or from a backup."""

    code = "station_key_missing"
    message = mark("The signing key that the county listed for this station ({key_id}) is not on this PC.")
    remedy = mark("Write a request for this PC, and have the county enrol it.")


@contextmanager
def file_faults() -> Iterator[None]:
    """The machine's faults while a file beside the ledger is written, in our words. Raises DiskFull, ReadOnlyPlace."""
    try:
        yield
    except OSError as error:
        raise file_fault(error) from error


class StationKeys:
    """`station.key`: the signing keys of this PC, oldest first. Quick: no password is asked, none is needed."""

    def __init__(self, path: Path, file_key: bytes) -> None:
        self._path = path
        self._box = AESGCM(HKDF(SHA256(), 32, salt=None, info=INFO).derive(file_key))

    def held(self) -> tuple[SigningKey, ...]:
        """All keys. Raises StationKeyDamaged."""
        return tuple(self._opened(row) for row in self._rows())

    def find(self, key_id: bytes) -> SigningKey | None:
        """The key of this id. Raises StationKeyDamaged."""
        return next((key for key in self.held() if key.key_id == key_id), None)

    def make(self) -> SigningKey:
        """A new key beside those that are there; a file that cannot be opened is moved aside first."""
        try:
            self.held()
        except StationKeyDamaged:
            self._path.replace(self._path.with_name(self._path.name + ".aside"))
        key = SigningKey.generate()
        self._write([*self._rows(), self._sealed(key)])
        return key

    def keep_only(self, key_id: bytes) -> None:
        """Let go of every other key: a key that the county no longer expects is only a danger."""
        rows = [self._sealed(key) for key in self.held() if key.key_id == key_id]
        if rows and len(rows) != len(self._rows()):
            self._write(rows)

    def _rows(self) -> list[Any]:
        if not self._path.exists():
            return []
        content = read_json(self._path)
        if content is None or content.get("version") != VERSION or not isinstance(content.get("keys"), list):
            raise StationKeyDamaged(file=self._path.name)
        return list(content["keys"])

    def _write(self, rows: list[Any]) -> None:
        write_json(self._path, {"version": VERSION, "keys": rows})
        if os.name == "posix":
            self._path.chmod(0o600)

    def _sealed(self, key: SigningKey) -> dict[str, str]:
        nonce = os.urandom(NONCE_BYTES)
        box = self._box.encrypt(nonce, key.seed, INFO + key.public)
        return {"public": key.public.hex(), "nonce": nonce.hex(), "box": box.hex()}

    def _opened(self, row: Any) -> SigningKey:
        try:
            public, nonce, box = (bytes.fromhex(row[name]) for name in ("public", "nonce", "box"))
            key = SigningKey.from_seed(self._box.decrypt(nonce, box, INFO + public))
        except (InvalidTag, KeyDamaged, KeyError, TypeError, ValueError) as error:
            raise StationKeyDamaged(file=self._path.name) from error
        return key


def station_keys(ledger: Ledger) -> StationKeys:
    """The keys beside this ledger."""
    return StationKeys(ledger.places.signing, ledger.file_key)


def signing_key(ledger: Ledger) -> SigningKey:
    """The key this station signs certificates with. Raises NotEnrolled, StationKeyMissing, StationKeyDamaged."""
    return key_of(ledger, known_identity(ledger))


def key_of(ledger: Ledger, identity: Identity) -> SigningKey:
    """The same where it is known who this station is. Raises StationKeyMissing, StationKeyDamaged."""
    key = station_keys(ledger).find(bytes.fromhex(identity.key_id))
    if key is None:
        raise StationKeyMissing(key_id=identity.key_id)
    return key
