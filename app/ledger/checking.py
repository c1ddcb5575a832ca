"""Proving a ledger sound: pages, chain, and every table equal to what the journal tells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from app.models.faults import DamagedLedger, named_faults
from app.models.journal import JOURNAL, Head
from app.models.ledger import Ledger
from app.models.replay import Break, Difference, differences, entries, walk
from app.models.rows import journaled_tables

Step = Callable[[int, int], None]
"""Told how far the check has come; may raise to stop it."""

_STRIDE = 5000


@dataclass(frozen=True)
class LedgerCheck:
    """What a check found; `is_sound` if nothing is wrong."""

    pages: tuple[str, ...]
    broken: Break | None
    differences: tuple[Difference, ...]
    entries: int
    replicas: int
    counts: dict[str, int]

    @property
    def is_sound(self) -> bool:
        """Whether pages, chain and tables all hold."""
        return not (self.pages or self.broken or self.differences)


def _page_faults(connection: Connection) -> tuple[str, ...]:
    damaged = [row[0] for row in connection.exec_driver_sql("pragma cipher_integrity_check")]
    if damaged:
        return tuple(damaged)
    return tuple(row[0] for row in connection.exec_driver_sql("pragma integrity_check") if row[0] != "ok")


def _counts(connection: Connection) -> dict[str, int]:
    tables = sorted(journaled_tables().items())
    return {name: connection.execute(select(func.count()).select_from(row)).scalar_one() for name, row in tables}


def check_ledger(ledger: Ledger, step: Step | None = None) -> LedgerCheck:
    """Check everything that can be checked without the county; changes nothing, and lets nothing be changed in damage.

    Raises DamagedLedger, and what `step` raises.
    """
    with named_faults(str(ledger.places.database)), ledger.engine.connect() as connection:
        pages = _page_faults(connection)
        if pages:
            ledger.note_damage(DamagedLedger())
            return LedgerCheck(pages, None, (), 0, 0, {})
        heads, broken = walk(_counted(connection, step))
        unequal = () if broken else tuple(differences(connection))
        return LedgerCheck((), broken, unequal, _total(heads), len(heads), _counts(connection))


def _counted(connection: Connection, step: Step | None) -> Iterator[Any]:
    """The journal, telling how far one has come: reading it is the first half, comparing the tables the second."""
    total = connection.execute(select(func.count()).select_from(JOURNAL)).scalar_one()
    for number, entry in enumerate(entries(connection)):
        if step and number % _STRIDE == 0:
            step(number, 2 * total)
        yield entry
    if step:
        step(total, 2 * total)


def _total(heads: dict[str, Head]) -> int:
    return sum(head.seq for head in heads.values())
