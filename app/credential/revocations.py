"""The revocation list: certificates and keys that are good no more, signed by the county's root key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from app.credential import fields
from app.credential.keys import SUITES, Signer, Suite
from app.credential.packages import open_package, sign_package
from app.errors import Refusal
from app.i18n import mark

KIND = "revocation_list"
SCHEMA = 1
_LIST_FIELDS = ("schema", "sequence", "issued_on", "next_update", "certificates", "keys")
_CERTIFICATE_FIELDS = ("number", "since", "reason", "successor", "digest")
_KEY_FIELDS = ("id", "since", "reason")


class RevokedTwice(Refusal):
    """The same certificate or key twice in one revocation list."""

    code = "revoked_twice"
    message = mark("{name} stands twice in the revocation list.")
    remedy = mark("Keep one of the two entries.")


@dataclass(frozen=True)
class Revocation:
    """A certificate revoked by its number; with a `digest` (`text.digest_of`), only that one text of the number."""

    number: str
    since: date
    reason: str
    successor: str = ""
    digest: str = ""


@dataclass(frozen=True)
class KeyRevocation:
    """A key revoked from a day on: what the county had received before that day stays good."""

    key_id: bytes
    since: date
    reason: str


@dataclass(frozen=True)
class RevocationList:
    """A revocation list that the county's root key signed."""

    sequence: int
    issued_on: date
    next_update: date
    certificates: tuple[Revocation, ...]
    keys: tuple[KeyRevocation, ...]
    signed: bytes = field(default=b"", repr=False, compare=False)

    def of_certificate(self, number: str, digest: str) -> Revocation | None:
        """The revocation of this text: by its own digest, else by its number."""
        return self._by_name.get((number, digest)) or self._by_name.get((number, ""))

    def of_key(self, key_id: bytes) -> KeyRevocation | None:
        """The revocation of this key."""
        return self._by_key.get(key_id)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Revocation]:
        return {(each.number, each.digest): each for each in self.certificates}

    @cached_property
    def _by_key(self) -> dict[bytes, KeyRevocation]:
        return {each.key_id: each for each in self.keys}


def sign_revocations(
    certificates: Iterable[Revocation],
    keys: Iterable[KeyRevocation],
    issued_on: date,
    next_update: date,
    root: Signer,
    *,
    sequence: int,
) -> bytes:
    """The signed revocation list; `sequence` grows with every list. Raises RevokedTwice."""
    revoked = sorted(certificates, key=lambda each: (each.number, each.digest))
    revoked_keys = sorted(keys, key=lambda each: each.key_id)
    _check_once(revoked, revoked_keys)
    payload = {
        "schema": SCHEMA,
        "sequence": sequence,
        "issued_on": issued_on.isoformat(),
        "next_update": next_update.isoformat(),
        "certificates": [certificate_row(each) for each in revoked],
        "keys": [{"id": each.key_id, "since": each.since.isoformat(), "reason": each.reason} for each in revoked_keys],
    }
    return sign_package(KIND, payload, root)


def read_revocations(data: bytes, root_public: bytes, suites: Mapping[int, Suite] = SUITES) -> RevocationList:
    """The revocation list in this file. Raises the refusals of `open_package`, FieldOdd, RevokedTwice."""
    payload = open_package(data, KIND, root_public, suites=suites)
    row = fields.exactly(payload, _LIST_FIELDS)
    fields.schema_is(row, SCHEMA)
    certificates = tuple(certificate_in(each) for each in fields.rows_in(row, "certificates"))
    keys = tuple(_key(each) for each in fields.rows_in(row, "keys"))
    _check_once(certificates, keys)
    return RevocationList(
        sequence=fields.whole_in(row, "sequence"),
        issued_on=fields.day_in(row, "issued_on"),
        next_update=fields.day_in(row, "next_update"),
        certificates=certificates,
        keys=keys,
        signed=data,
    )


def _check_once(certificates: Iterable[Revocation], keys: Iterable[KeyRevocation]) -> None:
    names = [(each.number, each.digest) for each in certificates] + [(each.key_id.hex(), "key") for each in keys]
    seen: set[tuple[str, str]] = set()
    for name in names:
        if name in seen:
            raise RevokedTwice(name=name[0])
        seen.add(name)


def certificate_row(revocation: Revocation) -> dict[str, object]:
    """A revoked certificate as it stands in a signed file."""
    return {
        "number": revocation.number,
        "since": revocation.since.isoformat(),
        "reason": revocation.reason,
        "successor": revocation.successor,
        "digest": revocation.digest,
    }


def certificate_in(value: Any) -> Revocation:
    """The revoked certificate that stands there. Raises FieldOdd."""
    row = fields.exactly(value, _CERTIFICATE_FIELDS)
    return Revocation(
        number=fields.text_in(row, "number"),
        since=fields.day_in(row, "since"),
        reason=fields.text_in(row, "reason"),
        successor=fields.text_in(row, "successor"),
        digest=fields.text_in(row, "digest"),
    )


def _key(value: Any) -> KeyRevocation:
    row = fields.exactly(value, _KEY_FIELDS)
    return KeyRevocation(fields.bytes_in(row, "id"), fields.day_in(row, "since"), fields.text_in(row, "reason"))
