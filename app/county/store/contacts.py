"""When each PC was last in touch, and what it said of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.county.store.devices import Device
from app.county.store.tables import ContactRow
from app.sync.protocol import RoundRequest, UnequalTable

_MOST_HEADS = 200
_WIDEST = 40


def _note(insert: Callable[[Any], Any]) -> Any:
    """One row a PC: what it said last stands in the place of what it said before."""
    made, same = insert(ContactRow), ("county_id", "replica")
    said = {each.name: made.excluded[each.name] for each in ContactRow.__table__.columns if each.name not in same}
    return made.on_conflict_do_update(index_elements=same, set_=said)


_NOTES = {"postgresql": _note(postgresql.insert), "sqlite": _note(sqlite.insert)}


@dataclass(frozen=True)
class Contact:
    """The last round of a PC; times in milliseconds since 1970, `clock_offset_ms` is how far its clock is ahead."""

    replica: str
    station_id: str
    key_id: str
    at: int
    clock_offset_ms: int
    waiting: int
    oldest: int
    release: str
    schema: int
    feed: int
    unequal: tuple[UnequalTable, ...] = ()


def note_contact(
    session: Session, county_id: str, device: Device, replica: str, request: RoundRequest, now: int
) -> None:
    """Keep what a PC says of itself, in the place of what it said last."""
    heads = [[mark.replica, mark.seq, mark.hash.hex()] for mark in request.heads[:_MOST_HEADS]]
    said = {name: getattr(request, name) for name in ("waiting", "oldest", "schema", "feed")}
    who = {"station_id": device.station_id, "key_id": device.key_id.hex(), "at": now}
    row: dict[str, Any] = {"county_id": county_id, "replica": replica, **who, **said, "heads": heads}
    row |= {"unequal": [_written(each) for each in request.unequal]}
    row |= {"release": request.release.replace("\0", ""), "clock_offset_ms": request.clock - now}
    session.connection().execute(_NOTES[session.get_bind().dialect.name], row)


def contacts(session: Session, county_id: str) -> tuple[Contact, ...]:
    """The last round of every PC."""
    names = tuple(name for name in Contact.__dataclass_fields__ if name != "unequal")
    rows = session.scalars(select(ContactRow).where(ContactRow.county_id == county_id).order_by(ContactRow.replica))
    return tuple(Contact(**{name: getattr(row, name) for name in names}, unequal=_unequal(row)) for row in rows)


def _written(each: UnequalTable) -> list[Any]:
    name = each.entity.replace("\0", "")[:_WIDEST]
    return [name, each.pc_rows, each.pc_total.hex(), each.county_rows, each.county_total.hex()]


def _unequal(row: ContactRow) -> tuple[UnequalTable, ...]:
    return tuple(
        UnequalTable(entity, pc_rows, bytes.fromhex(pc_total), county_rows, bytes.fromhex(county_total))
        for entity, pc_rows, pc_total, county_rows, county_total in row.unequal
    )
