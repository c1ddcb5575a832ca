"""Rows brought in line with the journals: each is the fold of all its entries, whatever order they came in."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from app.ledger.syncing.arrivals import Arrivals
from app.ledger.syncing.erased import blank_bodies
from app.ledger.syncing.marks import RowKey
from app.ledger.syncing.table_rows import Fields, change_rows, remove_rows, write_rows
from app.ledger.syncing.told_rows import Journals, Telling, parked_rows
from app.ledger.syncing.waiting import keep_clashes, keep_parked
from app.models.parking import is_whole
from app.models.rows import journaled_tables


@dataclass(frozen=True)
class Applied:
    """What came of it: rows looked at, entries that wait now, clashes found, bodies blanked by an erasure."""

    rows: int = 0
    parked: int = 0
    clashes: int = 0
    blanked: int = 0


def apply_rows(connection: Connection, rows: Collection[RowKey], came: Arrivals) -> Applied:
    """Bring these rows, their search entries, what waits of them and their clashes in line with the journals.

    `came` are entries that stand in the journal since a moment.
    """
    if not rows:
        return Applied()
    journals, known = Journals(connection, came), journaled_tables()
    notable: list[Telling] = []
    blanked = 0
    for entity, ids in _by_table(rows):
        told = list(journals.tellings(entity, ids))
        blanked += _write(connection, entity, told) if entity in known else 0
        notable += parked_rows(told)
    parked = keep_parked(connection, rows, notable)
    return Applied(len(rows), parked, keep_clashes(connection, rows, notable), blanked)


def note_anew(connection: Connection, rows: Collection[RowKey]) -> None:
    """Note what waits and what clashed of these rows, which were erased here: what is blanked does neither."""
    journals = Journals(connection, Arrivals())
    notable = [each for entity, ids in _by_table(rows) for each in parked_rows(journals.tellings(entity, ids))]
    keep_parked(connection, rows, notable)
    keep_clashes(connection, rows, notable)


def _by_table(rows: Collection[RowKey]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = defaultdict(list)
    for entity, row_id in rows:
        found[entity].append(row_id)
    return sorted(found.items())


def _write(connection: Connection, entity: str, told: list[Telling]) -> int:
    rows: list[tuple[str, Fields]] = []
    gone, erased = list[str](), set[str]()
    changes: dict[frozenset[str], list[tuple[str, Fields]]] = defaultdict(list)
    for each in told:
        fields = each.folded.fields
        if each.folded.is_erased:
            erased.add(each.row_id)
        if fields is None or not is_whole(entity, fields):
            gone.append(each.row_id)
        elif each.changed and not each.folded.is_erased:
            changes[each.changed].append((each.row_id, fields))
        else:
            rows.append((each.row_id, fields))
    for changed, found in changes.items():
        rows += change_rows(connection, entity, changed, found)
    write_rows(connection, entity, rows, erased)
    remove_rows(connection, entity, gone)
    return blank_bodies(connection, entity, erased)
