"""What a county that was put back from its backup has forgotten, and its stations still hold under its own root key."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.county.after_restore import RESTORE
from app.county.register import County, Deed, Register, county_in
from app.county.store.bulk import among
from app.county.store.mirror import MIRRORS
from app.county.tables import AuditRow, DeviceKeyRow, PublicationRow, RevocationRow
from app.credential import revocations
from app.credential.revocations import KeyRevocation, Revocation, RevocationList, read_revocations
from app.errors import Refusal
from app.ledger.trust_lists import REVOCATIONS
from app.models.exchange import Entry

REMEMBERED = "revocations_remembered"
_LISTS: Any = MIRRORS["trust_list"]
_FACTS = ("number", "digest", "since", "reason", "successor")


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
        found = tuple(_forgotten(session, county_in(session), own))
    if not found:
        return 0
    with register.deed(now, code) as deed:
        return _remember(deed, found)


def remember_after_restore(register: Register, now: datetime) -> int:
    """The same with the lists of all stations, where the county was ever put back: once a start, in case it failed."""
    with register.reading() as session:
        county = county_in(session)
        restored = select(AuditRow.seq).where(AuditRow.county_id == county.id, AuditRow.action == RESTORE)
        if session.scalar(restored.limit(1)) is None or next(_forgotten(session, county, ()), None) is None:
            return 0
    with register.deed(now, "") as deed:
        return remember_revocations(deed)


def remember_revocations(deed: Deed) -> int:
    """The same with the lists of all stations."""
    return _remember(deed, _forgotten(deed.session, deed.county, ()))


def _forgotten(session: Session, county: County, own: tuple[ColumnElement[bool], ...]) -> Iterator[RevocationList]:
    """The lists that the root signed and the register does not know of: it is older than they are."""
    known = (PublicationRow.county_id == county.id, PublicationRow.kind == revocations.KIND)
    lists = (_LISTS.c.county_id == county.id, *own, _LISTS.c.kind == REVOCATIONS, _LISTS.c.data.is_not(None))
    wanted = select(_LISTS.c.data).where(
        *lists, _LISTS.c.sequence.not_in(select(PublicationRow.sequence).where(*known))
    )
    for data in session.scalars(wanted.distinct()).all():
        try:
            yield read_revocations(bytes.fromhex(data), county.root_public)
        except (Refusal, ValueError):
            continue


def _remember(deed: Deed, lists: Iterator[RevocationList] | Sequence[RevocationList]) -> int:
    """Put back what these lists revoke; nothing is ever taken away by one."""
    count = 0
    for each in lists:
        count += sum(_remember_certificate(deed, line) for line in each.certificates)
        count += sum(_remember_key(deed, line) for line in each.keys)
    if count:
        deed.note(REMEMBERED, count=count)
    return count


def _remember_certificate(deed: Deed, line: Revocation) -> bool:
    if deed.session.get(RevocationRow, (deed.county.id, line.number, line.digest)):
        return False
    deed.session.add(RevocationRow(county_id=deed.county.id, **{name: getattr(line, name) for name in _FACTS}))
    deed.session.flush()
    return True


def _remember_key(deed: Deed, line: KeyRevocation) -> bool:
    row = deed.session.get(DeviceKeyRow, (deed.county.id, line.key_id.hex()))
    if row is None or (row.revoked_since and row.revoked_since <= line.since):
        return False
    row.revoked_since, row.revoked_reason = line.since, line.reason
    deed.session.flush()
    return True
