"""Tables as rows through columns: each column is a heading and what it shows of a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
# Put together once: every cell in sight asks for one of them at every paint.
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it shows of a row, its width in pixels, and whether it holds figures."""

    heading: str
    shown: Callable[[Any], object]
    width: int = 100
    is_figure: bool = False

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Figures stand at the right, words at the left."""
        return RIGHT if self.is_figure else LEFT


class RowsModel(QAbstractTableModel):
    """Rows held in memory."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[Any, ...] = ()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def row_at(self, place: int) -> Any:
        """The row at this place, or None if it is not there."""
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        # Asked for every cell in sight at every paint: roles that are not used are answered first.
        if role == DISPLAY:
            row = self.row_at(index.row())
            return "…" if row is None else _text(self.columns[index.column()].shown(row))
        return self.columns[index.column()].alignment if role == ALIGNMENT else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == ALIGNMENT:
            return self.columns[section].alignment
        return self.columns[section].heading if role == DISPLAY else None


def _text(value: object) -> str:
    return "" if value is None else str(value)
