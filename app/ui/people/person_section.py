"""One table on the page of a person, under its heading, as high as its rows up to a point."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy

from app.i18n import tr
from app.ui.columns import Column, RowsModel
from app.ui.pieces import ROW_HEIGHT, card, label, list_view, pile_of, row_of
from app.ui.work import Work


class Section:
    """A card that stays while its rows change, so that the focus stays where it was."""

    def __init__(
        self, work: Work, name: str, heading: str, columns: Sequence[Column], buttons: Sequence[QPushButton] = ()
    ) -> None:
        self.heading, self._most = heading, 8
        self.title = label(heading, "heading")
        self.rows = RowsModel(columns)
        self.view = list_view(self.rows, heading)
        self.rows.setParent(self.view)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        work.memory.columns(self.view, f"person_{name}")
        self.empty = label(tr("Nothing yet."), "muted")
        self.said = label("", "muted", wraps=True)
        self.said.hide()
        inner = pile_of()
        inner.setSpacing(4)
        inner.addLayout(row_of(self.title, None, *buttons))
        inner.addWidget(self.said)
        inner.addWidget(self.view)
        inner.addWidget(self.empty)
        self.card: QFrame = card(inner, 10)
        self.card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def opens(self, opened: Callable[[Any], object]) -> "Section":
        """Enter and a double click do this with the row."""

        def open_row(index: QModelIndex) -> None:
            row = self.rows.row_at(index.row())
            if row is not None:
                opened(row)

        self.view.activated.connect(open_row)
        return self

    def at_most(self, rows: int) -> "Section":
        """Scroll within itself above so many rows."""
        self._most = rows
        return self

    def note(self, words: str) -> "Section":
        """Say this below the heading."""
        self.said.setText(words)
        self.said.setVisible(bool(words))
        return self

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these; the row that was chosen stays chosen."""
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
