"""A register as long as it may be: who fits is known at once, the rows are fetched when they come into sight."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.ledger.certificate_search import (
    RegisterAnswer,
    RegisterRow,
    RegisterWanted,
    register_rows,
    search_register,
)
from app.ui.certificates.tinted_rows import TintedRows, Tints
from app.ui.columns import NO_PARENT, Column, Index
from app.ui.operation import Operation
from app.ui.work import Work

PAGE, KEPT = 200, 12


@dataclass(frozen=True)
class Found:
    """What the ledger answered, with the rows of the first page."""

    answer: RegisterAnswer
    first: tuple[RegisterRow, ...]


class RegisterRows(TintedRows):
    """The certificates wanted; a row that has not come yet shows a dot line."""

    counted = Signal(object)  # a RegisterAnswer

    def __init__(self, work: Work, columns: Sequence[Column], tints: Tints, parent: QObject | None = None) -> None:
        super().__init__(columns, tints, parent)
        self._work = work
        self.ids: tuple[str, ...] = ()
        self.wanted = RegisterWanted()
        self._pages: OrderedDict[int, tuple[RegisterRow, ...]] = OrderedDict()
        self._asked: dict[int, Operation] = {}
        self._searching: Operation | None = None

    def want(self, wanted: RegisterWanted) -> None:
        """Show these certificates."""
        for operation in (*self._asked.values(), self._searching):
            if operation:
                operation.cancel()
        self._asked.clear()
        ledger, self.wanted = self._work.ledger, wanted

        def search(_: Operation) -> Found:
            answer = search_register(ledger, wanted)
            return Found(answer, register_rows(ledger, answer.ids[:PAGE]))

        self._searching = self._work.ask(search, self._begin)

    def row_at(self, place: int) -> Any:
        """The row at this place; None while it is on its way."""
        if not 0 <= place < len(self.ids):
            return None
        number, within = divmod(place, PAGE)
        page = self._pages.get(number)
        if page is None:
            self._fetch(number)
            return None
        return page[within] if within < len(page) else None

    def place_of(self, certificate_id: str) -> int:
        """Where this certificate stands in the list; -1 if it is not in it."""
        return self.ids.index(certificate_id) if certificate_id in self.ids else -1

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def _begin(self, found: Found) -> None:
        self.beginResetModel()
        self.ids = found.answer.ids
        self._pages.clear()
        self._pages[0] = found.first
        self.endResetModel()
        self.counted.emit(found.answer)

    def _fetch(self, number: int) -> None:
        if number in self._asked:
            return
        ledger, ids = self._work.ledger, self.ids[number * PAGE : number * PAGE + PAGE]
        self._asked[number] = self._work.ask(
            lambda _: register_rows(ledger, ids), lambda rows: self._take(number, rows)
        )

    def _take(self, number: int, rows: tuple[RegisterRow, ...]) -> None:
        self._asked.pop(number, None)
        self._pages[number] = rows
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        top, bottom = number * PAGE, min(number * PAGE + PAGE, len(self.ids)) - 1
        self.dataChanged.emit(self.index(top, 0), self.index(bottom, len(self.columns) - 1))
