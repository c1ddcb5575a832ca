"""Rows whose cells may have a colour of their own: a state is told by a word and by its colour."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.tips import tip

INK = int(Qt.ItemDataRole.ForegroundRole)
WHOLE = int(Qt.ItemDataRole.ToolTipRole)  # what the column is too narrow for
Tints = Mapping[int, Callable[[Any], str]]
"""By the place of a column: the colour of its words for a row, or empty for the usual one."""


class TintedRows(RowsModel):
    """Rows held in memory, some columns in colour."""

    def __init__(self, columns: Sequence[Column], tints: Tints, parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._tints = tints

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == WHOLE:
            return tip(super().data(index, DISPLAY) or "")
        if role != INK:
            return super().data(index, role)
        tint, row = self._tints.get(index.column()), self.row_at(index.row())
        colour = tint(row) if tint and row is not None else ""
        return QColor(colour) if colour else None
