"""What stands where: entries, rows, clashes and waiting things of a ledger, and of the county's copy of a station."""

from typing import Any

import orjson
from sqlalchemy import select

from app.county.register import Register
from app.county.store.mirror import MIRRORS, form_of
from app.county.store.tables import ClashRow, EntryRow, ParkedRow
from app.ledger.syncing.marks import chain_heads, undelivered
from app.models.fold import Told
from app.models.journal import JOURNAL
from app.models.ledger import Ledger
from app.models.replay import Tables, replay

Chain = set[tuple[str, int, bytes]]


def entry_ids(ledger: Ledger) -> set[str]:
    """The ids of all entries in a ledger."""
    with ledger.reading() as session:
        return set(session.scalars(select(JOURNAL.c.entry_id)))


def receipted_ids(ledger: Ledger) -> set[str]:
    """The ids of the entries for which this ledger holds a receipt that counts."""
    with ledger.reading() as session:
        connection = session.connection()
        waiting = {
            (head.replica, seq)
            for head in chain_heads(connection)
            for first, last in undelivered(connection, head)
            for seq in range(first, last + 1)
        }
        rows = session.execute(select(JOURNAL.c.replica, JOURNAL.c.seq, JOURNAL.c.entry_id)).all()
    return {row.entry_id for row in rows if (row.replica, row.seq) not in waiting}


def ledger_chains(ledger: Ledger) -> Chain:
    """Every entry of a ledger by its place and hash."""
    with ledger.reading() as session:
        return {tuple(row) for row in session.execute(select(JOURNAL.c.replica, JOURNAL.c.seq, JOURNAL.c.hash))}


def county_ids(register: Register) -> set[str]:
    """The ids of all entries that the county holds."""
    with register.reading() as session:
        return set(session.scalars(select(EntryRow.entry_id)))


def county_chains(register: Register, owner: str) -> Chain:
    """Every entry that the county holds of a station by its place and hash."""
    wanted = select(EntryRow.replica, EntryRow.seq, EntryRow.hash).where(EntryRow.owner == owner)
    with register.reading() as session:
        return {tuple(row) for row in session.execute(wanted)}


def county_rows(register: Register, owner: str) -> dict[str, dict[str, dict[str, Any]]]:
    """The county's copy of the tables of a station, row by row."""
    found = {}
    with register.reading() as session:
        for name in MIRRORS:
            form = form_of(name)
            rows = session.execute(select(form.table).where(form.table.c.owner == owner)).mappings()
            found[name] = {row["id"]: form.told(row) for row in rows}
    return found


def county_replay(register: Register, owner: str) -> Tables:
    """The tables that all the entries of a station come to, folded here and now."""
    with register.reading() as session:
        rows = session.scalars(select(EntryRow).where(EntryRow.owner == owner, EntryRow.op.not_in(("C", "G")))).all()
    told = (
        Told(each.replica, each.seq, each.entry_id, each.effective, each.op, each.body and orjson.loads(each.body))
        for each in rows
    )
    return replay((each.entity, each.row_id, one) for each, one in zip(rows, told, strict=True))


def county_marks(register: Register, owner: str) -> tuple[int, set[tuple[Any, ...]]]:
    """How many entries of a station are parked at the county, and its clashes."""
    columns = ("entity", "row_id", "field", "before_replica", "before_seq", "after_replica", "after_seq")
    clashes = select(*(getattr(ClashRow, name) for name in columns)).where(ClashRow.owner == owner)
    with register.reading() as session:
        parked = session.scalars(select(ParkedRow.seq).where(ParkedRow.owner == owner)).all()
        return len(parked), {tuple(row) for row in session.execute(clashes)}
