"""The pile of blanks in the printer: taken one by one, the oldest delivery first, each accounted for once."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.models.certificates import BlankStock, BlankStockEvent
from app.models.change import Change

_SERIAL = re.compile(r"(.*?)([0-9]+)", re.DOTALL)


class BlankFate(StrEnum):
    """What becomes of a blank. An event of minus one sheet takes an earlier one back."""

    USED = "used"
    SPOILED = "spoiled"
    RETURNED = "returned"


class SerialUsed(Refusal):
    """A paper serial that was printed on or spoiled before."""

    code = "paper_serial_used"
    message = mark("The blank with serial {serial} was accounted for already.")
    remedy = mark("Give the serial of the blank that is really in the printer.")


@dataclass(frozen=True)
class Blank:
    """One blank taken from the pile."""

    stock_id: str | None
    paper_serial: str


def serials_between(first: str, last: str) -> int:
    """How many blanks lie from one serial to another, both counted; 0 if they are not of one series."""
    one, other = _SERIAL.fullmatch(first), _SERIAL.fullmatch(last)
    if not one or not other or one[1] != other[1] or len(one[2]) != len(other[2]):
        return 0
    return max(0, int(other[2]) - int(one[2]) + 1)


def serial_after(serial: str, steps: int = 1) -> str:
    """The serial so many blanks further on; a serial that does not end in digits has none after it."""
    parts = _SERIAL.fullmatch(serial)
    return f"{parts[1]}{int(parts[2]) + steps:0{len(parts[2])}d}" if parts else ""


def lies_in(serial: str, row: BlankStock) -> bool:
    """Whether this serial belongs to a delivery."""
    return serials_between(row.first_serial, serial) > 0 and serials_between(serial, row.last_serial) > 0


@dataclass
class _Delivery:
    row: BlankStock
    left: int
    taken: set[str] = field(default_factory=set)

    def holds(self, serial: str) -> bool:
        """Whether this serial belongs to the delivery."""
        return bool(self.row.first_serial) and lies_in(serial, self.row)

    def next_blank(self, aside: Collection[str]) -> Blank:
        """The first serial of the delivery that is neither accounted for nor set aside."""
        serial = self.row.first_serial
        while serial in self.taken or serial in aside:
            serial = serial_after(serial)
        return Blank(self.row.id, serial)


class Cupboard:
    """The blanks of one kind that nobody has accounted for yet, the oldest delivery first."""

    def __init__(self, session: Session, kind: str) -> None:
        stocks = select(BlankStock).where(BlankStock.kind == kind).order_by(BlankStock.received_on, BlankStock.id)
        events = session.scalars(select(BlankStockEvent).where(BlankStockEvent.certificate_kind == kind)).all()
        self._deliveries = [
            _delivery(row, [event for event in events if event.stock_id == row.id]) for row in session.scalars(stocks)
        ]
        self._taken = _serials_taken(events)
        self._aside: set[str] = set()

    def oldest(self) -> Blank:
        """The blank that is taken next; one of no delivery and no serial where the ledger knows of none."""
        for delivery in self._deliveries:
            if delivery.left > sum(delivery.holds(serial) for serial in self._aside):
                has_serials = bool(delivery.row.first_serial)
                return delivery.next_blank(self._aside) if has_serials else Blank(delivery.row.id, "")
        return Blank(None, "")

    def of_serial(self, serial: str) -> Blank:
        """The blank of this serial, whichever delivery it came with."""
        holding = [each for each in self._deliveries if each.holds(serial)]
        return Blank(holding[0].row.id if holding else None, serial)

    def take(self, blank: Blank) -> Blank:
        """Take this blank out. Raises SerialUsed."""
        self.require_free([blank.paper_serial])
        self._taken.add(blank.paper_serial)
        self._aside.discard(blank.paper_serial)
        for delivery in self._deliveries:
            if delivery.row.id == blank.stock_id:
                delivery.left -= 1
                delivery.taken.add(blank.paper_serial)
        return blank

    def require_free(self, serials: Iterable[str]) -> None:
        """Raise SerialUsed unless none of these was taken."""
        for serial in serials:
            if serial and serial in self._taken:
                raise SerialUsed(serial=serial)

    def set_aside(self, serials: Iterable[str]) -> None:
        """These lie in a printer: none of them is the next one for anything else."""
        self._aside |= {serial for serial in serials if serial and serial not in self._taken}


class Pile:
    """The blanks of one kind as the printer takes them within one change: the oldest delivery first, serial by serial.

    With `first_serial` the pile begins there, as when the clerk has put in other blanks. Those set `aside` are taken
    by their serial alone.
    """

    def __init__(self, change: Change, kind: str, first_serial: str = "", aside: Iterable[str] = ()) -> None:
        self._change, self._kind, self._next = change, kind, first_serial
        self._cupboard = Cupboard(change.session, kind)
        self._cupboard.set_aside(aside)

    def account(
        self, fate: BlankFate, *, serial: str = "", certificate_id: str | None = None, reason: str = ""
    ) -> Blank:
        """Take the next blank, or the one of this serial, and enter what became of it. Raises SerialUsed."""
        blank = self._cupboard.take(self._meant(serial))
        self._enter(blank, fate, 1, certificate_id, reason)
        return blank

    def take_back(self, blank: Blank, fate: BlankFate, *, certificate_id: str | None = None, reason: str = "") -> None:
        """Enter that a blank did not end like this after all."""
        self._enter(blank, fate, -1, certificate_id, reason)

    def enter(self, blank: Blank, fate: BlankFate, *, certificate_id: str | None = None, reason: str = "") -> None:
        """Enter what became of a blank that is already out of the pile."""
        self._enter(blank, fate, 1, certificate_id, reason)

    def _meant(self, serial: str) -> Blank:
        if not serial and not self._next:
            return self._cupboard.oldest()
        if not serial:
            serial, self._next = self._next, serial_after(self._next)
        return self._cupboard.of_serial(serial)

    def _enter(self, blank: Blank, fate: BlankFate, sheets: int, certificate_id: str | None, reason: str) -> None:
        self._change.add(
            BlankStockEvent(
                stock_id=blank.stock_id,
                kind=fate.value,
                certificate_kind=self._kind,
                on_day=self._change.today,
                sheets=sheets,
                paper_serial=blank.paper_serial,
                certificate_id=certificate_id,
                reason=reason,
            )
        )


def _delivery(row: BlankStock, events: list[BlankStockEvent]) -> _Delivery:
    left = row.sheets - sum(event.sheets for event in events)
    return _Delivery(row, left, _serials_taken(events))


def _serials_taken(events: Iterable[BlankStockEvent]) -> set[str]:
    counts: dict[str, int] = defaultdict(int)
    for event in events:
        counts[event.paper_serial] += event.sheets
    return {serial for serial, sheets in counts.items() if serial and sheets > 0}
