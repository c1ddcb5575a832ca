"""What a county that was put back from its backup has forgotten, and its stations still hold under its own root key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.county.after_restore import was_restored
from app.county.register import County, Deed, Register, county_in
from app.county.store.bulk import among
from app.county.store.mirror import MIRRORS
from app.county.tables import DeviceKeyRow, PublicationRow, RevocationRow, StationRow
from app.credential import key_list, revocations
from app.credential.key_list import KeyEntry, KeyList, read_key_list
from app.credential.revocations import KeyRevocation, Revocation, RevocationList, read_revocations
from app.errors import Refusal
from app.ledger.trust_lists import KINDS
from app.models.exchange import Entry

REMEMBERED = "revocations_remembered"
_LISTS: Any = MIRRORS["trust_list"]
_FACTS = ("number", "digest", "since", "reason", "successor")
_Own = tuple[ColumnElement[bool], ...]
_List = TypeVar("_List")


@dataclass(frozen=True)
class _Forgotten:
    """Lists that the root signed and the register does not know of: it is older than they are."""

    keys: tuple[KeyList, ...] = ()
    revoked: tuple[RevocationList, ...] = ()

    @property
    def entries(self) -> tuple[KeyEntry, ...]:
        """Every key that they name, by the newest word on it."""
        ordered = sorted(self.keys, key=lambda each: each.sequence)
        return tuple({entry.key_id: entry for each in ordered for entry in each.entries}.values())


def remember_what_came(
    register: Register, now: datetime, station: tuple[str, str], fresh: Mapping[str, Sequence[tuple[Entry, int]]]
) -> int:
    """Look through the lists that a station (id, code) has just told of; answers how many lines were put back."""
    told = {each.row_id for pairs in fresh.values() for each, _ in pairs if each.entity == "trust_list"}
    if not told:
        return 0
    owner, code = station
    with register.reading() as session:
        own = (_LISTS.c.owner == owner, among(session.connection(), _LISTS.c.id, told))
        found = _forgotten(session, county_in(session), own)
    if found == _Forgotten():
        return 0
    with register.deed(now, code) as deed:
        return _remember(deed, found)


def remember_after_restore(register: Register, now: datetime) -> int:
    """The same with the lists of all stations, where the county was ever put back: once a start, in case it failed."""
    with register.reading() as session:
        county = county_in(session)
        if not was_restored(session, county.id) or _forgotten(session, county, ()) == _Forgotten():
            return 0
    with register.deed(now, "") as deed:
        return remember_revocations(deed)


def remember_revocations(deed: Deed) -> int:
    """The same with the lists of all stations."""
    return _remember(deed, _forgotten(deed.session, deed.county, ()))


def _forgotten(session: Session, county: County, own: _Own) -> _Forgotten:
    keys = _unknown(session, county, key_list.KIND, own, read_key_list)
    return _Forgotten(tuple(keys), tuple(_unknown(session, county, revocations.KIND, own, read_revocations)))


def _unknown(
    session: Session, county: County, kind: str, own: _Own, read: Callable[[bytes, bytes], _List]
) -> Iterator[_List]:
    known = (PublicationRow.county_id == county.id, PublicationRow.kind == kind)
    lists = (_LISTS.c.county_id == county.id, *own, _LISTS.c.kind == KINDS[kind], _LISTS.c.data.is_not(None))
    unknown = _LISTS.c.sequence.not_in(select(PublicationRow.sequence).where(*known))
    for data in session.scalars(select(_LISTS.c.data).where(*lists, unknown).distinct()).all():
        try:
            yield read(bytes.fromhex(data), county.root_public)
        except (Refusal, ValueError):
            continue


def _remember(deed: Deed, found: _Forgotten) -> int:
    """Put back what these lists tell; nothing is ever taken away by one."""
    # First the keys: a list of revocations says of them no more than since when and why.
    is_back = was_restored(deed.session, deed.county.id)
    count = sum(_remember_entry(deed, entry) for entry in found.entries if is_back or entry.revoked_since)
    for each in found.revoked:
        count += sum(_remember_certificate(deed, line) for line in each.certificates)
        count += sum(_remember_key(deed, line) for line in each.keys)
    if count:
        deed.note(REMEMBERED, count=count)
    return count


def _remember_entry(deed: Deed, entry: KeyEntry) -> bool:
    """Put back a key that was enrolled since the backup, revoked or not; one of a station unknown here stays out."""
    key_id = entry.key_id.hex()
    if deed.session.get(DeviceKeyRow, (deed.county.id, key_id)):
        return False
    if deed.session.get(StationRow, (deed.county.id, entry.station)) is None:
        return False
    row = DeviceKeyRow(county_id=deed.county.id, key_id=key_id, public=entry.public.hex(), station_code=entry.station)
    row.not_before, row.not_after, row.revoked_since = entry.not_before, entry.not_after, entry.revoked_since
    row.kinds, row.number_prefixes = list(entry.kinds), list(entry.number_prefixes)
    deed.session.add(row)
    deed.session.flush()
    return True


def _remember_certificate(deed: Deed, line: Revocation) -> bool:
    if deed.session.get(RevocationRow, (deed.county.id, line.number, line.digest)):
        return False
    deed.session.add(RevocationRow(county_id=deed.county.id, **{name: getattr(line, name) for name in _FACTS}))
    deed.session.flush()
    return True


def _remember_key(deed: Deed, line: KeyRevocation) -> bool:
    row = deed.session.get(DeviceKeyRow, (deed.county.id, line.key_id.hex()))
    if row is None or _is_told(row, line):
        return False
    row.revoked_since, row.revoked_reason = line.since, line.reason
    deed.session.flush()
    return True


def _is_told(row: DeviceKeyRow, line: KeyRevocation) -> bool:
    """Whether the register says that much already; the key list alone gives no reason."""
    since = row.revoked_since
    return since is not None and (since < line.since or (since == line.since and row.revoked_reason != ""))
