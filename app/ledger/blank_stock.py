"""Blank certificate paper: what came, what was printed on, what was spoiled, what is left."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.blank_pile import BlankFate, Pile, lies_in, serials_between
from app.ledger.certificate_candidates import kind_named
from app.models.certificates import BlankStock, BlankStockEvent
from app.models.ledger import Ledger


class SheetsNotPositive(Refusal):
    """No sheet at all, or fewer than none."""

    code = "sheets_not_positive"
    message = mark("{sheets} is not a number of sheets.")
    remedy = mark("Give a number from 1 on.")


class SerialsDoNotFit(Refusal):
    """The first and last serial of a delivery do not span its sheets."""

    code = "serials_do_not_fit"
    message = mark("From {first} to {last} is not {sheets} sheets.")
    remedy = mark("Compare the serials on the first and last blank with the number of sheets.")


class SerialsOverlap(Refusal):
    """Serials that another delivery has already."""

    code = "serials_overlap"
    message = mark("A delivery of {received_on} has serials from {first} to {last} already.")
    remedy = mark("Compare the serials on the first and last blank; a delivery is entered once.")


class MoreThanLeft(Refusal):
    """More blanks than the ledger knows of."""

    code = "more_than_left"
    message = mark("{sheets} blanks cannot be taken: {left} are left by the ledger.")
    remedy = mark("Count the blanks; enter a delivery that is missing here first.")


@dataclass(frozen=True)
class BlankCount:
    """The blanks of one kind, or of one delivery: received = used + spoiled + returned + left.

    `left` below nothing means that a delivery was not entered.
    """

    kind: str
    received: int
    used: int
    spoiled: int
    returned: int
    stock_id: str = ""
    received_on: date | None = None
    first_serial: str = ""
    last_serial: str = ""
    source: str = ""

    @property
    def left(self) -> int:
        """What must lie in the cupboard."""
        return self.received - self.used - self.spoiled - self.returned


def receive_blanks(
    ledger: Ledger,
    kind: str,
    sheets: int,
    *,
    on: date | None = None,
    serials: tuple[str, str] = ("", ""),
    source: str = "",
) -> BlankCount:
    """Enter a delivery of blanks. Raises KindUnknown, SheetsNotPositive, SerialsDoNotFit, SerialsOverlap."""
    wanted, (first, last) = kind_named(kind), serials
    _require_sheets(sheets)
    if (first or last) and serials_between(first, last) != sheets:
        raise SerialsDoNotFit(first=first, last=last, sheets=sheets)
    with ledger.change("stock.receive") as change:
        _refuse_overlap(change.session, wanted, first, last)
        row = BlankStock(kind=wanted.value, received_on=on or change.today, sheets=sheets, source=source)
        row.first_serial, row.last_serial = first, last
        change.add(row)
        change.session.flush()
        return _count_of(row, ())


def spoil_blanks(ledger: Ledger, kind: str, sheets: int, reason: str, *, serial: str = "") -> BlankCount:
    """Blanks that were ruined outside a print job. Raises as `receive_blanks`, SerialUsed, MoreThanLeft."""
    return _take_out(ledger, kind, sheets, BlankFate.SPOILED, reason, serial)


def return_blanks(ledger: Ledger, kind: str, sheets: int, reason: str, *, serial: str = "") -> BlankCount:
    """Blanks handed back or to another station. Raises as `spoil_blanks`."""
    return _take_out(ledger, kind, sheets, BlankFate.RETURNED, reason, serial)


def _take_out(ledger: Ledger, kind: str, sheets: int, fate: BlankFate, reason: str, serial: str) -> BlankCount:
    wanted = kind_named(kind)
    _require_sheets(sheets)
    with ledger.change(f"stock.{fate.value}", reason=reason) as change:
        left = count_of_kind(change.session, wanted).left
        if sheets > left:
            raise MoreThanLeft(sheets=sheets, left=left)
        pile = Pile(change, wanted, serial)
        for _ in range(sheets):
            pile.account(fate, reason=reason)
        change.session.flush()
        return count_of_kind(change.session, wanted)


def _require_sheets(sheets: int) -> None:
    if sheets < 1:
        raise SheetsNotPositive(sheets=sheets)


def blank_counts(ledger: Ledger) -> list[BlankCount]:
    """The counts of every kind that came or was printed on, by kind."""
    with ledger.reading() as session:
        kinds = set(session.scalars(select(BlankStock.kind))) | set(
            session.scalars(select(BlankStockEvent.certificate_kind))
        )
        return [count_of_kind(session, kind) for kind in sorted(kinds)]


def blank_deliveries(ledger: Ledger) -> list[BlankCount]:
    """The counts of every delivery, oldest first."""
    with ledger.reading() as session:
        events = session.scalars(select(BlankStockEvent)).all()
        rows = session.scalars(select(BlankStock).order_by(BlankStock.received_on, BlankStock.id))
        return [_count_of(row, [event for event in events if event.stock_id == row.id]) for row in rows]


def count_of_kind(session: Session, kind: str) -> BlankCount:
    """The blanks of one kind, all deliveries together."""
    received = sum(session.scalars(select(BlankStock.sheets).where(BlankStock.kind == kind)))
    events = session.scalars(select(BlankStockEvent).where(BlankStockEvent.certificate_kind == kind)).all()
    return BlankCount(kind, received, *_sums(events))


def _count_of(row: BlankStock, events: Iterable[BlankStockEvent]) -> BlankCount:
    used, spoiled, returned = _sums(events)
    return BlankCount(
        kind=row.kind,
        received=row.sheets,
        used=used,
        spoiled=spoiled,
        returned=returned,
        stock_id=row.id,
        received_on=row.received_on,
        first_serial=row.first_serial,
        last_serial=row.last_serial,
        source=row.source,
    )


def _sums(events: Iterable[BlankStockEvent]) -> tuple[int, int, int]:
    sums: dict[str, int] = defaultdict(int)
    for event in events:
        sums[event.kind] += event.sheets
    return sums[BlankFate.USED], sums[BlankFate.SPOILED], sums[BlankFate.RETURNED]


def _refuse_overlap(session: Session, kind: str, first: str, last: str) -> None:
    for row in session.scalars(select(BlankStock).where(BlankStock.kind == kind, BlankStock.first_serial != "")):
        if first and (lies_in(first, row) or lies_in(last, row) or _spans(first, last, row)):
            raise SerialsOverlap(received_on=row.received_on, first=row.first_serial, last=row.last_serial)


def _spans(first: str, last: str, row: BlankStock) -> bool:
    return serials_between(first, row.first_serial) > 0 and serials_between(row.last_serial, last) > 0
