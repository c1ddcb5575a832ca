"""A list as long as the ledger: pages of rows are fetched beside the window when they come into sight."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.ledger.finding_people import find_people
from app.ledger.person_rows import PeopleWanted, PersonRow, count_people, list_people
from app.models.ledger import Ledger
from app.ui.columns import NO_PARENT, Column, Index, RowsModel
from app.ui.operation import Operation
from app.ui.work import Work

PAGE, KEPT = 200, 12
WAITED_FOR = 4  # pages at a time: whoever drags the bar to the end passes a hundred of them
MOST_FOUND = 300


@dataclass(frozen=True)
class Answer:
    """How many there are and the first of them; `is_cut` if more would fit what was typed."""

    count: int
    rows: tuple[PersonRow, ...]
    is_cut: bool = False


class PeopleRows(RowsModel):
    """The people wanted, or those who fit what was typed. A row that has not come yet shows a dot line."""

    counted = Signal(int)

    def __init__(self, work: Work, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._work = work
        self._wanted = PeopleWanted(limit=PAGE)
        self._count = 0
        self.is_cut = False
        self._pages: OrderedDict[int, tuple[PersonRow, ...]] = OrderedDict()
        self._asked: dict[int, Operation] = {}
        self._finding: Operation | None = None

    def want(self, wanted: PeopleWanted, typed: str = "", place_name: str = "") -> None:
        """Show these people; with something typed those of them who fit."""
        self._forget()
        ledger = self._work.ledger
        self._wanted = replace(wanted, limit=PAGE)
        found, first = partial(found_people, ledger, wanted, typed, place_name), partial(_first, ledger, self._wanted)
        work = found if typed.strip() else first
        self._finding = self._work.operations.read(lambda _: work(), self._begin)

    def row_at(self, place: int) -> Any:
        """The row at this place; None while it is on its way."""
        if not 0 <= place < self._count:
            return None
        number, within = divmod(place, PAGE)
        page = self._pages.get(number)
        if page is None:
            self._fetch(number)
            return None
        return page[within] if within < len(page) else None

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else self._count

    def _forget(self) -> None:
        for operation in (*self._asked.values(), self._finding):
            if operation:
                operation.cancel()
        self._asked.clear()

    def _begin(self, answer: Answer) -> None:
        self.beginResetModel()
        self._count, self.is_cut = answer.count, answer.is_cut
        self._pages.clear()
        for number in range(0, len(answer.rows), PAGE):
            self._pages[number // PAGE] = answer.rows[number : number + PAGE]
        self.endResetModel()
        self.counted.emit(self._count)

    def _fetch(self, number: int) -> None:
        if number in self._asked:
            return
        while len(self._asked) >= WAITED_FOR:
            self._asked.pop(next(iter(self._asked))).cancel()
        ledger, wanted = self._work.ledger, replace(self._wanted, offset=number * PAGE)
        self._asked[number] = self._work.operations.read(
            lambda op: () if op.is_cancelled else list_people(ledger, wanted), lambda rows: self._take(number, rows)
        )

    def _take(self, number: int, rows: tuple[PersonRow, ...]) -> None:
        self._asked.pop(number, None)
        self._pages[number] = rows
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        top, bottom = number * PAGE, min(number * PAGE + PAGE, self._count) - 1
        self.dataChanged.emit(self.index(top, 0), self.index(bottom, len(self.columns) - 1))


def _first(ledger: Ledger, wanted: PeopleWanted) -> Answer:
    return Answer(count_people(ledger, wanted), list_people(ledger, wanted))


def found_people(ledger: Ledger, wanted: PeopleWanted, typed: str, place_name: str = "") -> Answer:
    """Those who fit what was typed, and the choices beside it."""
    found = find_people(ledger, typed, MOST_FOUND)
    rows = tuple(row for row in found if _fits(row, wanted) and row.place.startswith(place_name))
    return Answer(len(rows), rows, len(found) == MOST_FOUND)


def _fits(row: PersonRow, wanted: PeopleWanted) -> bool:
    right_status = wanted.status in ("", row.status)
    return right_status and (not wanted.category or wanted.category in row.categories)
