"""The tables of this ledger held against the county's copy of them: a mismatch is an alarm, never a repair."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.ledger.syncing.figures import bring_forward, is_up_to_date, totals
from app.models.digest import TableDigest
from app.models.ledger import Ledger


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
