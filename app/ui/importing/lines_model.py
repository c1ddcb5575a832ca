"""The grid's models: the cells of the sender's file, to be typed over, and beside them what becomes of each row."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPixmap

from app.i18n import tr
from app.ledger.importing.edits import CellKey
from app.ledger.importing.lines import Place
from app.ledger.roster_outlook import Outlook
from app.ledger.roster_plan import fate
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.icons import icon
from app.ui.importing.draft import Draft
from app.ui.importing.import_words import FATES, fate_word, outlook_words
from app.ui.importing.lines import WRONG, GridField, PreviewLine, gravest, reason
from app.ui.sheet_grid import Filled, SheetColumn, SheetModel
from app.ui.theme import ACCENT_DARK, AMBER, FAINT, RED, TEXT
from app.ui.tips import tip

PICTURE, INK, HINT = Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.ToolTipRole
ROW, FATE, REASON = range(3)
SIDE = 16  # pixels of a picture


class LinesModel(SheetModel):
    """Some of the people of a preview; what is typed goes to the draft, and steps are taken back there."""

    def __init__(self, draft: Callable[[], Draft | None], parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self.fields: tuple[GridField, ...] = ()
        self._draft = draft

    def show_fields(self, fields: Sequence[GridField]) -> None:
        """Show these columns, and no lines yet."""
        self.fields = tuple(fields)
        self.show_columns([self._column(field) for field in fields])

    def show_lines(self, lines: Sequence[PreviewLine]) -> None:
        """Show these lines; where the same rows are in sight as before, the view stays as it is."""
        replace_rows(self, lines)

    def line_at(self, place: int) -> PreviewLine | None:
        """The line in this row of the grid."""
        line: PreviewLine | None = self.row_at(place)
        return line

    def place_of(self, wanted: Place) -> int:
        """The row of the grid that shows this row of the file; -1 if it is not in sight."""
        return next((at for at, line in enumerate(self.rows) if line.row.place == wanted), -1)

    def text(self, line: PreviewLine, field: GridField) -> str:
        """What stands in a cell: at once what was typed there, though it is not judged yet."""
        draft, key = self._draft(), line.key(field)
        typed = draft.choices.edits.get(key) if draft and key else None
        return line.text(field) if typed is None else typed

    def is_edited(self, line: PreviewLine, field: GridField) -> bool:
        """True for a cell that the clerk typed over."""
        draft, key = self._draft(), line.key(field)
        return draft is not None and key in draft.choices.edits

    def fill(self, wanted: Filled) -> int:
        changed = {cell: text for cell, text in wanted.items() if text != str(self.index(*cell).data() or "")}
        keys: dict[CellKey, str] = {}
        for (row, column), text in changed.items():
            line = self.line_at(row)
            key = line.key(self.fields[column]) if line else None
            if key:
                keys[key] = text
        draft = self._draft()
        if keys and draft:
            draft.type_over(keys)
        return len(keys)

    def undo(self) -> bool:
        draft = self._draft()
        return draft is not None and draft.undo()

    def redo(self) -> bool:
        draft = self._draft()
        return draft is not None and draft.redo()

    def _column(self, field: GridField) -> SheetColumn:
        return SheetColumn(
            field.heading,
            partial(_shown, self, field),
            field.width,
            is_open=True,
            oddity=lambda line: line.oddity(field),
            closed=lambda line: "" if line.key(field) else tr("This sheet has no column for it."),
            ink=lambda line: ACCENT_DARK if self.is_edited(line, field) else TEXT,
        )


def _shown(model: LinesModel, field: GridField, line: PreviewLine) -> str:
    return model.text(line, field)


def replace_rows(model: RowsModel, lines: Sequence[PreviewLine]) -> None:
    """Put lines into a model; the same places again are painted anew and nothing else."""
    lines = tuple(lines)
    if not _same_places(model.rows, lines):
        model.show_rows(lines)
        return
    model.rows = lines
    if lines:
        model.dataChanged.emit(model.index(0, 0), model.index(len(lines) - 1, model.columnCount() - 1))


def _same_places(before: Sequence[PreviewLine], now: Sequence[PreviewLine]) -> bool:
    """Told by the rows themselves, where they are the same: most are, of 25,000 that are judged anew."""
    if len(before) != len(now):
        return False
    return all(old.row is new.row or old.row.place == new.row.place for old, new in zip(before, now, strict=True))


class FatesModel(RowsModel):
    """Beside each line: its row in the file, what becomes of it, and why."""

    def __init__(self, draft: Callable[[], Draft | None], parent: QObject | None = None) -> None:
        super().__init__(
            (
                Column(tr("Row"), self._row, 44, is_figure=True),
                Column(tr("Handling"), lambda line: fate_word(self.fate(line), self._decision(line)), 84),
                Column(tr("What is the matter"), self._reason, 250),
            ),
            parent,
        )
        self._draft = draft
        self._pictures: dict[str, QPixmap] = {}  # drawn once: a drawing for each row would be made at every paint
        self.outlook: Mapping[Place, Outlook] = {}
        self.names_sheets = False

    def fate(self, line: PreviewLine) -> str:
        """What becomes of a line by the clerk's word: new, known, doubtful, wrong or skipped."""
        return fate(line.row, self._decision(line))

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role in (PICTURE, INK, HINT):
            line = self.row_at(index.row())
            return None if line is None else self._look(line, index.column(), role)
        return super().data(index, role)

    def _look(self, line: PreviewLine, column: int, role: int) -> Any:
        fate_now = self.fate(line)
        sign = FATES[fate_now]
        if role == PICTURE:
            return self._picture(fate_now) if column == FATE else None
        if role == HINT:
            return tip("\n".join(str(problem.finding) for problem in line.row.problems)) or None
        if column == REASON and line.row.problems:
            return QColor(RED if gravest(line.row.problems) == WRONG else AMBER)
        return QColor(FAINT if column == ROW else sign.ink)

    def _picture(self, name: str) -> QPixmap:
        if name not in self._pictures:
            screen = QGuiApplication.primaryScreen()
            sign, ratio = FATES[name], screen.devicePixelRatio()
            self._pictures[name] = icon(sign.picture, sign.ink).pixmap(QSize(SIDE, SIDE), ratio)
        return self._pictures[name]

    def _row(self, line: PreviewLine) -> str:
        return f"{line.row.sheet} {line.row.row}" if self.names_sheets else str(line.row.row)

    def _reason(self, line: PreviewLine) -> str:
        return reason(line) or outlook_words(self.outlook.get(line.row.place))

    def _decision(self, line: PreviewLine) -> Any:
        draft = self._draft()
        return draft.choices.decisions.get(line.row.place) if draft else None
