"""What has just come: entries by row, and the rows of which nothing had been told before."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from app.ledger.syncing.marks import TELLS_NO_ROW, RowKey, listed
from app.models.exchange import Entry

_HEARD_OF = (
    "select value from json_each(?) where exists (select 1 from journal where journal.entity = ?"
    " and journal.row_id = value)"
)


@dataclass
class Arrivals:
    """Entries that came within one transaction; those of a row `unheard` of are all that is known of it.

    They need not be read back, and what was in order before them need not be judged again.
    """

    lines: dict[RowKey, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    unheard: set[RowKey] = field(default_factory=set)

    def note(self, connection: Connection, entries: Iterable[Entry]) -> None:
        """Take these up; call it before they stand in the journal."""
        told = [entry for entry in entries if entry.op not in TELLS_NO_ROW]
        fresh = {(entry.entity, entry.row_id) for entry in told} - self.lines.keys()
        self.unheard |= fresh - heard_of(connection, fresh)
        for entry in told:
            self.lines[entry.entity, entry.row_id].append(entry)

    def leave(self, rows: Collection[RowKey]) -> None:
        """Let these rows be told from the journal alone, as if nothing were known of them."""
        for key in rows:
            self.lines.pop(key, None)
        self.unheard -= set(rows)


def heard_of(connection: Connection, rows: Iterable[RowKey]) -> set[RowKey]:
    """Those of these rows of which the journal has an entry."""
    return {
        (entity, row_id)
        for entity, ids in listed(rows).items()
        for row_id in connection.exec_driver_sql(_HEARD_OF, (ids, entity)).scalars()
    }
