"""What the root key signs, numbered and kept: the key list, the revocation list, and the packages for stations."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.county.after_restore import is_first_since_restore
from app.county.register import County, Deed
from app.county.remembering import remember_revocations
from app.county.store.feed import KEY_LIST, REVOCATIONS, News, put_for_all
from app.county.tables import DeviceKeyRow, PublicationRow, RevocationRow, StationRow
from app.credential import key_list, revocations
from app.credential.key_list import KeyEntry, read_key_list, sign_key_list
from app.credential.keys import SigningKey
from app.credential.revocations import KeyRevocation, Revocation, read_revocations, sign_revocations
from app.models.list_size import is_bearable

LEFT_OUT = 1000
"""So far the numbers of lists jump after the county was restored."""
USUAL_DAYS = 30
"""A list is renewed at least so often; a station calls it out of date afterwards."""


_AS_NEWS = {key_list.KIND: KEY_LIST, revocations.KIND: REVOCATIONS}


@dataclass(frozen=True)
class Publication:
    """A signed file as it was published."""

    kind: str
    sequence: int
    issued_on: date
    next_update: date | None
    data: bytes


@dataclass(frozen=True)
class Lists:
    """The key list and the revocation list of the same day."""

    keys: Publication
    revocations: Publication


def publish_lists(deed: Deed, root: SigningKey, days: int = USUAL_DAYS) -> Lists:
    """The lists as they stand today; where nothing has changed since today's last ones, those very files."""
    if is_first_since_restore(deed, ("publish",), kind=revocations.KIND):
        # Every station takes these in the place of those it holds.
        remember_revocations(deed)
    return Lists(_key_list(deed, root, days), _revocation_list(deed, root, days))


def newest(deed: Deed, kind: str, audience: str | None = None) -> Publication | None:
    """The last file of this kind, for this audience if one is named."""
    statement = select(PublicationRow).where(PublicationRow.county_id == deed.county.id, PublicationRow.kind == kind)
    if audience is not None:
        statement = statement.where(PublicationRow.audience == audience)
    row = deed.session.scalars(statement.order_by(PublicationRow.sequence.desc()).limit(1)).first()
    return _publication(row) if row else None


def newest_borne(session: Session, county: County, kind: str) -> Publication | None:
    """The last list of this kind that is not too long for a station's PC: beyond that, stations keep a former one."""
    own = (PublicationRow.county_id == county.id, PublicationRow.kind == kind)
    sizes = select(PublicationRow.sequence, func.length(PublicationRow.data)).where(*own)
    too_long: int | None = None
    for sequence, size in session.execute(sizes.order_by(PublicationRow.sequence.desc())).all():
        # Years of lists may be too long: of those as long as one that was weighed, none is weighed again.
        if too_long is not None and size >= too_long:
            continue
        row = session.get_one(PublicationRow, (county.id, kind, sequence))
        if is_bearable(row.data):
            return _publication(row)
        too_long = size
    return None


def answer_to(deed: Deed, request_sha256: str) -> Publication | None:
    """The package that this very request was answered with before."""
    own = (PublicationRow.county_id == deed.county.id, PublicationRow.answers == request_sha256)
    row = deed.session.scalars(select(PublicationRow).where(*own)).first()
    return _publication(row) if row else None


def keep_package(deed: Deed, kind: str, data: bytes, audience: str, answers: str = "") -> Publication:
    """Keep a package, so that a lost stick costs no second block."""
    return _keep(deed, Publication(kind, _next(deed, kind), deed.today, None, data), audience, answers)


def _published(deed: Deed, file: Publication) -> Publication:
    deed.note("publish", kind=file.kind, sequence=file.sequence)
    kind = _AS_NEWS[file.kind]
    put_for_all(deed.session, deed.county.id, [News(kind, file.data, topic=kind)])
    return _keep(deed, file)


def _keep(deed: Deed, file: Publication, audience: str = "", answers: str = "") -> Publication:
    row = PublicationRow(county_id=deed.county.id, audience=audience, answers=answers, **vars(file))
    deed.session.add(row)
    deed.session.flush()
    return file


