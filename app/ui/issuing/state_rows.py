"""Lists whose words have colours: a state is a sign, a word and an ink, never a colour alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.ui.columns import DISPLAY, Column, Index, RowsModel

INK = Qt.ItemDataRole.ForegroundRole


def _plain(_: Any) -> str:
    return ""


@dataclass(frozen=True)
class InkColumn(Column):
    """A column whose words are written in the ink that it tells for the row; none is that of the list."""

    ink: Callable[[Any], str] = _plain


class InkRows(RowsModel):
    """Rows whose columns may have inks."""

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        column = self.columns[index.column()]
        if role == INK and isinstance(column, InkColumn):
            row = self.row_at(index.row())
            ink = column.ink(row) if row is not None else ""
            return QColor(ink) if ink else None
        return super().data(index, role)
