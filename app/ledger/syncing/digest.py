"""The tables of this ledger held against the county's copy of them: a mismatch is an alarm, never a repair."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.ledger.syncing.figures import bring_forward, is_up_to_date, totals
from app.ledger.syncing.state import keep_item
from app.models.digest import BYTES, TableDigest
from app.models.exchange import packed, unpacked
from app.models.ledger import Ledger

_UNEQUAL, _LAST = "unequal", "last"
_READ = "select data from sync_item where kind = ? and name = ?"


@dataclass(frozen=True)
class TableDifference:
    """A table that is not the same here and at the county, with both figures."""

    entity: str
    ours: TableDigest
    theirs: TableDigest


def own_digest(ledger: Ledger) -> dict[str, TableDigest]:
    """The figures of every table that has rows, brought forward first where something was written since."""
    with ledger.reading() as session:
        if is_up_to_date(session.connection()):
            return totals(session.connection())
    with ledger.taking() as connection:
        bring_forward(connection)
        return totals(connection)


def compare(ledger: Ledger, theirs: Mapping[str, TableDigest]) -> tuple[TableDifference, ...]:
    """The tables in which this ledger and the county differ; none at all if both are right."""
    ours, nothing = own_digest(ledger), TableDigest()
    pairs = ((name, ours.get(name, nothing), theirs.get(name, nothing)) for name in sorted(ours.keys() | theirs.keys()))
    return tuple(TableDifference(*pair) for pair in pairs if pair[1] != pair[2])


def note_unequal(ledger: Ledger, found: Iterable[TableDifference]) -> None:
    """Keep what a comparison found, in the place of what the last one found: the next question tells it."""
    told = tuple(found)
    if told == last_unequal(ledger):
        return
    rows = [[each.entity, _written(each.ours), _written(each.theirs)] for each in told]
    with ledger.taking() as connection:
        keep_item(connection, _UNEQUAL, _LAST, packed(rows))


def last_unequal(ledger: Ledger) -> tuple[TableDifference, ...]:
    """What the last comparison found; nothing where there was none."""
    with ledger.reading() as session:
        return read_unequal(session.connection())


def read_unequal(connection: Connection) -> tuple[TableDifference, ...]:
    """The same, within a session."""
    data = connection.exec_driver_sql(_READ, (_UNEQUAL, _LAST)).scalar()
    rows = unpacked(data) if data else []
    return tuple(TableDifference(entity, _read(ours), _read(theirs)) for entity, ours, theirs in rows)


def _written(digest: TableDigest) -> tuple[int, bytes]:
    return digest.rows, digest.total.to_bytes(BYTES, "big")


def _read(written: tuple[int, bytes]) -> TableDigest:
    rows, total = written
    return TableDigest(rows, int.from_bytes(total, "big"))
