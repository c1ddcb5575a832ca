"""One table on the page of a person, under its heading, as high as its rows up to a point."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QTableView

from app.i18n import tr
from app.ui.columns import Column, RowsModel
from app.ui.pieces import ROW_HEIGHT, card, label, list_view, pile_of, row_of
from app.ui.work import Work


class Section:
    """A card that stays while its rows change, so that the focus stays where it was.

    It is empty until `make`, or until somebody needs what is in it: seven tables at once would stop the window.
    """

    def __init__(
        self, work: Work, name: str, heading: str, columns: Sequence[Column], buttons: Sequence[QPushButton] = ()
    ) -> None:
        self.heading, self._most = heading, 8
        self._opened: Callable[[Any], object] = _open_nothing
        self._work, self._name, self._buttons = work, f"person_{name}", buttons
        self._inner = pile_of()
        self._inner.setSpacing(4)
        self.card: QFrame = card(self._inner, 10)
        self.card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.title, self.said = label(heading, "heading"), label("", "muted", wraps=True)
        self.empty = label(tr("Nothing yet."), "muted")
        self.rows = RowsModel(columns)

    def make(self) -> None:
        """Put everything into the card, if it is not there yet."""
        if not self.is_made:
            self._inner.addLayout(row_of(self.title, None, *self._buttons))
            for each in (self.said, self.view, self.empty):
                self._inner.addWidget(each)
            self.said.setVisible(bool(self.said.text()))

    @property
    def is_made(self) -> bool:
        """True once everything is in the card."""
        return bool(self._inner.count())

    @cached_property
    def view(self) -> QTableView:
        """The table."""
        made = list_view(self.rows, self.heading)
        self.rows.setParent(made)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._work.memory.columns(made, self._name)
        made.activated.connect(self._open)
        return made

    def opens(self, opened: Callable[[Any], object]) -> "Section":
        """Enter and a double click do this with the row."""
        self._opened = opened
        return self

    def _open(self, index: QModelIndex) -> None:
        row = self.rows.row_at(index.row())
        if row is not None:
            self._opened(row)

    def at_most(self, rows: int) -> "Section":
        """Scroll within itself above so many rows."""
        self._most = rows
        return self

    def note(self, words: str) -> "Section":
        """Say this below the heading."""
        self.said.setText(words)
        self.said.setVisible(self.is_made and bool(words))
        return self

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these; the row that was chosen stays chosen."""
        self.make()
        chosen = self.view.currentIndex().row()
        self.rows.show_rows(rows)
        count = f"  {len(rows)}" if rows else ""
        self.title.setText(f"{self.heading}{count}")
        self.view.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        always, never = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.view.setVerticalScrollBarPolicy(always if len(rows) > self._most else never)
        header = self.view.horizontalHeader().sizeHint().height()
        self.view.setFixedHeight(header + ROW_HEIGHT * min(self._most, len(rows)))
        if rows and chosen >= 0:
            self.view.selectRow(min(chosen, len(rows) - 1))

    def take_focus(self) -> None:
        """Ready to walk through the rows."""
        self.view.setFocus()
        if not self.view.currentIndex().isValid():
            self.view.selectRow(0)


def _open_nothing(_: object) -> None:
    """What a row does that nothing can be done with."""