def _publication(row: PublicationRow) -> Publication:
    return Publication(row.kind, row.sequence, row.issued_on, row.next_update, row.data)


def _next(deed: Deed, kind: str) -> int:
    own = (PublicationRow.county_id == deed.county.id, PublicationRow.kind == kind)
    last = deed.session.scalar(select(func.max(PublicationRow.sequence)).where(*own)) or 0
    # A station keeps the list with the higher number: those that a restored county forgot must be overtaken.
    return last + (LEFT_OUT if is_first_since_restore(deed, ("publish",), kind=kind) else 1)


def _key_list(deed: Deed, root: SigningKey, days: int) -> Publication:
    entries = key_entries(deed.session, deed.county)
    hosts, until = (deed.county.host,), deed.today + timedelta(days)
    last = newest(deed, key_list.KIND)
    if last and (last.issued_on, last.next_update) == (deed.today, until):
        told = read_key_list(last.data, root.public)
        if (told.entries, told.hosts) == (entries, hosts):
            return last
    sequence = _next(deed, key_list.KIND)
    data = sign_key_list(entries, deed.today, until, root, sequence=sequence, hosts=hosts)
    return _published(deed, Publication(key_list.KIND, sequence, deed.today, until, data))


def _revocation_list(deed: Deed, root: SigningKey, days: int) -> Publication:
    certificates, keys = certificate_revocations(deed.session, deed.county), key_revocations(deed.session, deed.county)
    until, last = deed.today + timedelta(days), newest(deed, revocations.KIND)
    if last and (last.issued_on, last.next_update) == (deed.today, until):
        told = read_revocations(last.data, root.public)
        if (told.certificates, told.keys) == (certificates, keys):
            return last
    sequence = _next(deed, revocations.KIND)
    data = sign_revocations(certificates, keys, deed.today, until, root, sequence=sequence)
    return _published(deed, Publication(revocations.KIND, sequence, deed.today, until, data))


def key_entries(session: Session, county: County) -> tuple[KeyEntry, ...]:
    """Every line of the key list, as the register has it now."""
    own = (DeviceKeyRow.county_id == county.id, StationRow.county_id == county.id)
    pairs = select(DeviceKeyRow, StationRow.name).join(StationRow, StationRow.code == DeviceKeyRow.station_code)
    rows = session.execute(pairs.where(*own).order_by(DeviceKeyRow.key_id))
    return tuple(_entry(row, name) for row, name in rows)


def _entry(row: DeviceKeyRow, station_name: str) -> KeyEntry:
    return KeyEntry(
        key_id=bytes.fromhex(row.key_id),
        public=bytes.fromhex(row.public),
        station=row.station_code,
        station_name=station_name,
        not_before=row.not_before,
        not_after=row.not_after,
        kinds=tuple(row.kinds),
        revoked_since=row.revoked_since,
        number_prefixes=tuple(row.number_prefixes),
    )


def certificate_revocations(session: Session, county: County, number: str | None = None) -> tuple[Revocation, ...]:
    """Every certificate that is revoked, or the lines of one number, as the register has it now."""
    own = select(RevocationRow).where(RevocationRow.county_id == county.id)
    named = own.where(RevocationRow.number == number) if number else own
    rows = session.scalars(named.order_by(RevocationRow.number, RevocationRow.digest))
    return tuple(Revocation(row.number, row.since, row.reason, row.successor, row.digest) for row in rows)


def key_revocations(session: Session, county: County) -> tuple[KeyRevocation, ...]:
    """Every key that is revoked, as the register has it now."""
    own = (DeviceKeyRow.county_id == county.id, DeviceKeyRow.revoked_since.is_not(None))
    rows = session.scalars(select(DeviceKeyRow).where(*own).order_by(DeviceKeyRow.key_id))
    found = [(bytes.fromhex(row.key_id), row.revoked_since, row.revoked_reason) for row in rows]
    return tuple(KeyRevocation(key_id, since, reason) for key_id, since, reason in found if since)
