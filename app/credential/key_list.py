"""The key list: which keys may sign which certificates, for whom and how long, signed by the county's root key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from app.credential import fields
from app.credential.keys import ED25519, SUITES, Signer, Suite, key_id_of
from app.credential.packages import open_package, sign_package
from app.credential.text import HostRefused, is_host
from app.errors import Refusal
from app.i18n import mark

KIND = "key_list"
SCHEMA = 1
_LIST_FIELDS = ("schema", "sequence", "issued_on", "next_update", "hosts", "keys")
_KEY_FIELDS = (
    "alg",
    "id",
    "public",
    "station",
    "station_name",
    "not_before",
    "not_after",
    "kinds",
    "prefixes",
    "revoked_since",
)


class KeyListedTwice(Refusal):
    """Two entries under one key id."""

    code = "key_listed_twice"
    message = mark("The key {key_id} stands twice in the key list.")
    remedy = mark("Renew the entry that is there; if the keys differ, the station makes a new one.")


class KeyEntryWrong(Refusal):
    """An entry whose key id is not that of its key, or whose days are in the wrong order."""

    code = "key_entry_wrong"
    message = mark("The entry of the key {key_id} in the key list contradicts itself.")
    remedy = mark("Enter the key again from the station's enrolment request, and check its dates.")


@dataclass(frozen=True)
class KeyEntry:
    """One station's key: the days and kinds it may sign for.

    `number_prefixes` are the heads of the certificate numbers it may give; any number, if there are none.
    """

    key_id: bytes
    public: bytes
    station: str
    station_name: str
    not_before: date
    not_after: date
    kinds: tuple[str, ...]
    revoked_since: date | None = None
    alg: int = ED25519
    number_prefixes: tuple[str, ...] = ()

    @property
    def is_consistent(self) -> bool:
        """Whether the key id is that of the key, and the days are in order."""
        return self.key_id == key_id_of(self.public, self.alg) and self.not_before <= self.not_after


@dataclass(frozen=True)
class KeyList:
    """A key list that the county's root key signed.

    `hosts` are the addresses that its codes may begin with; any address, if there are none.
    """

    sequence: int
    issued_on: date
    next_update: date
    entries: tuple[KeyEntry, ...]
    hosts: tuple[str, ...] = ()
    signed: bytes = field(default=b"", repr=False, compare=False)

    def find(self, key_id: bytes, alg: int = ED25519) -> KeyEntry | None:
        """The entry of this key, if it is listed for this suite."""
        entry = self._by_id.get(key_id)
        return entry if entry is not None and entry.alg == alg else None

    @cached_property
    def _by_id(self) -> dict[bytes, KeyEntry]:
        return {entry.key_id: entry for entry in self.entries}


def sign_key_list(
    entries: Iterable[KeyEntry],
    issued_on: date,
    next_update: date,
    root: Signer,
    *,
    sequence: int = 0,
    hosts: Iterable[str] = (),
) -> bytes:
    """The signed key list. Raises KeyListedTwice, KeyEntryWrong, HostRefused."""
    ordered = sorted(entries, key=lambda entry: entry.key_id)
    _check_entries(ordered)
    payload = {
        "schema": SCHEMA,
        "sequence": sequence,
        "issued_on": issued_on.isoformat(),
        "next_update": next_update.isoformat(),
        "hosts": _checked_hosts(hosts),
        "keys": [_row(entry) for entry in ordered],
    }
    return sign_package(KIND, payload, root)


def read_key_list(data: bytes, root_public: bytes, suites: Mapping[int, Suite] = SUITES) -> KeyList:
    """The key list in this file. Raises the refusals of `open_package`, FieldOdd, KeyListedTwice, KeyEntryWrong."""
    payload = open_package(data, KIND, root_public, suites=suites)
    row = fields.exactly(payload, _LIST_FIELDS)
    fields.schema_is(row, SCHEMA)
    entries = tuple(_entry(each) for each in fields.rows_in(row, "keys"))
    _check_entries(entries)
    return KeyList(
        sequence=fields.whole_in(row, "sequence"),
        issued_on=fields.day_in(row, "issued_on"),
        next_update=fields.day_in(row, "next_update"),
        entries=entries,
        hosts=fields.texts_in(row, "hosts"),
        signed=data,
    )


def _check_entries(entries: Iterable[KeyEntry]) -> None:
    seen: set[bytes] = set()
    for entry in entries:
        if entry.key_id in seen:
            raise KeyListedTwice(key_id=entry.key_id.hex())
        if not entry.is_consistent:
            raise KeyEntryWrong(key_id=entry.key_id.hex())
        seen.add(entry.key_id)


def _checked_hosts(hosts: Iterable[str]) -> list[str]:
    listed = list(hosts)
    for host in listed:
        if not is_host(host):
            raise HostRefused(host=host)
    return listed


def _row(entry: KeyEntry) -> dict[str, object]:
    return {
        "alg": entry.alg,
        "id": entry.key_id,
        "public": entry.public,
        "station": entry.station,
        "station_name": entry.station_name,
        "not_before": entry.not_before.isoformat(),
        "not_after": entry.not_after.isoformat(),
        "kinds": list(entry.kinds),
        "prefixes": list(entry.number_prefixes),
        "revoked_since": entry.revoked_since.isoformat() if entry.revoked_since else None,
    }


def _entry(value: Any) -> KeyEntry:
    row = fields.exactly(value, _KEY_FIELDS)
    return KeyEntry(
        key_id=fields.bytes_in(row, "id"),
        public=fields.bytes_in(row, "public"),
        station=fields.text_in(row, "station"),
        station_name=fields.text_in(row, "station_name"),
        not_before=fields.day_in(row, "not_before"),
        not_after=fields.day_in(row, "not_after"),
        kinds=fields.texts_in(row, "kinds"),
        revoked_since=fields.day_or_none_in(row, "revoked_since"),
        alg=fields.whole_in(row, "alg"),
        number_prefixes=fields.texts_in(row, "prefixes"),
    )
