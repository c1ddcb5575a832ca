"""Every coming and going of blank paper as a clerk would have written it down: a run of serials is one line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n import mark
from app.ledger.blank_pile import BlankFate, serial_after
from app.models.certificates import BlankStock, BlankStockEvent
from app.models.ledger import Ledger

RECEIVED = "received"
MOMENT = 13
WORDS = {
    RECEIVED: mark("came in"),
    BlankFate.USED: mark("printed on"),
    BlankFate.SPOILED: mark("spoiled"),
    BlankFate.RETURNED: mark("given back"),
}


@dataclass(frozen=True)
class BlankEntry:
    """So many blanks of a kind came or went on a day; fewer than none if an earlier line was taken back."""

    on_day: date
    what: str
    kind: str
    sheets: int
    first_serial: str
    last_serial: str
    note: str


def blank_history(ledger: Ledger) -> tuple[BlankEntry, ...]:
    """All of it, the newest first."""
    with ledger.reading() as session:
        came = list(_deliveries(session))
        gone = list(_joined(_events(session)))
    return tuple(sorted((*reversed(gone), *came), key=lambda entry: entry.on_day, reverse=True))


def _deliveries(session: Session) -> Iterator[BlankEntry]:
    for row in session.scalars(select(BlankStock).order_by(BlankStock.id.desc())):
        serials = (row.first_serial, row.last_serial)
        yield BlankEntry(row.received_on, RECEIVED, row.kind, row.sheets, *serials, row.source)


def _events(session: Session) -> Iterator[BlankEntry]:
    # The first signs of an id tell the millisecond, the others are chance: within one the serials tell the order.
    rows = sorted(session.scalars(select(BlankStockEvent)), key=lambda row: (row.id[:MOMENT], row.paper_serial))
    for row in rows:
        serials = (row.paper_serial, row.paper_serial)
        yield BlankEntry(row.on_day, row.kind, row.certificate_kind, row.sheets, *serials, row.reason)


def _joined(entries: Iterable[BlankEntry]) -> Iterator[BlankEntry]:
    """Entries that follow one another, as one."""
    open_entry: BlankEntry | None = None
    for entry in entries:
        if open_entry and _follows(open_entry, entry):
            sheets = open_entry.sheets + entry.sheets
            open_entry = replace(open_entry, sheets=sheets, last_serial=entry.last_serial)
        else:
            if open_entry:
                yield open_entry
            open_entry = entry
    if open_entry:
        yield open_entry


def _follows(first: BlankEntry, then: BlankEntry) -> bool:
    alike = ("on_day", "what", "kind", "note")
    if any(getattr(first, name) != getattr(then, name) for name in alike) or first.sheets * then.sheets < 0:
        return False
    return then.first_serial == (serial_after(first.last_serial) if first.last_serial else "")
