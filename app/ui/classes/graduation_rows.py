"""The list of graduation: its lines with the colours of their verdicts, and its columns."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.i18n import tr
from app.ledger.graduation import percent
from app.ledger.graduation_board import BoardPerson
from app.ui.classes.graduation_words import Line, item_ink, item_words, verdict_of, way_words
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.theme import FAINT
from app.ui.tips import tip

INK = Qt.ItemDataRole.ForegroundRole
HINT = Qt.ItemDataRole.ToolTipRole
VERDICT, ITEM, WAY_WIDE = 6, 7, 190


class GraduationRows(RowsModel):
    """Lines with the colours of their verdicts."""

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role in (INK, HINT):
            line: Line | None = self.row_at(index.row())
            if line is None:
                return None
            if role == HINT:
                return tip(_whole(line, index.column()) or "")
            ink = _ink(line, index.column())
            return QColor(ink) if ink else None
        return super().data(index, role)


def _score(value: float | None) -> str:
    return "—" if value is None else f"{value:g}"


def _whole(line: Line, column: int) -> str | None:
    return f"{item_words(line)} {way_words(line)}".strip() if column >= ITEM else None


def _ink(line: Line, column: int) -> str:
    if column == VERDICT:
        return verdict_of(line.person)[1]
    if column == ITEM:
        return item_ink(line)
    return FAINT if line.person.person.has_withdrawn else ""


def graduation_columns() -> list[Column]:
    """Everyone's figures, and what is missing with the way to it."""

    def first(shown: Callable[[BoardPerson], object]) -> Callable[[Line], object]:
        return lambda line: shown(line.person) if line.is_first else ""

    return [
        Column(tr("No."), first(lambda each: each.person.serial), 46, is_figure=True),
        Column(tr("Name"), first(lambda each: each.person.name or tr("(erased)")), 108),
        Column(tr("ID tail"), first(lambda each: each.id_tail), 72),
        Column(tr("Attendance"), first(lambda each: f"{percent(each.person.hours.rate)}%"), 76, is_figure=True),
        Column(tr("Theory"), first(lambda each: _score(each.person.theory)), 58, is_figure=True),
        Column(tr("Practice"), first(lambda each: _score(each.person.practical)), 58, is_figure=True),
        Column(tr("Stands"), first(lambda each: verdict_of(each)[0]), 136),
        Column(tr("What is missing"), item_words, 300),
        Column(tr("What to do (Enter leads there)"), way_words, WAY_WIDE),
    ]
