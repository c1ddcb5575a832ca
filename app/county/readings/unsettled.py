"""What is stored and not settled: parked entries with their reasons, and fields that were changed twice."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.county.readings.tables import stations_of
from app.county.settling import ClashMark
from app.county.store.mirror import MIRRORS
from app.county.store.notices import same_clash
from app.county.store.standing import read_body
from app.county.store.tables import ClashRow, ClashSettledRow, EntryRow, ParkedRow
from app.i18n import mark, tr
from app.ledger.syncing.row_words import TABLES, field_words
from app.models.privacy import masked, masked_text

_REASONS = {
    "schema": mark("written by a newer program: bring the county's server up to date"),
    "parent": mark("waits for another row that has not come yet"),
    "behind": mark("waits behind an earlier entry of the same row"),
    "foreign": mark("claims to belong to another station"),
    "table": mark("of a kind that this version does not know"),
    "field": mark("not in the form that this version knows"),
    "unreadable": mark("not in the form that this version knows"),
}


@dataclass(frozen=True)
class ParkedLine:
    """An entry that waits, and why."""

    station: str
    table: str
    reason: str
    detail: str
    replica: str
    seq: int
    since: datetime


@dataclass(frozen=True)
class ClashLine:
    """A field that two PCs changed without knowing of each other; the later value stands.

    `settled_by` is the officer who has looked at it; nobody yet if empty.
    """

    mark: ClashMark
    station: str
    table: str
    title: str
    field: str
    before: str
    after: str
    since: datetime
    settled_by: str
    settled_at: datetime | None


def count_parked(session: Session, county_id: str) -> int:
    """How many entries wait."""
    return session.scalar(select(func.count()).select_from(ParkedRow).where(ParkedRow.county_id == county_id)) or 0


def parked(session: Session, county_id: str, zone: tzinfo | None, limit: int, offset: int) -> tuple[ParkedLine, ...]:
    """Entries that wait, newest first."""
    names = {each.id: each.name for each in stations_of(session, county_id).values()}
    own = select(ParkedRow).where(ParkedRow.county_id == county_id)
    order = (ParkedRow.since.desc(), ParkedRow.replica, ParkedRow.seq)
    rows = session.scalars(own.order_by(*order).limit(limit).offset(offset))
    return tuple(
        ParkedLine(
            station=names.get(row.owner, ""),
            table=table_words(row.entity),
            reason=tr(_REASONS[row.code]) if row.code in _REASONS else row.code,
            detail=_detail(row),
            replica=row.replica,
            seq=row.seq,
            since=datetime.fromtimestamp(row.since / 1000, zone),
        )
        for row in rows
    )


def count_clashes(session: Session, county_id: str) -> int:
    """How many fields were changed twice."""
    return session.scalar(select(func.count()).select_from(ClashRow).where(ClashRow.county_id == county_id)) or 0


def count_open_clashes(session: Session, county_id: str) -> int:
    """How many of them nobody has settled yet."""
    rows = select(func.count()).select_from(ClashRow).outerjoin(ClashSettledRow, same_clash())
    return session.scalar(rows.where(ClashRow.county_id == county_id, ClashSettledRow.settled_at.is_(None))) or 0


def clashes(session: Session, county_id: str, zone: tzinfo | None, limit: int, offset: int) -> tuple[ClashLine, ...]:
    """Fields that were changed twice, with both values as anybody may see them: open ones first, then newest first."""
    names = {each.id: each.name for each in stations_of(session, county_id).values()}
    own = select(ClashRow, ClashSettledRow).outerjoin(ClashSettledRow, same_clash())
    newest = (ClashRow.since.desc(), ClashRow.after_replica, ClashRow.after_seq, ClashRow.field)
    ordered = own.where(ClashRow.county_id == county_id).order_by(ClashSettledRow.settled_at.is_not(None), *newest)
    rows = session.execute(ordered.limit(limit).offset(offset)).all()
    return tuple(_clash(session, row, settled, names.get(row.owner, ""), zone) for row, settled in rows)


def table_words(entity: str) -> str:
    """What kind of row it is; of a newer program, its own name."""
    return tr(TABLES[entity]) if entity in TABLES else entity


def _detail(row: ParkedRow) -> str:
    """What the reason names, in words; a table or a station of which nothing more is known is not repeated."""
    if row.code == "schema":
        return tr("format {number}", number=row.detail)
    if row.code == "parent":
        return tr("waits for: {table}", table=table_words(row.detail))
    return tr("field: {name}", name=field_words(row.entity, row.detail)) if row.code == "field" else ""


def _clash(
    session: Session, row: ClashRow, settled: ClashSettledRow | None, station: str, zone: tzinfo | None
) -> ClashLine:
    before = _value(session, row, row.before_replica, row.before_seq)
    after = _value(session, row, row.after_replica, row.after_seq)
    return ClashLine(
        mark=ClashMark(**{name: getattr(row, name) for name in ClashMark.__dataclass_fields__}),
        station=station,
        table=table_words(row.entity),
        title=_title(session, row),
        field=field_words(row.entity, row.field),
        before=before,
        after=after,
        since=datetime.fromtimestamp(row.since / 1000, zone),
        settled_by=settled.settled_by if settled else "",
        settled_at=datetime.fromtimestamp(settled.settled_at / 1000, zone) if settled else None,
    )


def _value(session: Session, row: ClashRow, replica: str, seq: int) -> str:
    body = session.scalar(
        select(EntryRow.body).where(
            EntryRow.county_id == row.county_id, EntryRow.replica == replica, EntryRow.seq == seq
        )
    )
    told = read_body(body) if body is not None else None
    if not isinstance(told, dict) or row.field not in told:
        return tr("(nothing)")
    value = told[row.field]
    # An update tells [old, new].
    newest = value[1] if isinstance(value, list) and len(value) == 2 else value
    shown = masked(row.entity, row.field, newest)
    return tr("(nothing)") if shown in (None, "") else masked_text(str(shown))


def _title(session: Session, row: ClashRow) -> str:
    table: Any = MIRRORS.get(row.entity)
    if table is None or "name" not in table.c:
        return ""
    own = (table.c.county_id == row.county_id, table.c.owner == row.owner, table.c.id == row.row_id)
    return session.scalar(select(table.c.name).where(*own)) or ""
